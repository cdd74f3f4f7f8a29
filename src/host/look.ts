import { parseStorePath, type StorePath } from '../nix/store-path.ts';
import { plainText } from '../plain-text.ts';
import { hostProgram } from './programs.ts';

/** A generation of the profile, as `nixos-rebuild list-generations --json` names its parts. */
export interface Generation extends Release {
  readonly generation: number;
  readonly storePath: string;
  readonly toplevel: string | undefined;
  /** Seconds since 1970. */
  readonly date: number;
  readonly specialisations: readonly string[];
  /** True for the profile's own current generation. */
  readonly current: boolean;
}

/** What a system calls itself; empty: it does not say. */
export interface Release {
  readonly nixosVersion: string;
  readonly kernelVersion: string;
  readonly configurationRevision: string;
}

/** What one login saw. `undefined` means: could not be read, so nothing is decided by it. */
export interface Look {
  readonly final: boolean;
  readonly uid: number | undefined;
  readonly machineId: string;
  readonly bootId: string;
  readonly hostName: string;
  readonly isNixos: boolean;
  readonly running: StorePath | undefined;
  readonly runningRelease: Release;
  readonly booted: StorePath | undefined;
  /** Changes whenever the running system was set, even to the same path. */
  readonly runningSince: string;
  readonly profileLink: string;
  readonly profile: StorePath | undefined;
  readonly profileToplevel: StorePath | undefined;
  readonly profileGeneration: number | undefined;
  /** Changes whenever any generation was made or removed. */
  readonly profilesSince: string;
  /** An engine of ours or any switch is at work. */
  readonly busy: boolean;
  readonly bootLoader: string | undefined;
  readonly bootDefault: StorePath | undefined;
  readonly failedUnits: readonly string[] | undefined;
  readonly rebootRequired: boolean;
  /** The system inside the watched profile, once it is on the host. */
  readonly watchedToplevel: StorePath | undefined;
  readonly generations: readonly Generation[];
  /** Store paths that this host was rolled back from, and that must not come back by themselves. */
  readonly held: readonly string[];
  /** For each of them, when and by whom. */
  readonly rollbacks: readonly Rollback[];
  /** The guard that stands, or what the last one that fired left. */
  readonly guard: GuardSeen | undefined;
  /** A profile that runs and was never made the boot default, with the units that had failed before it came. */
  readonly uncommitted: { readonly profile: string; readonly knownFailed: readonly string[] } | undefined;
  /** Who holds the deploy lock, as `key=value` lines; empty: nobody. */
  readonly lock: readonly string[];
  /** Somebody froze the host: no deploy changes it. */
  readonly frozen: Frozen | undefined;
}

/** What the state of a guard is, by its file's name (guard.sh). */
export const GUARD_STATES = [
  'armed',
  'disarmed',
  'firing',
  'back',
  'superseded',
  'stuck',
  'recorded',
] as const;
export type GuardState = (typeof GUARD_STATES)[number];

export interface GuardSeen {
  readonly id: string;
  readonly state: GuardState | undefined;
  readonly isAlive: boolean;
  /** Until it fires, while it is armed. */
  readonly secondsLeft: number;
  /** It put the old system back, in which units failed. */
  readonly isDegraded: boolean;
}

/** That somebody went back from a profile or system. `at`: seconds since 1970. */
export interface Rollback {
  readonly from: string;
  readonly at: number | undefined;
  readonly owner: string;
}

/** Who froze a host, why, and from when until when; seconds since 1970. */
export interface Frozen {
  readonly owner: string;
  readonly url: string;
  readonly message: string;
  readonly since: number | undefined;
  readonly until: number | undefined;
}

export interface LookQuestion {
  readonly profile: { readonly path: string | undefined; readonly user: string; readonly name: string };
  /** The activatable profile whose engine and toplevel are asked for. */
  readonly watched: string | undefined;
  /** Seconds to wait until nothing moves any more; 0: look at once. */
  readonly patience: number;
}

