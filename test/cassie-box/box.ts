import type { HostKey, HostKeyType } from './host-keys.ts';
import type { Ended } from './program.ts';
import type { Generation, Truth } from './truth.ts';
import type { User, UserOptions } from './users.ts';
import type { WaitOptions } from './wait-until.ts';

export type Make = 'light' | 'systemd' | 'vm';

export type BoxOptions = {
  /** the machine's host name; default cassie-box */
  readonly name?: string;
  /** light: sshd in namespaces, 0.1 s; systemd: real systemd as process 1, about a second; vm: a whole machine, with
   * a disk that boots by its own boot loader, 15 s */
  readonly make?: Make;
  /** default: a loopback address that no other box has */
  readonly address?: string;
  /** default: the ports of the system's own sshd_config, 22 without one */
  readonly port?: number;
  /** listens on an IPv6 address too, of which the world has nine */
  readonly ipv6?: boolean;
  /** what the world resolves to the address; default NAME-N.test with a number that makes it unique */
  readonly dnsName?: string;
  readonly hostKeyTypes?: readonly HostKeyType[];
  /** public keys that may log in as root */
  readonly rootKeys?: readonly string[];
  readonly users?: Readonly<Record<string, UserOptions>>;
  /** lines of sshd_config that win over all others: `PerSourcePenalties yes` (off, as all tests come from one address) */
  readonly sshdLines?: readonly string[];
  /** the toplevel it came with, as generation 1, installed as nixos-anywhere would (default: version 0 of the fixture);
   * "none": no generation and no running system, as on an installer's image */
  readonly system?: string | 'none';
  /** sizes of the file systems behind /, /nix and /boot, as tmpfs says them: 200m */
  readonly diskSize?: string;
  readonly nixSize?: string;
  readonly bootSize?: string;
};

/** An embedded host. Its verbs work without SSH; it dies with the process that started it. */
export type Box = {
  readonly name: string;
  readonly dnsName: string;
  readonly address: string;
  readonly ipv6: string | undefined;
  readonly port: number;
  /** the users of the options, with their passwords */
  readonly users: Readonly<Record<string, User>>;

  truth(): Promise<Truth>;
  profile(): Generation | undefined;
  generations(): readonly Generation[];
  runningSystem(): string | undefined;
  bootedSystem(): string | undefined;
  bootDefault(): Promise<string | undefined>;
  failedUnits(): Promise<readonly string[]>;
  processes(): readonly (readonly string[])[];
  /** files that are there now and were not when the box came up (or at the last rememberFiles) */
  leftovers(): Promise<readonly string[]>;
  rememberFiles(): Promise<void>;
  bootId(): Promise<string>;
  machineId(): Promise<string>;
  waitUntil<T>(what: string, condition: () => T | Promise<T>, options?: WaitOptions): Promise<NonNullable<T>>;

  /** runs a program as root in the box; it must succeed */
  run(argv: readonly string[], input?: string): Promise<string>;
  tryToRun(argv: readonly string[], input?: string): Promise<Ended>;
  readFile(path: string): Promise<string>;
  writeFile(path: string, text: string): Promise<void>;

  /** a system becomes the newest generation, boot default and running system, as by nixos-rebuild: no deploy-rs in it */
  installByAnotherTool(toplevel: string, action?: 'switch' | 'boot' | 'test'): Promise<void>;
  /** adds a path of the operator's store, with all it refers to, to the box's store */
  addToStore(path: string): Promise<void>;
  /** what a person does at the console: nix-env --switch-generation, then switch */
  switchByHand(generation: number): Promise<void>;
  /** makes the generation the boot default, and reboots */
  bootGeneration(generation: number): Promise<void>;

  cutPower(): Promise<void>;
  powerOn(): Promise<void>;
  /** a vm reboots itself; to another box it is a reset */
  reboot(): Promise<void>;
  /** the reset button: everything is killed, and boots again */
  reset(): Promise<void>;
  /** what it printed on its console since it was first switched on */
  console(): string;
  /** off, and all its files gone */
  stop(): Promise<void>;

  addUser(name: string, options?: UserOptions): Promise<User>;
  authorize(user: string, publicKey: string): Promise<void>;
  hostKeys(): Promise<readonly HostKey[]>;
  changeHostKey(): Promise<void>;
  stopSshd(): Promise<void>;
  startSshd(): Promise<void>;
  sshdLog(): Promise<string>;
  /** nobody gets in any more, but sshd answers; `false` lets them in again */
  refuseLogins(refuse?: boolean): Promise<void>;
  /** fills the file system of a folder until nothing more fits; returns a verb that takes it back */
  fillDisk(folder: string): Promise<() => Promise<void>>;
};
