import { Fault } from '../fault.ts';
import type { StorePath } from '../nix/store-path.ts';
import { whatLacks } from './already-there.ts';
import { type Brought, bringClosure, mayBeTested } from './bring.ts';
import type { BuiltProfile } from './build.ts';
import { type Hold, hold, type Intent } from './hold.ts';
import type { ReadyHost } from './reach.ts';
import type { Run } from './run.ts';
import { switchHost } from './switch.ts';
import type { Activation, Switched } from './switching.ts';
import { commitStanding } from './verify.ts';

/** Brings the closure, takes the host's lock, arms its guard, and lets deploy-rs switch. */
export async function switchProfile(
  built: BuiltProfile,
  ready: ReadyHost,
  run: Run,
): Promise<Switched & { readonly wanted: StorePath }> {
  const { request, world } = run;
  world.tell({ kind: 'stage', title: `copy to ${ready.host.login.host}` });
  const { brought, held } = await prepare(built, ready, run);
  // the run that we waited for may have brought it
  if (whatLacks(built.storePath, held.ready.look, request.engine, built.profile === 'system') === 'nothing') {
    brought.engine.stop();
    await held.abandon();
    return { wanted: brought.profile, ...unchanged(held) };
  }
  world.tell({ kind: 'stage', title: `switch ${ready.host.login.host}` });
  try {
    return {
      wanted: brought.profile,
      ...(await switchHost(activationOf(brought), held, { request, world })),
    };
  } finally {
    held.release();
  }
}

/** Nothing was done after all. */
export function unchanged({ ready: { look } }: Hold): Switched {
  return { before: look, after: look, result: 'unchanged', changed: 'no', newlyFailed: [], fault: undefined };
}

/** What runs and is the profile already, and only does not boot yet. */
interface Standing extends Pick<Activation, 'node' | 'profile' | 'leaves'> {
  readonly isAutomatic: boolean;
}

/** The system runs and is the profile already, but an earlier run was cut off before it became the boot default, or was a `test`. `moved`: under the lock it was not so any more. */
export async function commitProfile(
  { node, profile, leaves, isAutomatic }: Standing,
  ready: ReadyHost,
  { request, world }: Pick<Run, 'request' | 'world'>,
): Promise<Switched | { readonly moved: ReadyHost }> {
  world.tell({ kind: 'stage', title: `commit ${ready.host.login.host}` });
  const intent = {
    coming: profile,
    isSystem: true,
    switchSeconds: undefined,
    deployRs: undefined,
    isAutomatic,
  };
  const held = await hold(ready, intent, request, world);
  // whoever held the lock before us may have moved the host
  if (whatLacks(profile, held.ready.look, request.engine) !== 'the commit') {
    await held.abandon();
    return { moved: held.ready };
  }
  const activation = {
    node,
    profile,
    isStanding: true,
    keepsDefault: true,
    seconds: 0,
    rollsBack: false,
    leaves,
    begin: async () => ({ code: 0, signal: undefined, lines: [] }),
  };
  try {
    return await commitStanding(activation, held, { request, world });
  } finally {
    held.release();
  }
}

/** Whatever goes wrong here leaves the host as it was: deploy-rs has not begun, and a guard that was armed is taken back. */
async function prepare(
  built: BuiltProfile,
  ready: ReadyHost,
  run: Run,
): Promise<{ readonly brought: Brought; readonly held: Hold }> {
  const { request, world } = run;
  let brought = await bringClosure(built, ready, run, request.engine.test || mayBeTested(built, run));
  let held: Hold | undefined;
  try {
    held = await hold(ready, intentOf(brought), request, world);
    if (brought.test && !staysTested(held, request.engine.test, mayBeTested(built, run))) {
      brought.engine.stop();
      brought = await bringClosure(built, ready, run, false);
    }
    if (!brought.test && !request.engine.boot && held.guard !== undefined)
      world.tell({ kind: 'warning', text: WINDOW });
    return { brought, held: await held.stillStands() };
  } catch (thrown) {
    brought.engine.stop();
    await held?.abandon();
    throw thrown;
  }
}

const WINDOW =
  "this closure's deploy-rs library can't activate a system without making it the boot default, so between the activation and the moment after it a power cut would boot the new system unverified; update the deploy-rs input of the flake to 1.0.0";

/** With --test the new system boots only after a commit of ours, which takes a session as root; a library that doesn't know it would switch for good. */
function staysTested({ canBeTested, guard }: Hold, isAsked: boolean, isLikely: boolean): boolean {
  if (!isAsked) return canBeTested !== false && guard !== undefined;
  if (canBeTested ?? isLikely) return true;
  throw new Fault({
    code: 'test-not-possible',
    what: "test: true is not possible: this closure's deploy-rs library can't activate a system without making it the boot default",
    fix: 'update the deploy-rs input of the flake to 1.0.0 or newer (nix flake update deploy-rs), or leave test out',
    refused: true,
  });
}

function intentOf({ built: { settings }, profile }: Brought): Intent {
  return {
    coming: profile,
    isSystem: settings.user === 'root',
    switchSeconds: settings.activationTimeout + settings.confirmTimeout,
    deployRs: { tempPath: settings.tempPath ?? '/tmp' },
    isAutomatic: true,
  };
}

function activationOf({ built: { node, settings }, profile, test, engine, openGate }: Brought): Activation {
  return {
    node,
    profile,
    isStanding: false,
    keepsDefault: test,
    seconds: settings.activationTimeout + settings.confirmTimeout,
    rollsBack: settings.autoRollback,
    leaves: [],
    begin: () => {
      openGate();
      return engine.end;
    },
  };
}
