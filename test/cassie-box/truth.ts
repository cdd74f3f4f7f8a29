import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Inside } from './inside.ts';

export type Generation = {
  readonly number: number;
  /** what the profile's link names: an activatable profile, or a bare toplevel */
  readonly path: string;
  /** the system in it */
  readonly toplevel: string;
};

/** What a box is, read from its files and processes and never over SSH. */
export type Truth = {
  readonly power: 'on' | 'off';
  readonly running: string | undefined;
  readonly booted: string | undefined;
  readonly profile: Generation | undefined;
  readonly generations: readonly Generation[];
  readonly bootDefault: string | undefined;
  readonly failedUnits: readonly string[];
  /** a switch-to-configuration holds its lock */
  readonly switching: boolean;
  /** argument lists of the activate-rs processes */
  readonly activating: readonly (readonly string[])[];
};

export async function readTruth(inside: Inside): Promise<Truth> {
  const processes = readProcesses(inside);
  return {
    power: inside.power() ? 'on' : 'off',
    running: readSystemLink(inside, '/run/current-system'),
    booted: readSystemLink(inside, '/run/booted-system'),
    profile: readProfile(inside),
    generations: readGenerations(inside),
    bootDefault: await readBootDefault(inside),
    failedUnits: await readFailedUnits(inside),
    switching: lockIsHeld(inside),
    activating: processes.filter((argv) => argv.some((word) => word.endsWith('/activate-rs'))),
  };
}

export function readSystemLink(inside: Inside, link: string): string | undefined {
  const on = inside.power();
  return on && readLink(`/proc/${on.pid}/root${link}`);
}

export function readGenerations(inside: Inside): readonly Generation[] {
  const profiles = `${inside.chassis.seen}/nix/var/nix/profiles`;
  if (!existsSync(profiles)) return [];
  return readdirSync(profiles)
    .flatMap((name) => /^system-(\d+)-link$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b)
    .map((number) => {
      const path = readlinkSync(`${profiles}/system-${number}-link`);
      return { number, path, toplevel: toplevelIn(inside, path) };
    });
}

export function readProfile(inside: Inside): Generation | undefined {
  const link = readLink(`${inside.chassis.seen}/nix/var/nix/profiles/system`);
  return readGenerations(inside).find(({ number }) => link === `system-${number}-link`);
}

/** The system that a power cut now would boot. */
export async function readBootDefault(inside: Inside): Promise<string | undefined> {
  const said = await inside.chassis.run([
    `${import.meta.dirname}/machine/boot-default`,
    `${inside.chassis.folder}/boot`,
  ]);
  return said === '' ? undefined : said;
}

export async function readFailedUnits(inside: Inside): Promise<readonly string[]> {
  if (!inside.power()) return [];
  const said = await inside.run(['systemctl', 'list-units', '--failed', '--plain', '--no-legend']);
  return said.split('\n').flatMap((line) => line.split(' ')[0] || []);
}

/** The argument lists of all processes in the box. */
export function readProcesses(inside: Inside): readonly (readonly string[])[] {
  return pidsOf(inside)
    .map(readArguments)
    .filter((argv) => argv.length > 0);
}

function pidsOf(inside: Inside): readonly string[] {
  const on = inside.power();
  const namespace = on && readLink(`/proc/${on.pid}/ns/pid`);
  if (namespace === undefined) return [];
  return readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && readLink(`/proc/${name}/ns/pid`) === namespace,
  );
}

// an activatable profile links the entries of its system
function toplevelIn(inside: Inside, path: string): string {
  const entry = readLink(`${inside.chassis.seen}${path}/nixos-version`);
  return entry?.startsWith('/nix/store/') ? dirname(entry) : path;
}

// Looked up, not tried: a lock that we took for a moment would make a switch fail.
function lockIsHeld(inside: Inside): boolean {
  return pidsOf(inside).some((pid) => openFilesOf(pid).includes('/run/nixos/switch-to-configuration.lock'));
}

// a process may end while we look
function readArguments(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  } catch {
    return [];
  }
}

function openFilesOf(pid: string): readonly (string | undefined)[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => readLink(`/proc/${pid}/fd/${fd}`));
  } catch {
    return [];
  }
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
