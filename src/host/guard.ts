import type { Fault } from '../fault.ts';
import { plainText } from '../plain-text.ts';
import type { World } from '../world/world.ts';
import { GUARD_STATES, type GuardState, type Look, type LookQuestion } from './look.ts';
import { runErrand, type SshHost } from './over-ssh.ts';
import type { Said } from './programs.ts';

/** A guard that was armed on a host, or a record there that nobody watches. */
export interface Guard {
  readonly id: string;
  /** False: only a record (`guard: off`, `boot: true`). */
  readonly watches: boolean;
  /** When it fires unless it is disarmed; milliseconds as `world.now()`. */
  readonly fires: number;
}

/** What a session with a guard showed: how the guard stands, what it said beside that, and what the host shows afterwards. */
export interface GuardAnswer {
  readonly look: Look | Fault;
  /** Undefined: the guard is gone, or the session said nothing of it. */
  readonly state: GuardState | undefined;
  readonly isDegraded: boolean;
  readonly said: readonly Said[];
}

/**
 * The first login after a switch. Once the host is final it gives the guard `seconds` more for the verification; where all is as it was recorded there
 * is nothing left to guard, and it disarms. `keepOldDefault`: the closure could not be tested, so its activation made the new system boot already.
 */
export async function lookAndExtend(
  host: SshHost,
  question: LookQuestion,
  guard: Guard,
  more: { readonly seconds: number; readonly keepOldDefault: boolean },
  world: Pick<World, 'startUncut'>,
  glance?: Promise<string>,
): Promise<GuardAnswer> {
  const errand = {
    texts: ['guard'] as const,
    given: {
      guard: guard.id,
      seconds: String(more.seconds),
      keep_default: more.keepOldDefault ? 'yes' : 'no',
    },
    todo: 'once_final() { use "$guard"; after_switch; }',
    limit: 300,
  };
  return answerOf(await runErrand(host, question, errand, world, glance));
}

/** Has the recorded system put back now, exactly, and looks once that has ended, or after `limit` seconds. A way back that is under way is not disturbed. */
export async function putBack(
  host: SshHost,
  question: LookQuestion,
  guard: Pick<Guard, 'id'>,
  world: Pick<World, 'startUncut'>,
  limit = 900,
): Promise<GuardAnswer> {
  const errand = {
    texts: ['guard'] as const,
    given: { guard: guard.id, limit: String(limit) },
    todo: 'use "$guard"; fire "$limit"',
    limit,
  };
  return answerOf(await runErrand(host, question, errand, world));
}

/** Profiles and systems that a host was rolled back from, to be remembered; those that may be deployed again; and who did it, in one line. */
export interface Remembered {
  readonly hold: readonly string[];
  readonly release: readonly string[];
  readonly owner: string;
}

/** Leaves the host as it is: nothing will put it back any more. `keeps`: what runs was not verified, and is never to count as committed. */
export async function letBe(
  host: SshHost,
  question: LookQuestion,
  guard: Pick<Guard, 'id'>,
  world: Pick<World, 'startUncut'>,
  order: Remembered & { readonly keeps: boolean },
): Promise<GuardAnswer> {
  const errand = {
    texts: ['guard', 'commit'] as const,
    given: { guard: guard.id, known_failed: '', ...rememberedValues(order) },
    todo: `use "$guard"; ${order.keeps ? 'find_profile; note_uncommitted; ' : ''}! { is disarmed || disarm; } || { forget; remember_held; }`,
    limit: 10,
  };
  return answerOf(await runErrand(host, question, errand, world));
}

/** What was verified, and what is to be done with it. */
export interface Verified extends Remembered {
  readonly machineId: string;
  readonly bootId: string;
  readonly running: string;
  readonly profile: string;
  /** Units that had failed before the switch. */
  readonly knownFailed: readonly string[];
  /** Names and patterns of units whose failure decides nothing. */
  readonly ignoredUnits: readonly string[];
  /** False: the old system goes on booting (`test: true`). */
  readonly commits: boolean;
  /** What is put back when the boot loader refuses. */
  readonly rollsBack: boolean;
  /** Generations to delete, each only while its number leads to its path. */
  readonly prune: readonly Numbered[];
}

/** A generation by its number, and what the number must lead to. */
export interface Numbered {
  readonly generation: number;
  readonly storePath: string;
}

/** How a commit ended; `why` in the host's own words. */
export type CommitEnd =
  | { readonly kind: 'committed'; readonly guardWasDead: boolean }
  | { readonly kind: 'differs' | 'not-committed'; readonly why: string }
  | { readonly kind: 'too-late' };

/** The second login: compares, disarms and makes the new system boot, in one session; then looks. */
export async function commitHost(
  host: SshHost,
  question: LookQuestion,
  guard: Pick<Guard, 'id'>,
  verified: Verified,
  world: Pick<World, 'startUncut'>,
): Promise<GuardAnswer & { readonly end: CommitEnd | undefined }> {
  const errand = {
    texts: ['guard', 'commit'] as const,
    given: { guard: guard.id, ...valuesOf(verified) },
    todo: 'once_final() { use "$guard"; commit; }',
    limit: 1_800,
  };
  const answer = answerOf(await runErrand(host, question, errand, world));
  return { ...answer, end: endOf(answer) };
}

function valuesOf(verified: Verified): Record<string, string> {
  const yes = (flag: boolean) => (flag ? 'yes' : 'no');
  return {
    machine: verified.machineId,
    boot_id: verified.bootId,
    want_system: verified.running,
    want_profile: verified.profile,
    known_failed: verified.knownFailed.join(' '),
    // a pattern of the shell, in which a backslash would mean another thing
    ignored: verified.ignoredUnits.join(' ').replaceAll('\\', '\\\\'),
    commit: yes(verified.commits),
    rollback: yes(verified.rollsBack),
    prune: pruneValue(verified.prune),
    ...rememberedValues(verified),
  };
}

/** As commit.sh takes it: `NUMBER=PATH …`. */
export function pruneValue(generations: readonly Numbered[]): string {
  return generations.map(({ generation, storePath }) => `${generation}=${storePath}`).join(' ');
}

function rememberedValues({ hold, release, owner }: Remembered): Record<string, string> {
  return { hold: hold.join(' '), release: release.join(' '), owner: plainText(owner) };
}

function endOf({ said, state }: GuardAnswer): CommitEnd | undefined {
  const has = (word: string) => said.find((one) => one.word === word);
  if (has('committed')) return { kind: 'committed', guardWasDead: has('guard-was-dead') !== undefined };
  const differs = has('differs');
  if (differs !== undefined) return { kind: 'differs', why: differs.text };
  if (has('not-committed')) {
    const lines = said.filter(({ word }) => word === 'said').map(({ text }) => text);
    return { kind: 'not-committed', why: lines.join('\n') };
  }
  return state === undefined ? undefined : { kind: 'too-late' };
}

function answerOf({
  look,
  said,
}: {
  readonly look: Look | Fault;
  readonly said: readonly Said[];
}): GuardAnswer {
  const [state, degraded] = said.findLast(({ word }) => word === 'guard')?.text.split(' ') ?? [];
  return {
    look,
    said,
    state: GUARD_STATES.find((known) => known === state),
    isDegraded: degraded === 'degraded',
  };
}
