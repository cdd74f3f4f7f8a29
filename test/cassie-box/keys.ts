import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { outputOf } from './program.ts';

export type KeyOptions = {
  readonly type?: 'ed25519' | 'ecdsa' | 'rsa';
  readonly passphrase?: string;
  readonly bits?: number;
  /** OpenSSH's own format, or the older PEM */
  readonly format?: 'openssh' | 'PEM' | 'PKCS8';
};

export type Key = {
  readonly file: string;
  readonly privateKey: string;
  /** a line for authorized_keys */
  readonly publicKey: string;
  readonly fingerprint: string;
  remove(): void;
};

/** A key pair, made by ssh-keygen. */
export async function makeKey({
  type = 'ed25519',
  passphrase = '',
  bits,
  format = 'openssh',
}: KeyOptions = {}): Promise<Key> {
  const folder = mkdtempSync('/tmp/key-');
  const file = `${folder}/id`;
  const size = bits === undefined ? [] : ['-b', String(bits)];
  const shape = format === 'openssh' ? [] : ['-m', format];
  await outputOf([
    'ssh-keygen',
    '-q',
    '-t',
    type,
    ...size,
    ...shape,
    '-N',
    passphrase,
    '-C',
    'izzy',
    '-f',
    file,
  ]);
  const [, fingerprint = ''] = (await outputOf(['ssh-keygen', '-l', '-f', `${file}.pub`])).split(' ');
  return {
    file,
    privateKey: readFileSync(file, 'utf8'),
    publicKey: readFileSync(`${file}.pub`, 'utf8').trim(),
    fingerprint,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