/** The values of a question for look.sh; `mark` must be one that no host can guess. `handed`: a glance comes on standard input. */
export function lookValues(
  question: LookQuestion,
  mark: string,
  { handed = false, becomeRoot = '' }: LookManner = {},
): Record<string, string> {
  const { path = '', user, name } = question.profile;
  return {
    mark,
    profile_path: path,
    profile_user: user,
    profile_name: name,
    watched: question.watched ?? '',
    patience: String(Math.ceil(question.patience)),
    handed: handed ? 'yes' : 'no',
    become_root: becomeRoot,
  };
}

/** Whether a glance comes on standard input, and what makes root of the login user; empty: sudo. */
export interface LookManner {
  readonly handed?: boolean;
  readonly becomeRoot?: string;
}

/** The shell program that answers a question. */
export function lookProgram(
  question: LookQuestion,
  mark: string,
  ask: 'answer' | 'glance' = 'answer',
  manner: LookManner = {},
): string {
  return hostProgram(lookValues(question, mark, manner), ['system', 'look'], ask);
}

/** What a glance saw, to be handed to the look that follows it; empty when something moved. */
export function readGlance(output: string, mark: string): string {
  return new RegExp(`^${mark} glance (\\d+ .*)$`, 'm').exec(output)?.[1] ?? '';
}

/** Reads what stands between the marks; undefined when the answer is not whole. */
export function readLook(output: string, mark: string): Look | undefined {
  const begin = output.indexOf(`\n${mark} begin\n`);
  const end = output.indexOf(`\n${mark} end`, begin + 1);
  if (begin < 0 || end < 0) return undefined;
  return lookFrom(output.slice(begin, end).split('\n').slice(2));
}

type Reader = (key: string) => readonly string[];

function lookFrom(lines: readonly string[]): Look {
  const pairs = lines.map((line) => splitOnce(plainText(line), ' '));
  const all: Reader = (key) => pairs.filter(([name]) => name === key).map(([, value]) => value);
  const one = (key: string) => all(key)[0] ?? '';
  const paths = pathsFrom(all);
  const path = (key: string) => parseStorePath(paths(key)[0]);
  const profileLink = one('profile-link');
  return {
    final: one('final') === 'yes',
    uid: /^\d+$/.test(one('uid')) ? Number(one('uid')) : undefined,
    machineId: one('machine-id'),
    bootId: one('boot-id'),
    hostName: one('host-name'),
    isNixos: one('nixos') === 'yes',
    running: path('running'),
    runningRelease: {
      nixosVersion: one('running-version'),
      kernelVersion: one('running-kernel'),
      configurationRevision: one('running-revision'),
    },
    booted: path('booted'),
    runningSince: setAt(all, '/run/current-system'),
    profileLink,
    profile: path('profile'),
    profileToplevel: systemOf(paths('profile-version')[0]),
    profileGeneration: generationNumber(one('profile-generation')),
    profilesSince: setAt(all, profileLink.slice(0, profileLink.lastIndexOf('/'))),
    busy: one('busy') === 'yes',
    bootLoader: one('boot-loader') || undefined,
    bootDefault: parseStorePath(one('boot-default')),
    failedUnits: one('units') === 'known' ? all('failed-unit').toSorted() : undefined,
    rebootRequired:
      path('booted') !== undefined && paths('booted-part').join() !== paths('running-part').join(),
    watchedToplevel: systemOf(paths('watched-version')[0]),
    generations: generationsFrom(all, generationNumber(one('profile-generation'))),
    held: rollbacksFrom(all('held')).map(({ from }) => from),
    rollbacks: rollbacksFrom(all('held')),
    guard: guardFrom(one('guard')),
    uncommitted: uncommittedFrom(one('uncommitted')),
    lock: all('lock'),
    frozen: frozenFrom(all('frozen')),
  };
}

/** `ID STATE alive|dead SECONDS [degraded]` */
function guardFrom(value: string): GuardSeen | undefined {
  const [id = '', state = '', life, seconds, degraded] = value.split(' ');
  if (id === '') return undefined;
  return {
    id,
    state: GUARD_STATES.find((known) => known === state),
    isAlive: life === 'alive',
    secondsLeft: Number(seconds) || 0,
    isDegraded: degraded === 'degraded',
  };
}

