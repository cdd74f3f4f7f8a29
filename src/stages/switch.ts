import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { deployArguments } from '../deploy-rs/command.ts';
import { type EngineEnd, startEngine } from '../deploy-rs/engine.ts';
import { writeResolvedFlake } from '../deploy-rs/resolved-flake.ts';
import { Fault } from '../fault.ts';
import type { Look } from '../host/look.ts';
import { lookFresh } from '../host/over-ssh.ts';
import type { StorePath } from '../nix/store-path.ts';
import type { World } from '../world/world.ts';
import type { BuiltProfile } from './build.ts';
import type { Tools } from './find-tools.ts';
import { judge, type Verdict } from './judge.ts';
import type { ReadyHost } from './reach.ts';

/** A profile whose closure is on the host, with the system inside it as the host reads it. */
export interface Pushed {
  readonly built: BuiltProfile;
  readonly ready: ReadyHost;
  readonly profile: StorePath;
  /** Undefined for profiles that hold no NixOS system. */
  readonly toplevel: StorePath | undefined;
  readonly flags: {
    readonly boot: boolean;
    readonly test: boolean;
    readonly checksigs: boolean;
    readonly verbose: boolean;
  };
}

/** The only thing that changes what a host runs: deploy-rs, then a look with a fresh login once nothing moves any more. */
export async function switchHost(
  pushed: Pushed,
  tools: Tools,
  world: World,
): Promise<Verdict & { readonly after: Look | undefined }> {
  world.cancelled.throwIfAborted();
  world.remember(noteOf(pushed, 'switching'));
  const engine = await runEngine(pushed, tools, world);
  const after = await lookWhenFinal(pushed, world);
  if (after instanceof Fault) return { ...unseen(after, engine), after: undefined };
  world.remember(noteOf(pushed, 'seen'));
  return { ...judge({ ...pushed, before: pushed.ready.look, after, engine }), after };
}

async function runEngine(
  { built, ready, profile, flags }: Pushed,
  tools: Tools,
  world: World,
): Promise<EngineEnd> {
  const { settings } = built;
  const target = writeResolvedFlake(join(ready.folder, 'flake'), {
    ...settings,
    node: built.node,
    profile: built.profile,
    alias: ready.host.client.alias,
    sshUser: ready.host.login.user,
    path: profile,
    drvPath: built.drvPath,
    profilePath: built.profilePath,
  });
  const args = deployArguments(target, {
    ...flags,
    debugLogs: flags.verbose,
    isCurrent: tools.deployRs.isCurrent,
  });
  const env = { ...world.environment, ...tools.nix.env, ...ready.host.client.env };
  const ended = startEngine({ args, env, cwd: ready.folder }, join(ready.folder, 'deploy-rs.log'), (line) =>
    world.tell({ kind: 'line', ...line }),
  );
  return Promise.race([ended, cutOff(world)]);
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
  for (;;) {
    const patience = Math.max(1, (until - world.now()) / 1000);
    const seen = await Promise.race([
      lookFresh(ready.host, { profile: ready.profile, watched: profile, patience }, world),
      cutOff(world),
    ]);
    if (!(seen instanceof Fault) || world.now() >= until) return seen;
    world.tell({
      kind: 'line',
      from: 'us',
      text: `the host does not answer yet (${seen.what}); looking again`,
    });
    await pause(PAUSE);
  }
}

function unseen(fault: Fault, engine: EngineEnd): Verdict {
  return {
    result: 'unknown',
    changed: 'unknown',
    newlyFailed: [],
    fault: new Fault({
      code: 'host-not-seen',
      what: `after the switch nobody could look at the host: ${fault.what}`,
      why: `deploy-rs ended with ${engine.code ?? engine.signal}, which proves nothing`,
      fix: 'look at the host by another way (console, VPN); a reboot starts the boot default',
      lastLines: engine.lines.slice(-8).map(({ text }) => text),
      changed: 'unknown',
    }),
  };
}

function noteOf({ built, ready, profile, toplevel }: Pushed, phase: 'switching' | 'seen') {
  return {
    phase,
    node: built.node,
    host: ready.host,
    profileQuestion: ready.profile,
    wantedProfile: profile,
    wantedToplevel: toplevel,
    recorded: { running: ready.look.running, machineId: ready.look.machineId, profile: ready.look.profile },
    patience: built.settings.confirmTimeout + built.settings.activationTimeout + 30,
  } as const;
}
