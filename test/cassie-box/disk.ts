import { randomBytes } from 'node:crypto';
import { chmodSync, copyFileSync, cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Make } from './box.ts';
import { type Chassis, machineFolder } from './chassis.ts';

export type DiskOptions = {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly port: number | undefined;
  readonly make: Make;
  readonly sshdLines: readonly string[];
};

/** Writes what every machine has before anything is installed on it: its identity, an sshd, an /etc that an installer leaves. */
export function layOutDisk(chassis: Chassis, options: DiskOptions): void {
  const write = writer(`${chassis.seen}/disk/upper`);
  write('etc/machine-id', `${randomBytes(16).toString('hex')}\n`);
  write('etc/hostname', `${options.name}\n`);
  write('etc/NIXOS', '');
  write('etc/sudoers', sudoers, 0o440);
  write('etc/nix/nix.conf', nixConf);
  write('etc/ssh/sshd_config', installerSshdConfig);
  write('var/lib/cassie-box/nix.conf', '');
  write('var/lib/cassie-box/sshd_config', sshdConfig(options));
  writeUnit(chassis, write, 'sshd.service', sshdUnit);
  writeUnit(chassis, write, 'nix-daemon.service', nixDaemonUnit);
  bringPrograms(chassis, options.make);
  if (options.make === 'vm') {
    mask(chassis, notInVm);
    mask(chassis, readdirSync('/usr/lib/systemd/system-generators'), 'system-generators');
  }
  if (options.make !== 'light') {
    write('etc/pam.d/sshd', pamForSshd);
    mask(chassis, notHere);
  }
}

function mask(chassis: Chassis, names: readonly string[], kind = 'system'): void {
  const folder = `${chassis.seen}/disk/upper/etc/systemd/${kind}`;
  mkdirSync(folder, { recursive: true });
  for (const name of names) symlinkSync('/dev/null', `${folder}/${name}`);
}

function writer(root: string) {
  return (path: string, text: string, mode = 0o644): void => {
    mkdirSync(dirname(`${root}/${path}`), { recursive: true });
    writeFileSync(`${root}/${path}`, text);
    chmodSync(`${root}/${path}`, mode);
  };
}

function writeUnit(chassis: Chassis, write: ReturnType<typeof writer>, name: string, text: string): void {
  const wants = `${chassis.seen}/disk/upper/etc/systemd/system/multi-user.target.wants`;
  write(`etc/systemd/system/${name}`, text);
  mkdirSync(wants, { recursive: true });
  symlinkSync(`../${name}`, `${wants}/${name}`);
}

// what boots a box, and in the light make the stand-ins for systemd's programs
function bringPrograms(chassis: Chassis, make: Make): void {
  const root = `${chassis.seen}/disk/upper/usr`;
  mkdirSync(`${root}/bin`, { recursive: true });
  cpSync(machineFolder, `${root}/lib/cassie-box`, { recursive: true });
  if (make !== 'light') return;
  for (const file of ['systemctl', 'systemd-run', 'journalctl']) {
    copyFileSync(`${machineFolder}/${file}`, `${root}/bin/${file}`);
  }
}

// what belongs to the machine, not to the system that is deployed: every system's sshd_config includes it first
function sshdConfig({ addresses, port, make, sshdLines }: DiskOptions): string {
  const listen = addresses.map((ip) => {
    const host = ip.includes(':') ? `[${ip}]` : ip;
    return `ListenAddress ${port === undefined ? ip : `${host}:${port}`}`;
  });
  return [
    ...sshdLines,
    ...listen,
    'Include /var/lib/cassie-box/host_keys /var/lib/cassie-box/refused_logins',
    `UsePAM ${make === 'systemd' ? 'yes' : 'no'}`,
    'StrictModes no',
    'PidFile none',
    'LogLevel VERBOSE',
    'MaxStartups 100:30:200',
    // all tests come from one address
    'PerSourcePenalties no',
    '',
  ].join('\n');
}

// Debian's sudo has a PATH of its own built in, NixOS's keeps the user's
const sudoers = `Defaults !secure_path
root ALL=(ALL:ALL) SETENV: ALL
%wheel ALL=(ALL:ALL) SETENV: ALL
@includedir /etc/sudoers.d
`;

const nixConf = `experimental-features = nix-command flakes
build-users-group =
sandbox = false
substituters =
flake-registry =
!include /var/lib/cassie-box/nix.conf
`;

const installerSshdConfig = `Include /var/lib/cassie-box/sshd_config
PermitRootLogin prohibit-password
PasswordAuthentication no
Subsystem sftp internal-sftp
SetEnv PATH=/run/wrappers/bin:/run/current-system/sw/bin:/usr/sbin:/usr/bin
`;

const sshdUnit = `[Service]
RuntimeDirectory=sshd
RuntimeDirectoryPreserve=yes
ExecStart=/usr/sbin/sshd -D -e -f /etc/ssh/sshd_config
KillMode=process
Restart=always
RestartSec=100ms
`;

const nixDaemonUnit = `[Unit]
ConditionPathExists=/var/lib/cassie-box/nix-daemon
[Service]
ExecStart=/usr/bin/nix-daemon
KillMode=process
`;

// logind learns of a session, and the user's processes end with it if logind is told so
const pamForSshd = `auth required pam_unix.so
account required pam_unix.so
session required pam_unix.so
session optional pam_systemd.so
`;

// Debian's units that are slow or senseless in a container
const notHere = [
  ...['ssh.service', 'ssh.socket', 'getty.target', 'console-getty.service', 'tmp.mount', 'ldconfig.service'],
  ...['systemd-firstboot.service', 'systemd-sysusers.service', 'systemd-journal-catalog-update.service'],
  ...['systemd-hibernate-clear.service', 'systemd-update-done.service', 'systemd-machine-id-commit.service'],
  ...['dev-hugepages.mount', 'sys-kernel-debug.mount', 'sys-kernel-tracing.mount', 'sys-kernel-config.mount'],
  ...[
    'sys-fs-fuse-connections.mount',
    'run-lock.mount',
    'systemd-modules-load.service',
    'systemd-random-seed.service',
  ],
  ...[
    'modprobe@.service',
    'systemd-tmpfiles-clean.timer',
    'systemd-remount-fs.service',
    'systemd-hostnamed.socket',
  ],
  // a mount that is to be started waits a second for systemd's own rate limit
  ...['var-lib-machines.mount', 'dev-mqueue.mount', 'proc-sys-fs-binfmt_misc.automount'],
  ...['systemd-networkd.service', 'systemd-networkd.socket', 'systemd-ask-password-wall.path'],
];

// what takes seconds where every instruction is translated; root's systemctl and systemd-run do without
const notInVm = [
  ...['dbus.service', 'dbus.socket', 'systemd-logind.service', 'systemd-user-sessions.service'],
  ...['systemd-journal-flush.service', 'systemd-tmpfiles-setup-dev-early.service', 'systemd-sysext.socket'],
  ...['systemd-tmpfiles-setup-dev.service', 'systemd-sysctl.service'],
];
