import { createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign, verify } from 'node:crypto';
import { cutShort, damagedKey, unsupportedKey, wrongPassphrase } from './key-faults.ts';
import { writeStrings } from './wire.ts';

/** A private key in PEM: PKCS#1 (`RSA`), SEC 1 (`EC`), PKCS#8 (no word, or `ENCRYPTED`). */
export interface PemKey {
  readonly publicBlob: Buffer;
  /** Set for ED25519: the same key in OpenSSH's format, as ssh before 9.6 can't read this one. Base64, without passphrase. */
  readonly opensshBody: string | undefined;
}

const CURVES: Readonly<Record<string, string>> = {
  'P-256': 'nistp256',
  'P-384': 'nistp384',
  'P-521': 'nistp521',
};

/** Opens a PEM key and proves that its parts fit, by a signature. `passphrase` must be given when `encrypted`. */
export function readPemKey(pem: string, encrypted: boolean, passphrase: string, inputName: string): PemKey {
  const key = openPem(pem, encrypted, passphrase, inputName);
  const publicBlob = publicBlobOf(key, inputName);
  const message = Buffer.from('cassie-deploy');
  const digest = key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  let fits = false;
  try {
    fits = verify(digest, message, createPublicKey(key), sign(digest, message, key));
  } catch {
    // Numbers that are no key at all: OpenSSL refuses to sign with them.
  }
  if (!fits) throw damagedKey(inputName);
  const opensshBody = key.asymmetricKeyType === 'ed25519' ? opensshBodyOf(key, publicBlob) : undefined;
  return { publicBlob, opensshBody };
}

function openPem(pem: string, encrypted: boolean, passphrase: string, inputName: string): KeyObject {
  try {
    return createPrivateKey(encrypted ? { key: pem, passphrase } : pem);
  } catch (error) {
    if (!encrypted) throw isWhole(pem) ? damagedKey(inputName) : cutShort(bodyOf(pem).length, inputName);
    if (
      error instanceof Error &&
      /unsupported|unknown cipher|legacy/i.test(error.message) &&
      isOldCipher(pem)
    ) {
      throw unsupportedKey(
        inputName,
        'a private key encrypted with an outdated cipher',
        'OpenSSL 3 opens it only with its legacy provider',
      );
    }
    throw wrongPassphrase(inputName);
  }
}

function publicBlobOf(key: KeyObject, inputName: string): Buffer {
  const jwk = exportJwk(key);
  const number = (name: string) => Buffer.from(String(jwk[name] ?? ''), 'base64url');
  if (jwk['kty'] === 'RSA') {
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    if (bits < 1024)
      throw unsupportedKey(
        inputName,
        `an RSA key of ${bits} bits`,
        'OpenSSH refuses RSA keys under 1024 bits',
      );
    return writeStrings('ssh-rsa', positive(number('e')), positive(number('n')));
  }
  if (jwk['kty'] === 'OKP' && jwk['crv'] === 'Ed25519') return writeStrings('ssh-ed25519', number('x'));
  const curve = jwk['kty'] === 'EC' ? CURVES[String(jwk['crv'])] : undefined;
  if (curve === undefined) {
    throw unsupportedKey(
      inputName,
      `a private key of the type ${key.asymmetricKeyType}`,
      'OpenSSH has no such key type',
    );
  }
  return writeStrings(
    `ecdsa-sha2-${curve}`,
    curve,
    Buffer.concat([Buffer.from([4]), number('x'), number('y')]),
  );
}

/** Empty for the types that JWK does not know (DSA, brainpool curves), which OpenSSH does not know either. */
function exportJwk(key: KeyObject): Readonly<Record<string, unknown>> {
  try {
    return { ...key.export({ format: 'jwk' }) };
  } catch {
    return {};
  }
}

/** An mpint (RFC 4251): a leading zero byte when the first bit is set. */
function positive(number: Buffer): Buffer {
  return (number[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), number]) : number;
}

/** openssh/PROTOCOL.key, unencrypted. */
function opensshBodyOf(key: KeyObject, publicBlob: Buffer): string {
  const publicBytes = publicBlob.subarray(-32);
  const seed = Buffer.from(String(exportJwk(key)['d'] ?? ''), 'base64url');
  const check = randomBytes(4);
  const parts = writeStrings('ssh-ed25519', publicBytes, Buffer.concat([seed, publicBytes]), '');
  const used = 8 + parts.length;
  const padding = Buffer.from(Array.from({ length: (8 - (used % 8)) % 8 }, (_, at) => at + 1));
  return Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    writeStrings('none', 'none', ''),
    Buffer.from([0, 0, 0, 1]),
    writeStrings(publicBlob, Buffer.concat([check, check, parts, padding])),
  ]).toString('base64');
}

/** The outermost ASN.1 sequence says how long it is. */
function isWhole(pem: string): boolean {
  const bytes = bodyOf(pem);
  const first = bytes[1] ?? 0;
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  if (bytes[0] !== 0x30 || lengthBytes > 4 || bytes.length < 2 + lengthBytes) return false;
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(2, lengthBytes);
  return bytes.length >= 2 + lengthBytes + length;
}

/** DES in the old PEM format, or PKCS#8 encrypted otherwise than by PBES2 (its object identifier, RFC 8018). */
function isOldCipher(pem: string): boolean {
  if (pem.includes('DEK-Info:')) return pem.includes('DEK-Info: DES-CBC');
  return !bodyOf(pem).includes(Buffer.from('2a864886f70d01050d', 'hex'));
}

function bodyOf(pem: string): Buffer {
  return Buffer.from(pem.replace(/-----[^-]*-----/g, ''), 'base64');
}
