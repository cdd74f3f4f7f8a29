import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { asFault, Fault } from '../fault.ts';
import type { Guard } from '../host/guard.ts';
import { type HeldHost, type HoldSettings, holdHost, lost } from '../host/hold.ts';
import { wordFrozen, wordRollback } from '../host/lock-words.ts';
import { type Frozen, type GuardState, isGuardStanding, type Look } from '../host/look.ts';
import { rootNeeded } from '../host/over-ssh.ts';
import type { Said } from '../host/programs.ts';
import { storePathName } from '../nix/store-path.ts';
import { plainText } from '../plain-text.ts';
import type { Request } from '../request/request.ts';
import type { World } from '../world/world.ts';
import { type ReadyHost, recordHost, sameMachine } from './reach.ts';

/** What is about to be done to a host. */
export interface Intent {
  /** The activatable profile that comes, on the host already; undefined: none does. */
  readonly coming: string | undefined;
  /** True when a guard may be asked for: a system, activated as root. */
  readonly isSystem: boolean;
  /** Seconds that the activation and its confirmation may take; undefined: none comes, so nobody need watch. */
  readonly switchSeconds: number | undefined;
  /** deploy-rs is to switch, with its own files in this folder; its own rollback deletes a generation. */
  readonly deployRs: { readonly tempPath: string } | undefined;
  /** True for a deploy nobody ordered by name: it must not bring back what somebody rolled back from. */
  readonly isAutomatic: boolean;
}

/** A host under our lock, recorded at that moment: from here on only we change it. */
export interface Hold {
  readonly ready: ReadyHost;
  /** What puts the record back; undefined: nothing does but deploy-rs (`guard: off` without the rights, a profile without a system). */
  readonly guard: Guard | undefined;
  /** The coming system can run without being the boot default; undefined: not known. */
  readonly canBeTested: boolean | undefined;
  /** The last question before something is switched: throws `lock-lost` when lock or guard were taken from us, else the guard's time begins anew. */
  readonly stillStands: () => Promise<Hold>;
  /** Has the guard act at once, where our session still lives. */
  readonly orderBack: () => void;
  /** Lets go of the lock; an armed guard stays. */
  readonly release: () => void;
  /** Takes the guard back and lets go, while nothing has been switched. */
  readonly abandon: () => Promise<void>;
}

/** Lock, record, arm. Throws while the host is as it was: frozen, busy, no right to arm, rolled back from. */
export async function hold(ready: ReadyHost, intent: Intent, request: Request, world: World): Promise<Hold> {
  const settings = settingsOf(ready, intent, request, world);
  const host = await holdHost(ready.host, settings, world).catch((thrown: unknown) => asFault(thrown, 'no'));
  if (host instanceof Fault) return holdWithoutLock(host, ready, intent, request, world);
  // until something is switched a cancel ends the session, and with it whatever is waited for
  world.cancelled.addEventListener('abort', host.release, { once: true });
  try {
    const { look, said } = await lookUnderLock(host, ready, request, world);
    refuse(look, intent, request);
    tellOthers(said, world);
    world.cancelled.throwIfAborted();
    if (intent.deployRs !== undefined) await host.forgetCanaries();
    const guard = await armed(host, settings, intent, look, world);
    const canBeTested = said.some(({ word }) => word === 'testable');
    return heldWith(
      host,
      { ready: { ...ready, look, seenAt: world.now() }, guard, canBeTested },
      settings,
      world,
    );
  } catch (thrown) {
    host.release();
    throw thrown;
  } finally {
    world.cancelled.removeEventListener('abort', host.release);
  }
}

function heldWith(
  host: HeldHost,
  { ready, guard, canBeTested }: Pick<Hold, 'ready' | 'guard' | 'canBeTested'>,
  { guard: { seconds } }: HoldSettings,
  world: World,
): Hold {
  const held: Hold = {
    ready,
    guard,
    canBeTested,
    orderBack: host.orderBack,
    release: host.release,
    abandon: async () => {
      if (guard !== undefined) await host.disarm();
      host.release();
    },
    stillStands: async () => {
      world.cancelled.throwIfAborted();
      if (guard === undefined) return held;
      if (!(await host.stands())) throw lost();
      return { ...held, guard: { ...guard, fires: world.now() + seconds * 1000 } };
    },
  };
  return held;
}

function settingsOf(
  { profile }: ReadyHost,
  { coming, isSystem, switchSeconds, deployRs }: Intent,
  request: Request,
  world: World,
): HoldSettings {
  return {
    question: { profile, watched: coming, patience: 0 },
    owner: ownerLines(world),
    wait: request.lock.wait,
    tempPath: deployRs?.tempPath,
    guard: {
      id: randomBytes(6).toString('hex'),
      seconds: (switchSeconds ?? 0) + request.verify.timeout + 30,
      watches: request.guard && isSystem && switchSeconds !== undefined && !request.engine.boot,
      live: !request.engine.boot,
      makesRoom: deployRs !== undefined && !request.engine.boot,
    },
  };
}

/** Who runs this, as a host keeps it: `key=value` lines. */
export function ownerLines({ owner }: Pick<World, 'owner'>): string {
  return [`owner=${owner.name}`, `url=${owner.url ?? ''}`].map(plainText).join('\n');
}

