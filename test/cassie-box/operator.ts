import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Box } from './box.ts';
import type { Key } from './keys.ts';
import { type Ended, runToEnd } from './program.ts';

export type Operator = {
  /** an OpenSSH client configuration that knows the boxes */
  readonly sshConfig: string;
  ssh(box: Box, ...command: string[]): Promise<Ended>;
  /** plain deploy-rs, as a person would run it */
  deploy(target: string, ...flags: string[]): Promise<Ended>;
  leave(): void;
};

/** A person with a key and an SSH configuration for some boxes, to deploy by hand what the product is compared with. */
export async function hireOperator(key: Key, boxes: readonly Box[], user = 'root'): Promise<Operator> {
  const folder = mkdtempSync('/tmp/operator-');
  const sshConfig = `${folder}/config`;
  const known = await Promise.all(boxes.map((box) => box.hostKeys()));
  writeFileSync(
    `${folder}/known_hosts`,
    known
      .flat()
      .map((hostKey) => `${hostKey.knownHosts}\n`)
      .join(''),
  );
  writeFileSync(sshConfig, [...boxes.map(hostLines), ...commonLines(folder, key, user)].join('\n'));
  const env = { ...process.env, NIX_SSHOPTS: `-F ${sshConfig}` };
  return {
    sshConfig,
    ssh: (box, ...command) => runToEnd(['ssh', '-F', sshConfig, box.dnsName, ...command]),
    deploy: (target, ...flags) =>
      runToEnd(['deploy', '--skip-checks', '--ssh-opts', `-F ${sshConfig}`, target, ...flags], { env }),
    leave: () => rmSync(folder, { recursive: true }),
  };
}

function hostLines(box: Box): string {
  return `Host ${box.dnsName} ${box.address} ${box.name}\n  HostName ${box.address}\n  Port ${box.port}\n  HostKeyAlias ${alias(box)}`;
}

function alias({ dnsName, port }: Box): string {
  return port === 22 ? dnsName : `[${dnsName}]:${port}`;
}

function commonLines(folder: string, key: Key, user: string): string[] {
  return [
    'Host *',
    `  User ${user}`,
    `  IdentityFile ${key.file}`,
    '  IdentitiesOnly yes',
    `  UserKnownHostsFile ${folder}/known_hosts`,
    '  GlobalKnownHostsFile /dev/null',
    '  StrictHostKeyChecking yes',
    '  BatchMode yes',
    '  ConnectTimeout 5',
    '',
  ];
}
