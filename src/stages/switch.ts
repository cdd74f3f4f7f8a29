import { setTimeout as pause } from 'node:timers/promises';
import { tellingLines } from '../deploy-rs/chatter.ts';
import { type EngineEnd, wordEnd } from '../deploy-rs/engine.ts';
import { engineCause } from '../deploy-rs/engine-causes.ts';
import { Fault } from '../fault.ts';
import type { Look } from '../host/look.ts';
import { glanceAt, lookFresh } from '../host/over-ssh.ts';
import { storePathName } from '../nix/store-path.ts';
import type { NodeOutcome } from '../outcome.ts';
import type { EngineOptions } from '../request/request.ts';
import type { SwitchNote, World } from '../world/world.ts';
import type { Brought } from './bring.ts';
import { judge, type Verdict } from './judge.ts';
import { type ReadyHost, recordHost } from './reach.ts';
import type { Run } from './run.ts';

/** The only thing that changes what a host runs: deploy-rs goes on to its activation, then a fresh login looks once nothing moves any more. */
export async function switchHost(
  brought: Brought,
  ready: ReadyHost,
  { request, world }: Run,
): Promise<Verdict & Pick<NodeOutcome, 'before' | 'after'>> {
  const pushed = { ...brought, ready: await recordOrStop(brought, ready, world) };
  const before = pushed.ready.look;
  world.remember(noteOf(pushed, request.engine, 'switching'));
  brought.openGate();
  const engine = await Promise.race([brought.engine.end, cutOff(world)]);
  const after = await lookWhenFinal(pushed, world);
  if (after instanceof Fault) return { ...unseen(after, engine, before), before, after: undefined };
  world.remember(noteOf(pushed, request.engine, 'seen'));
  const { profile } = pushed;
  const verdict = judge({
    profile,
    toplevel: after.watchedToplevel,
    before,
    after,
    engine,
    flags: request.engine,
  });
  // what another machine runs is no news of this one
  return { ...verdict, before, after: after.machineId === before.machineId ? after : undefined };
}

type Pushed = Brought & { readonly ready: ReadyHost };

/** The last moment at which stopping leaves the host as it was. */
async function recordOrStop(brought: Brought, ready: ReadyHost, world: World): Promise<ReadyHost> {
  try {
    const recorded = await recordHost(ready, world);
    world.cancelled.throwIfAborted();
    return recorded;
  } catch (thrown) {
    brought.engine.stop();
    throw thrown;
  }
}

/** A cancel in mid-activation kills nothing: we leave, and the post step looks at the host. */
function cutOff({ interrupted }: World): Promise<never> {
  return new Promise((_, reject) => {
    const leave = () =>
      reject(
        new Fault({
          code: 'cancelled-in-switch',
          what: 'the run was cancelled while the host was being switched',
          why: 'the switch was left to end by itself; nothing was killed',
          fix: 'read what the post step of this job saw, or run again: it looks first',
          changed: 'unknown',
        }),
      );
    if (interrupted.aborted) leave();
    interrupted.addEventListener('abort', leave, { once: true });
  });
}

const PAUSE = 2_000;

/** Fresh logins until one sees a host on which nothing moves, for as long as the engine's own time-outs may take. */
async function lookWhenFinal({ built, ready, profile }: Pushed, world: World): Promise<Look | Fault> {
  const seconds = built.settings.confirmTimeout + built.settings.activationTimeout + 30;
  const until = world.now() + seconds * 1000;
  let told: string | undefined;
  let glance: Promise<string> | undefined = glanceAt(
    ready.host,
    { profile: ready.profile, watched: profile, patience: 0 },
    world,
  );
  for (;;) {
    const patience = Math.max(1, (until - world.now()) / 1000);
    const seen = await Promise.race([
      lookFresh(ready.host, { profile: ready.profile, watched: profile, patience }, world, glance),
      cutOff(world),
    ]);
    glance = undefined;
    if (!(seen instanceof Fault) || world.now() >= until) return seen;
    if (told !== seen.what) {
      told = seen.what;
      const text = `the host does not answer (${told}); looking again for up to ${Math.ceil(patience)} s`;
      world.tell({ kind: 'line', from: 'us', text });
    }
    await pause(PAUSE);
  }
}

function unseen(fault: Fault, engine: EngineEnd, before: Look): Verdict {
  const said = engineCause(engine.lines.map(({ text }) => text).join('\n'), true)?.why;
  return {
    result: 'unknown',
    changed: 'unknown',
    newlyFailed: [],
    fault: new Fault({
      code: 'host-not-seen',
      what: `after the switch nobody could look at the host: ${fault.what}`,
      why: `${wordEnd(engine)}, which proves nothing${said === undefined ? '' : `; by its last words, ${said}`}`,
      fix: [
        `look at the host by another way (console, VPN)${wordOld(before)}`,
        ...(fault.code.startsWith('host-key')
          ? ['if it was meant to get another host key, compare that key there, pin it, and run again']
          : []),
      ].join('\n'),
      lastLines: tellingLines(engine.lines, 8),
      changed: 'unknown',
    }),
  };
}

function wordOld({ running, profileGeneration }: Look): string {
  const ran = running === undefined ? '' : `; before the switch it ran ${storePathName(running)}`;
  return profileGeneration === undefined
    ? ran
    : `${ran}, and generation ${profileGeneration} in its boot menu is the old one`;
}

function noteOf(
  { built, ready, profile }: Pushed,
  { boot, test }: EngineOptions,
  phase: SwitchNote['phase'],
): SwitchNote {
  const { running, machineId, profile: recordedProfile, bootDefault } = ready.look;
  return {
    phase,
    node: built.node,
    host: ready.host,
    profileQuestion: ready.profile,
    wantedProfile: profile,
    recorded: { running, machineId, profile: recordedProfile, bootDefault },
    flags: { boot, test },
    patience: built.settings.confirmTimeout + built.settings.activationTimeout + 30,
  };
}
