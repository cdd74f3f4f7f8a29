import { createPrivateKey, createPublicKey } from 'node:crypto';
import { cutShort, damagedKey, wrongPassphrase } from './key-faults.ts';
import { loadSsh2 } from './ssh2.ts';
import { readStrings } from './wire.ts';

/** OpenSSH's own format (openssh/PROTOCOL.key): the public key stands in the clear, the private part may be encrypted. */
export interface OpensshKey {
  readonly publicBlob: Buffer;
  readonly encrypted: boolean;
  readonly cipher: string;
  readonly privatePart: Buffer;
}

const MAGIC = Buffer.from('openssh-key-v1\0');

/** Reads the outer layer; a fault when bytes are missing. */
export function readOpensshKey(bytes: Buffer, inputName: string): OpensshKey {
  const head = bytes.subarray(0, MAGIC.length).equals(MAGIC)
    ? readStrings(bytes, 3, MAGIC.length)
    : undefined;
  const count = head === undefined || head.end + 4 > bytes.length ? 0 : bytes.readUInt32BE(head.end);
  const keys = head === undefined ? undefined : readStrings(bytes, 2, head.end + 4);
  const [publicBlob, privatePart] = keys?.fields ?? [];
  if (head === undefined || publicBlob === undefined || privatePart === undefined || count !== 1) {
    throw cutShort(bytes.length, inputName);
  }
  const cipher = head.fields[0]?.toString('latin1') ?? '';
  return { publicBlob, encrypted: cipher !== 'none', cipher, privatePart };
}

/**
 * Opens the private part and proves that it fits the public one, by a signature.
 * False when the cipher is one that only OpenSSH itself can open: then nothing is proven.
 */
export async function proveOpensshKey(
  text: string,
  key: OpensshKey,
  passphrase: string | undefined,
  inputName: string,
): Promise<boolean> {
  if (key.cipher.startsWith('chacha20-')) return false;
  if (!key.encrypted && isEd25519(key.publicBlob)) {
    if (!fitsEd25519(key)) throw damagedKey(inputName);
    return true;
  }
  const { utils } = await loadSsh2();
  const opened = utils.parseKey(text, key.encrypted ? passphrase : undefined);
  if (opened instanceof Error) throw key.encrypted ? wrongPassphrase(inputName) : damagedKey(inputName);
  const message = Buffer.from('cassie-deploy');
  let fits = false;
  try {
    const verified: unknown = opened.verify(message, opened.sign(message));
    fits = verified === true && opened.getPublicSSH().equals(key.publicBlob);
  } catch {
    // Numbers that are no key at all: OpenSSL refuses to sign with them.
  }
  if (!fits) throw damagedKey(inputName);
  return true;
}

function isEd25519(publicBlob: Buffer): boolean {
  return readStrings(publicBlob, 1)?.fields[0]?.toString('latin1') === 'ssh-ed25519';
}

/** The kind most people have needs no library: its public key is derived from the private one and compared. */
function fitsEd25519({ publicBlob, privatePart }: OpensshKey): boolean {
  const [, publicBytes, pair] = readStrings(privatePart, 3, 8)?.fields ?? [];
  const checks = [privatePart.subarray(0, 4), privatePart.subarray(4, 8)] as const;
  if (publicBytes?.length !== 32 || pair?.length !== 64 || !checks[0].equals(checks[1])) return false;
  const [d, x] = [pair.subarray(0, 32).toString('base64url'), publicBytes.toString('base64url')];
  const derived = createPublicKey(
    createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', d, x }, format: 'jwk' }),
  );
  const isPair = pair.subarray(32).equals(publicBytes) && publicBlob.subarray(-32).equals(publicBytes);
  return isPair && derived.export({ format: 'jwk' }).x === x;
}