/** `PATH SECONDS OWNER` */
function rollbacksFrom(lines: readonly string[]): readonly Rollback[] {
  return lines.map((line) => {
    const [from, rest] = splitOnce(line, ' ');
    const [at, owner] = splitOnce(rest, ' ');
    return { from, at: readTime(at), owner };
  });
}

/** `key=value` lines; of a freeze whose time is over the host says nothing. */
function frozenFrom(lines: readonly string[]): Frozen | undefined {
  if (lines.length === 0) return undefined;
  const values = new Map(lines.map((line) => splitOnce(line, '=')));
  const seconds = (key: string) => readTime(values.get(key));
  const text = (key: string) => values.get(key) ?? '';
  return {
    owner: text('owner'),
    url: text('url'),
    message: text('message'),
    since: seconds('since'),
    until: seconds('until'),
  };
}

/** `PROFILE UNIT …` */
function uncommittedFrom(value: string): Look['uncommitted'] {
  const [profile = '', ...units] = value.split(' ').filter((word) => word !== '');
  return profile === '' ? undefined : { profile, knownFailed: units };
}

/** Seconds since 1970, until the year 9999; what a host keeps may be anything. */
export function readTime(text: string | undefined): number | undefined {
  return /^\d{1,12}$/.test(text ?? '') && Number(text) > 0 && Number(text) < 253_402_300_800
    ? Number(text)
    : undefined;
}

/** The guard still decides what runs: a run is at work, or was cut off. */
export function isGuardStanding({ guard }: Pick<Look, 'guard'>): boolean {
  return guard?.state === 'armed' || guard?.state === 'firing';
}

/** Keys and paths come in the same order. */
function pathsFrom(all: Reader): Reader {
  const paths = all('path');
  const named = all('path-key').map((key, at) => [key, paths[at] ?? ''] as const);
  return (key) => named.filter(([name]) => name === key).map(([, path]) => path);
}

/** nixos-version is a plain file of the toplevel, so where it is, is the system. */
function systemOf(versionFile: string | undefined): StorePath | undefined {
  return parseStorePath(/^(.*)\/nixos-version$/.exec(versionFile ?? '')?.[1]);
}

/** When a link or folder was last set, in seconds with all their digits. */
function setAt(all: Reader, name: string): string {
  return (
    all('set-at')
      .map((value) => splitOnce(value, ' '))
      .find(([, path]) => path === name)?.[0] ?? ''
  );
}

function generationsFrom(all: Reader, current: number | undefined): readonly Generation[] {
  const byLink = (key: string) => new Map(all(key).map((value) => splitOnce(value, ' ')));
  const [versions, kernels, specialisations] = ['version', 'kernel', 'specialisations'].map((key) =>
    byLink(`generation-${key}`),
  );
  const [storePaths, systems] = [all('generation-path'), all('generation-system')];
  const revisions = new Map(all('generation-revision').map(revisionOf));
  const generations = all('generation-date').map((value, at): Generation | undefined => {
    const [date, link] = splitOnce(value, ' ');
    const [generation, storePath] = [generationNumber(link), parseStorePath(storePaths[at])];
    if (generation === undefined || storePath === undefined || !/^\d{1,11}$/.test(date)) return undefined;
    return {
      generation,
      storePath,
      toplevel: systemOf(systems[at]),
      date: Number(date),
      nixosVersion: versions?.get(link) ?? '',
      kernelVersion: kernels?.get(link) ?? '',
      configurationRevision: revisions.get(link) ?? '',
      specialisations: (specialisations?.get(link) ?? '').split(' ').filter((name) => name !== ''),
      current: generation === current,
    };
  });
  return generations.filter((one) => one !== undefined).toSorted((a, b) => b.generation - a.generation);
}

/** `LINK/sw/bin/nixos-version:"configurationRevision":"…"` → link and revision. */
function revisionOf(value: string): readonly [string, string] {
  const match = /^(.*)\/sw\/bin\/nixos-version:"configurationRevision":"([^"]*)"$/.exec(value);
  return [match?.[1] ?? '', match?.[2] ?? ''];
}

function generationNumber(link: string): number | undefined {
  const match = /-(\d{1,9})-link$/.exec(link);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
