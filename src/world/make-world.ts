import { Fault } from '../fault.ts';
import { childEnvironment } from './environment.ts';
import { makePrivateFolder, removePrivateFolder } from './private-folder.ts';
import { processStarter } from './process.ts';
import type { World } from './world.ts';

export interface WorldSettings
  extends Pick<World, 'tell' | 'remember' | 'owner' | 'memoryFolder' | 'githubHost'> {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where the private folder is made, such as RUNNER_TEMP. */
  readonly parent: string | undefined;
  /** True when no key was given, so the agent may be asked. */
  readonly agent: boolean;
  /** Milliseconds for the whole run. */
  readonly timeout: number;
  readonly interrupted: AbortSignal;
}

export interface LivingWorld {
  readonly world: World;
  /** Ends what is still open and removes the private folder, unless a post step needs it. */
  readonly end: (keep: { readonly folder: boolean }) => void;
}

export function makeWorld(settings: WorldSettings): LivingWorld {
  const { interrupted, tell, remember, owner, memoryFolder, githubHost } = settings;
  const folder = makePrivateFolder(settings.parent);
  const environment = childEnvironment(settings.environment, { agent: settings.agent });
  const cancelled = AbortSignal.any([interrupted, deadline(settings.timeout)]);
  const closers: (() => void)[] = [];
  const world: World = {
    environment,
    ownNix: {
      config: settings.environment['NIX_CONFIG'] ?? '',
      userConfFiles: settings.environment['NIX_USER_CONF_FILES'] ?? '',
    },
    start: processStarter(environment, cancelled),
    startUncut: processStarter(environment, interrupted),
    folder,
    cancelled,
    interrupted,
    atEnd: (close) => closers.push(close),
    tell,
    now: steadyNow,
    remember,
    owner,
    memoryFolder,
    githubHost,
  };
  const end = (keep: { readonly folder: boolean }) => {
    for (const close of closers) close();
    if (!keep.folder) removePrivateFolder(folder);
  };
  return { world, end };
}

/** A clock that is set in the middle of a run (NTP, a runner's virtual machine that slept) moves no limit of ours. */
export function steadyNow(): number {
  return performance.timeOrigin + performance.now();
}

function deadline(milliseconds: number): AbortSignal {
  const controller = new AbortController();
  const fault = new Fault({
    code: 'timed-out',
    what: `the run took longer than timeout allows (${Math.round(milliseconds / 1000)} s) and was ended before any switch began`,
    fix: 'raise timeout, or make the build faster with a binary cache',
  });
  setTimeout(() => controller.abort(fault), milliseconds).unref();
  return controller.signal;
}

/** Fires at the runner's first signal (SIGINT, and 7.5 s later SIGTERM), with the fault that says so. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  const fault = new Fault({
    code: 'cancelled',
    what: 'the run was cancelled before any switch began',
    fix: 'run it again when you are ready',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => controller.abort(fault));
  return controller.signal;
}
