import { createHash } from 'node:crypto';

/** SSH's wire format (RFC 4251, section 5): every string is its length in four bytes, then its bytes. */

/** Reads `count` strings from `offset` on; undefined when the bytes end before that. */
export function readStrings(
  bytes: Buffer,
  count: number,
  offset = 0,
): { readonly fields: readonly Buffer[]; readonly end: number } | undefined {
  const fields: Buffer[] = [];
  let at = offset;
  while (fields.length < count) {
    if (at + 4 > bytes.length) return undefined;
    const end = at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) return undefined;
    fields.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return { fields, end: at };
}

/** Joins strings as the wire has them. */
export function writeStrings(...fields: readonly (Buffer | string)[]): Buffer {
  return Buffer.concat(
    fields.flatMap((field) => {
      const bytes = Buffer.from(field);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );
}

/** The number of strings after the type name that a public key of each type has (RFC 4253, 5656, 8709; PROTOCOL.u2f). */
const PUBLIC_FIELDS: Readonly<Record<string, number>> = {
  'ssh-ed25519': 1,
  'ssh-rsa': 2,
  'ecdsa-sha2-nistp256': 2,
  'ecdsa-sha2-nistp384': 2,
  'ecdsa-sha2-nistp521': 2,
  'sk-ssh-ed25519@openssh.com': 2,
  'sk-ecdsa-sha2-nistp256@openssh.com': 3,
};

/** The key types that OpenSSH 10 accepts as a plain host key. */
export const HOST_KEY_TYPES: readonly string[] = Object.keys(PUBLIC_FIELDS);

/** The type that a whole, well-formed public key of a known type names itself. */
export function typeOfPublicKey(blob: Buffer): string | undefined {
  const type = readStrings(blob, 1)?.fields[0]?.toString('latin1') ?? '';
  const count = Object.hasOwn(PUBLIC_FIELDS, type) ? PUBLIC_FIELDS[type] : undefined;
  if (count === undefined) return undefined;
  const rest = readStrings(blob, count + 1);
  const wellFormed =
    rest?.end === blob.length &&
    rest.fields.every((field) => field.length > 0) &&
    (type !== 'ssh-ed25519' || rest.fields[1]?.length === 32);
  return wellFormed ? type : undefined;
}

/** The fingerprint of a public key (base64 or bytes), as `ssh-keygen -lf` prints it. */
export function fingerprintOf(keyBlob: string | Buffer): string {
  const bytes = typeof keyBlob === 'string' ? Buffer.from(keyBlob, 'base64') : keyBlob;
  return `SHA256:${createHash('sha256').update(bytes).digest('base64').replace(/=+$/, '')}`;
}
