import { parseStorePath, type StorePath } from '../nix/store-path.ts';
import { plainText } from '../plain-text.ts';
import { shellWord } from '../ssh/quote.ts';
import { hostProgram } from './programs.ts';

/** A generation of the profile, as `nixos-rebuild list-generations --json` names its parts. */
export interface Generation {
  readonly generation: number;
  readonly storePath: string;
  readonly toplevel: string | undefined;
  /** Seconds since 1970. */
  readonly date: number;
  readonly nixosVersion: string;
  readonly kernelVersion: string;
  readonly configurationRevision: string;
  readonly specialisations: readonly string[];
  /** True for the profile's own current generation. */
  readonly current: boolean;
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
}

export interface LookQuestion {
  readonly profile: { readonly path: string | undefined; readonly user: string; readonly name: string };
  /** The activatable profile whose engine and toplevel are asked for. */
  readonly watched: string | undefined;
  /** Seconds to wait until nothing moves any more; 0: look at once. */
  readonly patience: number;
}

/** The shell program that answers a question; `mark` must be one that no host can guess. */
export function lookProgram(question: LookQuestion, mark: string): string {
  const { path, user, name } = question.profile;
  const given = {
    mark,
    profile_path: path ?? '',
    profile_user: user,
    profile_name: name,
    watched: question.watched ?? '',
  };
  const lines = Object.entries(given).map(
    ([key, value]) => `${key}=${shellWord(value) === '' ? "''" : shellWord(value)}`,
  );
  return `${lines.join('\n')}\npatience=${Math.ceil(question.patience)}\ndeep=yes\n${hostProgram('look')}`;
}

/** Reads what stands between the marks; undefined when the answer is not whole. */
export function readLook(output: string, mark: string): Look | undefined {
  const begin = output.indexOf(`\n${mark} begin\n`);
  const end = output.indexOf(`\n${mark} end`, begin + 1);
  if (begin < 0 || end < 0) return undefined;
  return lookFrom(output.slice(begin, end).split('\n').slice(2));
}

function lookFrom(lines: readonly string[]): Look {
  const pairs = lines.map((line) => splitOnce(plainText(line), ' '));
  const all = (key: string) => pairs.filter(([name]) => name === key).map(([, value]) => value);
  const one = (key: string) => all(key)[0] ?? '';
  const path = (key: string) => parseStorePath(one(key));
  const current = generationNumber(one('profile-generation'));
  return {
    final: one('final') === 'yes',
    uid: /^\d+$/.test(one('uid')) ? Number(one('uid')) : undefined,
    machineId: one('machine-id'),
    bootId: one('boot-id'),
    hostName: one('host-name'),
    isNixos: one('nixos') === 'yes',
    running: path('running'),
    booted: path('booted'),
    runningSince: one('running-since'),
    profileLink: one('profile-link'),
    profile: path('profile'),
    profileToplevel: path('profile-toplevel'),
    profileGeneration: current,
    profilesSince: one('profiles-since'),
    busy: one('busy') === 'yes',
    bootLoader: one('boot-loader') || undefined,
    bootDefault: path('boot-default'),
    failedUnits: one('units') === 'known' ? all('failed-unit').toSorted() : undefined,
    rebootRequired: one('reboot-required') === 'yes',
    watchedToplevel: path('watched-toplevel'),
    generations: generationsFrom(all, current),
  };
}

function generationsFrom(
  all: (key: string) => readonly string[],
  current: number | undefined,
): readonly Generation[] {
  const byLink = (key: string) => new Map(all(key).map((value) => splitOnce(value, ' ')));
  const [versions, kernels, specialisations] = [
    byLink('generation-version'),
    byLink('generation-kernel'),
    byLink('generation-specialisations'),
  ];
  const dates = new Map(
    all('generation-date')
      .map((value) => splitOnce(value, ' '))
      .map(([date, link]) => [link, Number(date)]),
  );
  const revisions = new Map(all('generation-revision').map(revisionOf));
  return all('generation-path')
    .flatMap((value): readonly Generation[] => {
      const [link = '', storePath = '', toplevel] = value.split(' ');
      const generation = generationNumber(link);
      if (generation === undefined || parseStorePath(storePath) === undefined) return [];
      return [
        {
          generation,
          storePath,
          toplevel: parseStorePath(toplevel),
          date: dates.get(link) ?? 0,
          nixosVersion: versions.get(link) ?? '',
          kernelVersion: kernels.get(link) ?? '',
          configurationRevision: revisions.get(link) ?? '',
          specialisations: (specialisations.get(link) ?? '').split(' ').filter((name) => name !== ''),
          current: generation === current,
        },
      ];
    })
    .toSorted((a, b) => b.generation - a.generation);
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
