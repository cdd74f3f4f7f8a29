import { setTimeout as pause } from 'node:timers/promises';
import type { HealthCheck } from '../request/health-checks.ts';
import type { World } from '../world/world.ts';
import { type Bounds, type Place, tryOnce } from './health-try.ts';
import { NO_ANSWER, oneLine } from './health-words.ts';
import { openLane } from './lane.ts';

/** What became of one health check. */
export interface HealthResult {
  readonly name: string;
  readonly ok: boolean;
  readonly tries: number;
  /** The last failure in one plain line; undefined when all is well. */
  readonly why: string | undefined;
  /** From the start of all checks to this one's end, its grace included. */
  readonly seconds: number;
}

type CheckWorld = Pick<World, 'startUncut' | 'now' | 'tell' | 'interrupted'>;

/**
 * Runs all checks side by side; each is tried until it is well, its retries are used up, or there is no time for the next try.
 * All ends by `until` (milliseconds, as `world.now()`), and at once when the run is interrupted; what is not well by then is not ok. It never throws.
 */
export async function runHealthChecks(
  checks: readonly HealthCheck[],
  on: Place,
  until: number,
  world: CheckWorld,
): Promise<readonly HealthResult[]> {
  const lane = openLane(LOGINS);
  return Promise.all(
    checks.map(async (check) => {
      const began = world.now();
      const end = await tryUntilWell(check, on, until, { ...world, lane });
      const seconds = Math.round((world.now() - began) / 100) / 10;
      const result = { name: check.name, ok: end.why === undefined, ...end, seconds };
      world.tell({ kind: 'line', from: 'us', text: wordResult(result) });
      return result;
    }),
  );
}

/** Sessions at once: sshd takes ten over one connection (MaxSessions), and begins to drop logins from ten on (MaxStartups). */
const LOGINS = 8;

type End = Pick<HealthResult, 'tries' | 'why'>;

interface TryWorld extends CheckWorld {
  readonly lane: () => Promise<() => void>;
}

const CANCELLED = 'the run was cancelled';

async function tryUntilWell(check: HealthCheck, on: Place, until: number, world: TryWorld): Promise<End> {
  let why: string | undefined;
  let shared = true;
  for (let tries = 1, wait = check.grace; ; tries++, wait = check.interval) {
    if (wait * 1000 >= until - world.now()) return { tries: tries - 1, why: noTime(why) };
    await waitFor(wait * 1000, world);
    const leave = isOnHost(check) ? await world.lane() : () => undefined;
    const left = until - world.now();
    const own = check.timeout * 1000;
    if (world.interrupted.aborted || left <= 0) {
      leave();
      return { tries: tries - 1, why: world.interrupted.aborted ? CANCELLED : noTime(why) };
    }
    const failure = await boundedTry(check, on, { limit: Math.min(own, left), shared }, world).finally(leave);
    if (failure === undefined) return { tries, why: undefined };
    if (world.interrupted.aborted) return { tries, why: CANCELLED };
    // a try that verify-timeout cut short says less than the one before it
    if (failure === NO_ANSWER && left <= own)
      return { tries, why: `still not well when verify-timeout was over: ${why ?? NO_ANSWER}` };
    why = failure === NO_ANSWER ? `${NO_ANSWER} within ${check.timeout} s` : failure;
    // a shared connection that a new firewall swallows says nothing: the next try logs in anew
    shared &&= failure !== NO_ANSWER;
    if (tries > check.retries) return { tries, why };
    world.tell({ kind: 'detail', text: `${check.name}: ${why}; trying again in ${check.interval} s` });
  }
}

function isOnHost({ kind }: HealthCheck): boolean {
  return kind === 'unit' || kind === 'command';
}

function noTime(why: string | undefined): string {
  return why === undefined
    ? 'verify-timeout left no time to try it'
    : `${why}, and verify-timeout left no time for another try`;
}

/** One try, ended by `limit` (milliseconds) or an interruption even where what it started does not end. */
function boundedTry(
  check: HealthCheck,
  on: Place,
  { limit, shared }: Pick<Bounds, 'limit' | 'shared'>,
  world: CheckWorld,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const stop = new AbortController();
    const end = (why: string | undefined) => {
      clearTimeout(timer);
      world.interrupted.removeEventListener('abort', onInterrupt);
      stop.abort();
      resolve(why);
    };
    const onInterrupt = () => end(CANCELLED);
    const timer = setTimeout(() => end(NO_ANSWER), limit);
    world.interrupted.addEventListener('abort', onInterrupt, { once: true });
    tryOnce(check, on, { limit, signal: stop.signal, shared }, world).then(end, (error) =>
      end(oneLine(String(error))),
    );
  });
}

async function waitFor(milliseconds: number, { interrupted }: CheckWorld): Promise<void> {
  if (milliseconds > 0) await pause(milliseconds, undefined, { signal: interrupted }).catch(() => undefined);
}

function wordResult({ name, ok, tries, why, seconds }: HealthResult): string {
  const after = `${tries === 1 ? '1 try' : `${tries} tries`}, ${seconds} s`;
  return ok ? `${name}: well (${after})` : `${name}: not well: ${why} (${after})`;
}
