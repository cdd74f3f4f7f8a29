import { lastLines } from '../plain-text.ts';
import type { Finished, Start } from '../world/process.ts';
import { nixFault } from './nix-faults.ts';

/** Nix as this run uses it: the program, its own settings, and where its lines go. */
export interface Nix {
  readonly start: Start;
  readonly env: Readonly<Record<string, string>>;
  readonly version: string;
  /** Before 2.15: all outputs of a flake can't be evaluated at once, and a derivation stands for its outputs. */
  readonly isOld: boolean;
  /** From `extra-nix-args`, for evaluations and builds. */
  readonly extraArgs: readonly string[];
  /** Where the flake's relative references start. */
  readonly cwd: string;
  readonly onLine: (line: string) => void;
}

/** Runs one Nix command; what it prints on standard output, or a Fault that tells the cause. `doing` completes "while …". */
export async function runNix(
  nix: Nix,
  doing: string,
  args: readonly string[],
  more: { readonly env?: Readonly<Record<string, string>>; readonly quiet?: boolean } = {},
): Promise<string> {
  const finished = await nix.start({
    program: 'nix',
    args,
    cwd: nix.cwd,
    env: { ...nix.env, ...more.env },
    ...(more.quiet === true ? {} : { onLine: nix.onLine }),
  });
  if (finished.code === 0) return finished.stdout;
  throw await faultOf(nix, doing, finished);
}

async function faultOf(nix: Nix, doing: string, finished: Finished): Promise<Error> {
  const drv =
    /builder for '(\/nix\/store\/[^']+\.drv)' failed|Cannot build '(\/nix\/store\/[^']+\.drv)'/.exec(
      finished.stderr,
    );
  const log = drv === null ? [] : await builderLog(nix, drv[1] ?? drv[2] ?? '');
  return nixFault(doing, finished, log);
}

/** The failed derivation's own last lines: what a reader needs, and Nix cuts. */
async function builderLog(nix: Nix, drv: string): Promise<readonly string[]> {
  const log = await nix.start({
    program: 'nix',
    args: ['log', drv],
    cwd: nix.cwd,
    env: nix.env,
    timeout: 10_000,
  });
  return log.code === 0 ? lastLines(log.stdout, 15) : [];
}
