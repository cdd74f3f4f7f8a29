import { Fault } from '../fault.ts';

const STORE_THE_PRIVATE_FILE =
  'store the private key file whole: the one without .pub, from its -----BEGIN line to its -----END line';

/** One kind of text that people store where a private key belongs, known by its shape. */
interface Lookalike {
  readonly shape: RegExp;
  readonly code: string;
  readonly what: string;
  readonly fix: string;
}

const KEY_TYPE =
  '(?:ssh-(?:rsa|dss|ed25519|ed448)|ecdsa-sha2-nistp\\d+|sk-(?:ssh|ecdsa)-[\\w-]+@openssh\\.com)';
const CERTIFICATE_TYPE = '(?:sk-)?(?:ssh|ecdsa)-[\\w-]+-cert-v0[01]@openssh\\.com';

/** The first shape that fits names the text. */
const LOOKALIKES: readonly Lookalike[] = [
  {
    shape: /^\s*$/,
    code: 'key-empty',
    what: 'is empty',
    fix: "check the secret's name and the job's `environment:`; runs of fork pull requests and of Dependabot get no secrets",
  },
  {
    shape: /^PuTTY-User-Key-File/m,
    code: 'key-is-ppk',
    what: 'holds a PuTTY key (.ppk)',
    fix: 'convert it: puttygen key.ppk -O private-openssh -o key, and store the file `key`',
  },
  {
    shape: new RegExp(`^\\s*${CERTIFICATE_TYPE}\\s`),
    code: 'key-is-certificate',
    what: 'holds an OpenSSH certificate, not a private key',
    fix: STORE_THE_PRIVATE_FILE,
  },
  {
    shape: /BEGIN (?:TRUSTED |X509 |NEW )?CERTIFICATE/,
    code: 'key-is-certificate',
    what: 'holds a PEM certificate, not a private key',
    fix: STORE_THE_PRIVATE_FILE,
  },
  {
    shape: new RegExp(
      `^\\s*(?:(?:restrict|cert-authority|[\\w-]+=\\S|no-|pty|user-rc|port-|agent-|X11-).*\\s)?${KEY_TYPE}\\s+AAAA`,
    ),
    code: 'key-is-public',
    what: 'holds a public key',
    fix: STORE_THE_PRIVATE_FILE,
  },
  {
    shape: /BEGIN (?:SSH2 |RSA |EC )?PUBLIC KEY/,
    code: 'key-is-public',
    what: 'holds a public key',
    fix: STORE_THE_PRIVATE_FILE,
  },
  {
    shape: new RegExp(`^\\s*(?:@[a-z-]+\\s+)?\\S+\\s+(?:${CERTIFICATE_TYPE}|${KEY_TYPE})\\s+AAAA`),
    code: 'key-is-known-hosts',
    what: 'holds a known_hosts line: the key of a host, not yours',
    fix: `give that line as \`ssh-known-hosts\`, and here: ${STORE_THE_PRIVATE_FILE}`,
  },
  {
    shape: /^\s*(?:\d+\s+)?(?:SHA256:|MD5:)/,
    code: 'key-is-fingerprint',
    what: 'holds a fingerprint, not a private key',
    fix: STORE_THE_PRIVATE_FILE,
  },
  {
    shape: /BEGIN SSH2 ENCRYPTED PRIVATE KEY/,
    code: 'key-format-unsupported',
    what: 'holds a private key in the format of ssh.com, which OpenSSH cannot use',
    fix: 'convert it: ssh-keygen -i -f key > key.openssh, and store that file',
  },
  {
    shape: /AGE-SECRET-KEY-|BEGIN AGE ENCRYPTED|BEGIN PGP|ENC\[AES256_GCM/,
    code: 'key-not-a-key',
    what: 'holds an age, PGP or sops text, not an SSH private key',
    fix: STORE_THE_PRIVATE_FILE,
  },
  {
    shape: /^\s*(?:~|\.{0,2}\/|[A-Za-z]:\\)[^\n]*$/,
    code: 'key-is-path',
    what: 'holds the path of a file, not what is in the file',
    fix: STORE_THE_PRIVATE_FILE,
  },
  {
    shape: /^\s*(?:\$\{?[\w.{]|op:\/\/|vault:|\*+\s*$)/,
    code: 'key-not-a-key',
    what: 'holds a reference or a placeholder that nothing replaced',
    fix: 'pass the secret itself, by an expression with `secrets.SSH_PRIVATE_KEY`',
  },
];

/** Says what a text without a whole private key is. Never repeats any of the text. */
export function faultOfText(text: string, inputName: string): Fault {
  const known = LOOKALIKES.find(({ shape }) => shape.test(text));
  if (known !== undefined) {
    return new Fault({ code: known.code, what: `${inputName} ${known.what}`, fix: known.fix, refused: true });
  }
  return faultOfFragment(text, inputName);
}

function faultOfFragment(text: string, inputName: string): Fault {
  const begin = /BEGIN [A-Z0-9 ]*PRIVATE KEY/.test(text);
  const end = /END [A-Z0-9 ]*PRIVATE KEY/.test(text);
  const length = `${Buffer.byteLength(text)} bytes`;
  if (begin || end || isBodyOfKey(text)) {
    const missing =
      begin && end
        ? 'its BEGIN and END lines do not fit'
        : begin
          ? 'it has no END line'
          : end
            ? 'it has no BEGIN line'
            : 'it has neither BEGIN nor END line';
    return new Fault({
      code: 'key-truncated',
      what: `${inputName} holds only a part of a private key: ${missing} (${length})`,
      fix: STORE_THE_PRIVATE_FILE,
      refused: true,
    });
  }
  return new Fault({
    code: 'key-not-a-key',
    what: `${inputName} holds no private key: there is no -----BEGIN line in it (${length})`,
    fix: STORE_THE_PRIVATE_FILE,
    refused: true,
  });
}

/** Base64 that starts as OpenSSH's format ("openssh-key-v1") or as ASN.1 of a private key does. */
function isBodyOfKey(text: string): boolean {
  return /^(?:b3BlbnNzaC1rZXktdj|MII[CEJ]|MHcCAQ|MIGHAgEA|MC4CAQAw)[A-Za-z0-9+/=\s]*$/.test(text.trim());
}
