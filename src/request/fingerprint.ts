import { accept, type Reading, refuse, show } from './reading.ts';

// 32 bytes in base64 without padding: the last of 43 characters carries four bits
const SHA256 = /^(?:\d+ )?SHA256:([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048])=?(?: .*)?$/i;
const LONGEST = 1000;
const HOW = 'write the SHA256:… that `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` prints on the host';

/** Fingerprints of host keys, one a line or with commas between; a whole line of `ssh-keygen -l` is taken too. */
export function parseFingerprints(text: string): Reading<readonly string[]> {
  const found = new Set<string>();
  for (const one of text.split(/[\n\r,]/).map((part) => part.trim())) {
    if (one === '') continue;
    if (one.length > LONGEST) return refuse(`${show(one)} is not a SHA256 fingerprint`, HOW);
    const hash = SHA256.exec(one)?.[1];
    if (hash === undefined) return refuse(whyNone(one), HOW);
    found.add(`SHA256:${hash}`);
  }
  return accept([...found]);
}

function whyNone(text: string): string {
  if (/^(?:\d+ )?(?:MD5:)?[0-9a-f]{2}(?::[0-9a-f]{2}){15}\b/i.test(text))
    return 'MD5 fingerprints can be forged';
  if (/^(?:SHA256:)?[0-9a-f]{64}$/i.test(text)) return `${show(text)} is in hex, ssh writes base64`;
  if (/\b(?:ssh|ecdsa|sk-[a-z0-9-]+)-[a-z0-9@.-]+ AAAA/.test(text))
    return 'it is a key, which belongs in ssh-known-hosts';
  return `${show(text)} is not a SHA256 fingerprint`;
}
