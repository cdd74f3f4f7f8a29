import type { Changed, Fault } from './fault.ts';
import type { Look } from './host/look.ts';

/** Best first; the worst of several nodes is the result of the run. docs/results.md says what each means. */
export const RESULTS = [
  'unchanged',
  'deployed',
  'staged',
  'planned',
  'listed',
  'refused',
  'rolled-back',
  'failed',
  'unknown',
] as const;

export type Result = (typeof RESULTS)[number];

/** What a run was to do with a host: results are worded by it. */
export type Aim = 'deploy' | 'roll back' | 'list generations' | 'look after the lock';

/** What became of one profile of one node. Looks are what a login saw, never what a program said. */
export interface NodeOutcome {
  readonly node: string;
  readonly profile: string;
  /** `user@name` as the reader knows it; undefined where no host was to be touched. */
  readonly host: string | undefined;
  readonly aim: Aim;
  readonly result: Result;
  readonly changed: Changed;
  /** The activatable profile that was to be activated. */
  readonly wanted: string | undefined;
  readonly before: Look | undefined;
  readonly after: Look | undefined;
  /** Units that failed after the switch and did not before. */
  readonly newlyFailed: readonly string[];
  readonly hostKeyFingerprint: string | undefined;
  /** What else a reader wants to know, in plain lines. */
  readonly notes: readonly string[];
  readonly fault: Fault | undefined;
  /** Milliseconds. */
  readonly duration: number;
}

/** A profile that holds no NixOS system, such as one of a user, is not what the host runs. */
export function holdsSystem({ profile, before, after }: NodeOutcome): boolean {
  return profile === 'system' || (after ?? before)?.profileToplevel !== undefined;
}

/** What is known of the host after the run: where nothing was changed, the first look still holds. */
export function nowOf({ before, after, changed }: NodeOutcome): Look | undefined {
  return after ?? (changed === 'no' ? before : undefined);
}

/** What of this profile is in force in a look: the running system, or for another profile the profile itself. */
export function activePath(outcome: NodeOutcome, look: Look | undefined): string | undefined {
  return holdsSystem(outcome) ? look?.running : look?.profile;
}

export interface Outcome {
  readonly result: Result;
  readonly nodes: readonly NodeOutcome[];
  readonly planDigest: string | undefined;
  /** Set when the run ended before any node had an outcome of its own. */
  readonly fault: Fault | undefined;
  /** Milliseconds. */
  readonly duration: number;
}

export function isGood(result: Result): boolean {
  return RESULTS.indexOf(result) < RESULTS.indexOf('refused');
}

/** An empty selection is a failure: a run that did nothing must not look like one that did. */
export function worstOf(results: readonly Result[]): Result {
  const worst = Math.max(...results.map((result) => RESULTS.indexOf(result)));
  return RESULTS[worst] ?? 'failed';
}

/** What a fault makes of a node: nothing is known once the host may have changed and nobody could look. */
export function resultOfFault(fault: Fault): Result {
  if (fault.refused && fault.changed === 'no') return 'refused';
  return fault.changed === 'unknown' ? 'unknown' : 'failed';
}
