import type { Bootable } from './vm/bootable.ts';

/** What fleet.json says of a machine; the fixture flake makes a nixosConfiguration and a deploy node of it. */
export type MachineDescription = {
  /** 25.11.VERSION; another version is another system. Default 1. */
  readonly version?: string;
  /** system.configurationRevision is the commit; then every commit is another system */
  readonly tellsRevision?: boolean;
  /** deploy.nodes.NAME.hostname; default: the name */
  readonly hostname?: string;
  /** networking.hostName; default: the name */
  readonly hostName?: string;
  readonly kernel?: string;
  /** the kernel and initrd that a box of make vm boots (see `bootable`); without them they are a line of text each */
  readonly boots?: Bootable;
  /** more packages in the closure, by name */
  readonly packages?: Readonly<Record<string, string>>;
  readonly loader?: 'systemd-boot' | 'grub' | 'extlinux';
  readonly specialisations?: readonly string[];
  /** incompressible ballast in the closure */
  readonly mebibytes?: number;
  /** more services, by name without `.service`: their [Unit] and [Service] sections */
  readonly units?: Readonly<Record<string, string>>;
  readonly behaviour?: Behaviour;
  /** a million hashes are about half a second of work */
  readonly evaluation?: { readonly error?: string; readonly hashes?: number };
  readonly build?: { readonly error?: string; readonly seconds?: number };
  readonly vm?: { readonly status?: number; readonly seconds?: number };
  /** merged into the NixOS configuration: networking, services.openssh, users.users, security.sudo, nix.settings… */
  readonly config?: Readonly<Record<string, unknown>>;
  /** more profiles of the deploy node: a store name, and lines of shell that activate it */
  readonly otherProfiles?: Readonly<Record<string, OtherProfile>>;
  /** merged into deploy.nodes.NAME: sshUser, magicRollback, profiles.system.user… */
  readonly node?: Readonly<Record<string, unknown>>;
  /** the deploy-rs library that made the profile: with "2025" activate-rs refuses --test; "ignores TEST" takes it, and switches */
  readonly library?: '1.0.0' | '2025' | 'ignores TEST';
};

export type OtherProfile = { readonly name: string; readonly activate: string; readonly user?: string };

/** What a system does while switch-to-configuration activates it. */
export type Behaviour = {
  readonly activationSeconds?: number;
  /** an activation script snippet fails: exit 2 */
  readonly activationFails?: boolean;
  /** the activation never ends and holds the lock */
  readonly hangs?: boolean;
  readonly dryActivationFails?: boolean;
  readonly preSwitchCheckFails?: boolean;
  /** the boot loader can't be installed: exit 1 before anything is activated */
  readonly breaksBootLoader?: boolean;
  readonly killsSshdAfterMs?: number;
  readonly changesHostKey?: boolean;
  /** a folder that is filled to its last byte */
  readonly fills?: string;
  /** root's shell prints this line on every login */
  readonly printsOnLogin?: string;
  /** bytes on stderr during the activation, each piece base64, 50 ms apart; see `pieces` */
  readonly printsPieces?: readonly string[];
};

/** Bytes for `printsPieces`: text as UTF-8, or what is not UTF-8 as bytes. */
export function pieces(...parts: readonly (string | Uint8Array)[]): readonly string[] {
  return parts.map((part) => Buffer.from(part).toString('base64'));
}

/** A service that fails as soon as it is started: switch-to-configuration exits 4. */
export const failingUnit = `[Unit]
Description=Fails at once
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c "echo the database is not there >&2; exit 1"
`;

/** A service that starts well, and dies so many seconds later: switch-to-configuration exits 0. */
export function unitThatDiesAfter(seconds: number): string {
  return `[Unit]
Description=Dies after ${seconds} s
[Service]
ExecStart=/bin/sh -c "sleep ${seconds}; echo out of memory >&2; exit 1"
`;
}

/** A service that fails its first `failures` starts and then does well; it counts in /var/lib, so a power cut is no excuse. */
export function flakyUnit(failures: number): string {
  return `[Unit]
Description=Fails ${failures} times
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c "echo >>/var/lib/flaky-starts; [ $(wc -l </var/lib/flaky-starts) -gt ${failures} ]"
`;
}
