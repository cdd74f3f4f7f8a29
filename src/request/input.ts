import type { LateParser, Parser } from './reading.ts';
import type { Mode } from './request.ts';

/** What an input is about, and the order of the pages that list them. */
export const GROUPS = [
  'target',
  'ssh',
  'trust',
  'deploy-rs',
  'safety',
  'generations',
  'lock',
  'nix',
  'run',
] as const;
export type Group = (typeof GROUPS)[number];

/** Modes that log in to a host. */
export const ON_A_HOST: readonly Mode[] = ['deploy', 'rollback', 'generations', 'lock'];
/** Modes that may change what a host runs. */
export const SWITCHING: readonly Mode[] = ['deploy', 'rollback'];
/** Modes that may change a host's generations. */
export const WRITING: readonly Mode[] = ['deploy', 'rollback', 'generations'];

/** A row of the table: all there is to know about an input, but its name, which is the row's key, and its group, its file's. */
export interface Row<T> {
  /** One that is late has no default. */
  readonly parse: Parser<T> | LateParser<T>;
  /** One or two sentences; the first one alone must be enough. No expression of GitHub: action.yml would evaluate it. */
  readonly help: string;
  /** Other names it is given by; the name with _ for - is one of itself. */
  readonly aliases?: readonly string[];
  /** Read when nothing is given. */
  readonly default?: string;
  /** What happens when nothing is given and there is no default, in words. */
  readonly unset?: string;
  /** The default in action.yml, an expression of GitHub: of github, strategy, matrix, job or runner, nothing else stands there. */
  readonly expression?: string;
  /** The environment variable that is read when the input is not given. */
  readonly environment?: string;
  /** All modes when left out. In the others it is ignored. */
  readonly modes?: readonly Mode[];
  readonly secret?: true;
  /** Not shown on pages and in help. */
  readonly hidden?: true;
  /** Shown in the README's short table. */
  readonly common?: true;
  /** White space around it means something or is expected: it is not trimmed here. */
  readonly verbatim?: true;
}

export type Rows = Readonly<Record<string, Row<unknown>>>;
