import { setTimeout as pause } from 'node:timers/promises';
import type { EngineEnd } from '../deploy-rs/engine.ts';
import { Fault } from '../fault.ts';
import type { GuardAnswer, Remembered } from '../host/guard.ts';
import type { Look, LookQuestion } from '../host/look.ts';
import type { StorePath } from '../nix/store-path.ts';
import type { Request } from '../request/request.ts';
import { isMeant } from '../request/unit.ts';
import type { SwitchNote, World } from '../world/world.ts';
import type { Hold } from './hold.ts';
import type { Verdict } from './judge.ts';

/** What brings a system into force on a host whose way back is ready. */
export interface Activation {
  readonly node: string;
  /** The profile that is to be. */
  readonly profile: StorePath;
  /** Nothing is activated: it runs already, and is only to be verified and committed. */
  readonly isStanding: boolean;
  /** The old system stays the boot default until the commit; false: the activation made the new one boot already. */
  readonly keepsDefault: boolean;
  /** Seconds that it and its confirmation may take. */
  readonly seconds: number;
  /** What a failure does unless `on-failure` says another. */
  readonly rollsBack: boolean;
  /** Profiles and systems that somebody goes back from: they must not come back by themselves. */
  readonly leaves: readonly string[];
  readonly begin: () => Promise<EngineEnd>;
}

/** What became of a host: the verdict, and the two looks it stands on. */
export interface Switched extends Verdict {
  readonly before: Look;
  readonly after: Look | undefined;
}

/** A switch under way: what all its steps look at. */
export interface Switching {
  readonly activation: Activation;
  readonly hold: Hold;
  readonly request: Request;
  readonly world: World;
  readonly question: Omit<LookQuestion, 'patience'>;
}

/** What this run leaves must not come back by itself; what it brings may again. */
export function whatToRemember({ activation, world }: Switching, toplevel: string | undefined): Remembered {
  const release = [activation.profile, ...(toplevel === undefined ? [] : [toplevel])];
  return { hold: activation.leaves, release, owner: world.owner.name };
}

/** A full disk must not make a rescue fail, but then the next deploy would undo it. */
export function tellUnremembered(
  { look, said }: Pick<GuardAnswer, 'look' | 'said'>,
  { activation, world }: Switching,
): void {
  const isNoted = !(look instanceof Fault) && !said.some(({ word }) => word === 'not-remembered');
  if (isNoted || activation.leaves.length === 0) return;
  const text =
    'the host could not note what it was rolled back from (df -h /var), so the next deploy may bring it back: revert the change too';
  world.tell({ kind: 'warning', text });
}

/** What a failure of the new system leads to. */
export function isToGoBack({ onFailure }: Pick<Request, 'onFailure'>, byDefault: boolean): boolean {
  return onFailure === undefined ? byDefault : onFailure === 'rollback';
}

/** Whether a unit's failure decides nothing. */
export function ignores({ verify }: Pick<Request, 'verify'>): (unit: string) => boolean {
  return (unit) => isMeant(unit, verify.ignoredUnits);
}

const PAUSE = 2_000;

/** Logs in again and again while nobody answers, until `until` (as `world.now()`): what came last, and the last silence before it. */
export async function askUntil<Answer extends { readonly look: Look | Fault }>(
  ask: (patience: number) => Promise<Answer>,
  until: number,
  switching: Pick<Switching, 'hold' | 'world'>,
): Promise<{ readonly answer: Answer; readonly silence: Fault | undefined }> {
  const { world } = switching;
  for (let silence: Fault | undefined; ; ) {
    const patience = Math.max(1, (until - world.now()) / 1000);
    const answer = await Promise.race([ask(patience), cutOff(switching)]);
    if (!(answer.look instanceof Fault) || world.now() >= until) return { answer, silence };
    if (silence?.what !== answer.look.what) {
      const text = `the host does not answer (${answer.look.what}); trying again for up to ${Math.ceil(patience)} s`;
      world.tell({ kind: 'line', from: 'us', text });
    }
    silence = answer.look;
    await pause(PAUSE);
  }
}

/** Until when a host may be silent: its guard has put it back by then. */
export function untilBack({ guard }: Hold, world: World, seconds: number): number {
  return Math.max(world.now() + seconds * 1000, guard?.watches ? guard.fires + 60_000 : 0);
}

/** A cancel in mid-activation kills nothing: we leave, and the post step looks at the host. */
export function cutOff({ hold, world }: Pick<Switching, 'hold' | 'world'>): Promise<never> {
  const { interrupted } = world;
  return new Promise((_, reject) => {
    const leave = () =>
      reject(
        new Fault({
          code: 'cancelled-in-switch',
          what: 'the run was cancelled while the host was being switched',
          why: wordWhatFollows(hold),
          fix: 'read what the post step of this job saw, or run again: it looks first',
          changed: 'unknown',
        }),
      );
    if (interrupted.aborted) leave();
    interrupted.addEventListener('abort', leave, { once: true });
  });
}

function wordWhatFollows({ guard }: Hold): string {
  if (!guard?.watches) return 'the switch was left to end by itself; nothing was killed';
  return `the guard on the host puts the old system back: the post step of this job tells it to, else it does so by itself at ${clock(guard.fires)}`;
}

function clock(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(11, 19)} UTC`;
}

/** When the host puts itself back, for a reader who can't reach it. */
export function wordFires({ guard }: Hold, world: World): readonly string[] {
  if (guard === undefined || !guard.watches) return [];
  const at = clock(guard.fires);
  return world.now() < guard.fires
    ? [`wait: the guard on the host puts the old system back at ${at}, unless it was disarmed`]
    : [`the guard on the host was to put the old system back at ${at}; if the host lives, it runs that`];
}

/** What has come, and is not to stay. */
export function failedBy(fault: Fault): Verdict {
  return { result: 'failed', changed: 'yes', newlyFailed: [], fault };
}

/** The first login saw the new system, and the second did not come about. */
export function notSeenAgain(fault: Fault, { hold, world }: Switching): Verdict {
  return {
    result: 'unknown',
    changed: 'unknown',
    newlyFailed: [],
    fault: new Fault({
      code: 'host-not-seen',
      what: `the new system let one login in, and then nobody could look at the host: ${fault.what}`,
      fix: [...wordFires(hold, world), 'look at the host by another way (console, VPN)'].join('\n'),
      changed: 'unknown',
    }),
  };
}

/** What a later look needs, should this run be cut off. */
export function noteOf({ activation, hold, request }: Switching, phase: SwitchNote['phase']): SwitchNote {
  const { ready, guard } = hold;
  const { running, machineId, profile: recordedProfile, bootDefault } = ready.look;
  return {
    phase,
    node: activation.node,
    host: ready.host,
    profileQuestion: ready.profile,
    wantedProfile: activation.profile,
    recorded: { running, machineId, profile: recordedProfile, bootDefault },
    flags: { boot: request.engine.boot, test: request.engine.test },
    guard: guard?.watches ? guard.id : undefined,
    fires: guard?.watches ? guard.fires : undefined,
    patience: activation.seconds + 30,
  };
}
