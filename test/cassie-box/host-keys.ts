import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Chassis } from './chassis.ts';
import { outputOf } from './program.ts';

export type HostKeyType = 'ed25519' | 'ecdsa' | 'rsa';

export type HostKey = {
  readonly type: HostKeyType;
  /** `ssh-ed25519 AAAA…` */
  readonly publicKey: string;
  /** `SHA256:…` */
  readonly fingerprint: string;
  /** a line for known_hosts; `[name]:port` where the port is not 22 */
  readonly knownHosts: string;
};

const types: readonly HostKeyType[] = ['ed25519', 'ecdsa', 'rsa'];

/** New host keys instead of those that are there. sshd shows them after its next start. */
export async function makeHostKeys(chassis: Chassis, wanted: readonly HostKeyType[]): Promise<void> {
  const folder = keyFolder(chassis);
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(folder)) if (file.startsWith('ssh_host_')) rmSync(`${folder}/${file}`);
  const make = (type: HostKeyType) =>
    outputOf([
      'ssh-keygen',
      '-q',
      '-t',
      type,
      '-N',
      '',
      '-C',
      'root@box',
      '-f',
      `${folder}/ssh_host_${type}_key`,
    ]);
  await Promise.all(wanted.map(make));
  const lines = wanted.map((type) => `HostKey /etc/ssh/ssh_host_${type}_key\n`);
  writeFileSync(`${chassis.seen}/disk/upper/var/lib/cassie-box/host_keys`, lines.join(''));
}

/** The host keys as they are on the box's disk now. */
export async function readHostKeys(
  chassis: Chassis,
  name: string,
  port: number,
): Promise<readonly HostKey[]> {
  const files = types.map((type) => `${keyFolder(chassis)}/ssh_host_${type}_key.pub`);
  return Promise.all(
    files.filter(existsSync).map((file) => describeHostKey(readFileSync(file, 'utf8'), name, port)),
  );
}

/** What the line of a public key file says, of the host that has it. */
export async function describeHostKey(line: string, name: string, port: number): Promise<HostKey> {
  const publicKey = line.trim().split(' ').slice(0, 2).join(' ');
  const type = types.find((type) => publicKey.includes(type));
  if (type === undefined) throw new Error(`no host key: ${line}`);
  const shown = await outputOf(['ssh-keygen', '-l', '-f', '-'], { input: `${publicKey}\n` });
  const [, fingerprint = ''] = shown.split(' ');
  const host = port === 22 ? name : `[${name}]:${port}`;
  return { type, publicKey, fingerprint, knownHosts: `${host} ${publicKey}` };
}

function keyFolder(chassis: Chassis): string {
  return `${chassis.seen}/disk/upper/etc/ssh`;
}
