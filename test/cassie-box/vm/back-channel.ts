import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import type { Chassis } from '../chassis.ts';
import type { Inside } from '../inside.ts';
import type { Power } from '../power.ts';
import { outputOf, runToEnd } from '../program.ts';

/** The port of an sshd that belongs to the tests: no system knows it, and nothing but its own key opens it. */
export const backPort = 1022;

/** What a machine prints on its console as soon as it can be looked into. */
export const backChannelIsOpen = 'cassie-box: the back channel is open';

export type BackChannel = Inside & {
  /** as `run`, while the caller waits */
  runNow(argv: readonly string[]): string;
};

const path = '/run/wrappers/bin:/run/current-system/sw/bin:/usr/sbin:/usr/bin';

/** Puts the sshd of the tests on the disk of a machine that was never on. */
export async function layBackChannel(chassis: Chassis): Promise<void> {
  const disk = `${chassis.seen}/disk/upper`;
  const folder = `${disk}/var/lib/cassie-box/back`;
  mkdirSync(folder, { recursive: true });
  for (const file of [`${folder}/host_key`, keyFile(chassis)]) await makeKey(file);
  writeFileSync(`${folder}/authorized_keys`, await outputOf(['cat', `${keyFile(chassis)}.pub`]));
  writeFileSync(`${folder}/sshd_config`, sshdConfig);
  const units = `${disk}/etc/systemd/system`;
  writeFileSync(`${units}/cassie-box-back.service`, unit);
  symlinkSync('../cassie-box-back.service', `${units}/multi-user.target.wants/cassie-box-back.service`);
}

/** The inside of a machine that is on, through the sshd of the tests. */
export function backChannel(chassis: Chassis, address: string, power: () => Power | undefined): BackChannel {
  const options = sshOptions(chassis);
  const enter = (argv: readonly string[]) => {
    if (!power()) throw new Error('the power of the box is off');
    const words = ['env', '-i', `PATH=${path}`, 'HOME=/root', 'USER=root', ...argv];
    return ['ssh', ...options, `root@${address}`, words.map(quote).join(' ')];
  };
  const must = (argv: readonly string[], status: number | null, stdout: string, stderr: string): string => {
    if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status}: ${stderr}`);
    return stdout.trim();
  };
  return {
    chassis,
    power,
    tryToRun: (argv, input) => runToEnd(enter(argv), input),
    run: async (argv, input) => {
      const { status, stdout, stderr } = await runToEnd(enter(argv), input);
      return must(argv, status, stdout, stderr);
    },
    runNow: (argv) => {
      const [program = '', ...words] = enter(argv);
      const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8' });
      return must(argv, status, stdout, stderr);
    },
    addToStore: async (path) => {
      const env = { ...process.env, NIX_SSHOPTS: options.join(' ') };
      await outputOf(['nix', 'copy', '--no-check-sigs', '--to', `ssh://root@${address}`, path], { env });
    },
  };
}

function sshOptions(chassis: Chassis): readonly string[] {
  const settings = [
    'BatchMode=yes',
    'ConnectTimeout=5',
    'IdentitiesOnly=yes',
    'LogLevel=ERROR',
    'StrictHostKeyChecking=no',
    'UserKnownHostsFile=/dev/null',
  ];
  const key = ['-i', keyFile(chassis), '-p', String(backPort)];
  return ['-F', 'none', ...key, ...settings.flatMap((setting) => ['-o', setting])];
}

function keyFile(chassis: Chassis): string {
  return `${chassis.seen}/back_key`;
}

function makeKey(file: string): Promise<string> {
  return outputOf(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', file]);
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

const sshdConfig = `Port ${backPort}
HostKey /var/lib/cassie-box/back/host_key
AuthorizedKeysFile /var/lib/cassie-box/back/authorized_keys
StrictModes no
PidFile none
PerSourcePenalties no
MaxStartups 100:30:200
SetEnv PATH=${path}
`;

// open when all else is started, and until the machine is off
const unit = `[Unit]
DefaultDependencies=no
IgnoreOnIsolate=yes
After=multi-user.target
[Service]
Type=notify
ExecStart=/usr/sbin/sshd -D -e -f /var/lib/cassie-box/back/sshd_config
ExecStartPost=/bin/sh -c "echo ${backChannelIsOpen} >/dev/console"
Restart=always
`;