/** Without the rights of root there is neither lock nor guard: only where somebody said that this is wanted, or where no system is at stake. */
async function holdWithoutLock(
  fault: Fault,
  ready: ReadyHost,
  intent: Intent,
  request: Request,
  world: World,
): Promise<Hold> {
  const { isSystem, deployRs } = intent;
  if (deployRs === undefined)
    throw rootNeeded(fault, ready.host, 'what it runs can only be looked at (mode: generations)');
  if (fault.code !== 'guard-no-right' || (request.guard && isSystem)) throw fault;
  const text = `${fault.what}: another deploy of this host is not kept out, and there is no way back but deploy-rs's own`;
  world.tell({ kind: 'warning', text });
  const recorded = await recordHost({ ...ready, seenAt: 0 }, world);
  refuse(recorded.look, intent, request);
  const held: Hold = {
    ready: recorded,
    guard: undefined,
    canBeTested: undefined,
    orderBack: () => undefined,
    release: () => undefined,
    abandon: async () => undefined,
    stillStands: async () => held,
  };
  return held;
}

/** How often a host that somebody else is switching is looked at again. Milliseconds. */
const PAUSE = 1_000;

async function lookUnderLock(
  host: HeldHost,
  ready: ReadyHost,
  request: Request,
  world: World,
): Promise<{ readonly look: Look; readonly said: readonly Said[] }> {
  const until = world.now() + request.lock.wait * 1000;
  for (let finished = false; ; ) {
    const { look, said } = await host.look();
    if (look instanceof Fault) throw look;
    sameMachine(ready.look, look);
    if (!finished && isGuardStanding(look)) {
      // whoever armed it does not hold the lock, so that run is gone
      const text = `an earlier run was cut off in its switch (guard ${look.guard?.id}): the system it started from is put back first`;
      world.tell({ kind: 'warning', text });
      const state = await host.finishEarlier();
      if (state !== 'back') world.tell({ kind: 'warning', text: wordUnfinished(state) });
      finished = true;
    } else if (!look.busy) {
      if (look.guard?.state === 'stuck')
        world.tell({ kind: 'warning', text: `an earlier run went wrong: ${wordUnfinished('stuck')}` });
      return { look, said };
    } else if (world.now() >= until) throw switchInProgress(said);
    else await pause(PAUSE);
    world.cancelled.throwIfAborted();
  }
}

function wordUnfinished(state: GuardState | undefined): string {
  if (state === 'superseded')
    return 'that guard left the host alone: somebody has switched it to another system since';
  return 'that guard could not put back all of it (cat /var/lib/cassie-deploy/guard/*/log on the host); what runs now is recorded anew';
}

function switchInProgress(said: readonly Said[]): Fault {
  const who = othersIn(said);
  return new Fault({
    code: 'switch-in-progress',
    what: `the host is being switched by somebody else${who.length === 0 ? '' : `: ${who.join('; ')}`}`,
    fix: 'wait for it and run again, or set lock-wait to wait for it here',
    refused: true,
  });
}

function othersIn(said: readonly Said[]): readonly string[] {
  return said.filter(({ word }) => word === 'other').map(({ text }) => plainText(text));
}

function tellOthers(said: readonly Said[], world: World): void {
  for (const other of othersIn(said))
    world.tell({ kind: 'warning', text: `this host may be switched by somebody else too: ${other}` });
}

function refuse(look: Look, { coming, isAutomatic }: Intent, { force }: Request): void {
  refuseFrozen(look.frozen);
  const paths = [coming, look.watchedToplevel].filter((path) => path !== undefined);
  const held = paths.find((path) => look.held.includes(path));
  if (!isAutomatic || force || coming === undefined || held === undefined) return;
  throw new Fault({
    code: 'rolled-back-from',
    what: `${storePathName(coming)} was rolled back from on this host, so it is not deployed again by itself`,
    why: `it was left ${wordRollback(look, held)}`,
    fix: 'deploy something else (a fix, a revert), or this once more with force: true',
    refused: true,
  });
}

/** A host that somebody froze is changed by nobody. */
export function refuseFrozen(frozen: Frozen | undefined): void {
  if (frozen === undefined) return;
  throw new Fault({
    code: 'host-frozen',
    what: `this host is frozen${frozen.message === '' ? '' : `: ${frozen.message}`}`,
    why: `frozen ${wordFrozen(frozen)}`,
    fix: 'unfreeze it (mode: lock, lock: unfreeze) when that is over',
    refused: true,
  });
}

async function armed(
  host: HeldHost,
  { guard: { id, seconds, watches } }: HoldSettings,
  { isSystem }: Intent,
  look: Look,
  world: World,
): Promise<Guard | undefined> {
  const why = whyNoGuard(isSystem, look);
  if (why !== undefined) {
    world.tell({ kind: 'line', from: 'us', text: `no guard: ${why}` });
    return undefined;
  }
  const began = world.now();
  const fault = await host.arm();
  if (fault !== undefined) throw fault;
  if (watches) {
    const text = `guard ${id} is armed: unless the new system proves itself within ${Math.ceil(seconds)} s, the host puts back what runs now`;
    world.tell({ kind: 'line', from: 'us', text });
  }
  return { id, watches, fires: began + seconds * 1000 };
}

function whyNoGuard(isSystem: boolean, look: Look): string | undefined {
  if (!isSystem || look.watchedToplevel === undefined)
    return "it looks after NixOS systems that root activates; for this profile deploy-rs's own rollback is all there is";
  return look.running === undefined ? 'the host runs no system that one could go back to' : undefined;
}
