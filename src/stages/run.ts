import type { Nix } from '../nix/nix.ts';
import type { Request } from '../request/request.ts';
import type { Progress, World } from '../world/world.ts';
import type { Tools } from './find-tools.ts';

/** What a run has in hand once its tools are known to be fit. */
export interface Run {
  readonly request: Request;
  readonly world: World;
  readonly nix: Nix;
  readonly tools: Tools;
}

/** The same run, whose lines name the node where several are at work at once. */
export function speakingFor(node: string, profiles: readonly { readonly node: string }[], run: Run): Run {
  const world = worldSpeakingFor(node, profiles, run.world);
  if (world === run.world) return run;
  const onLine = (text: string) => world.tell({ kind: 'line', from: 'program', text });
  return { ...run, world, nix: { ...run.nix, onLine } };
}

/** The same of a run that builds nothing. */
export function worldSpeakingFor(
  node: string,
  profiles: readonly { readonly node: string }[],
  world: World,
): World {
  if (profiles.every((profile) => profile.node === node)) return world;
  return { ...world, tell: (progress) => world.tell(named(node, progress)) };
}

function named(node: string, progress: Progress): Progress {
  return progress.kind === 'stage' || progress.kind === 'secret'
    ? progress
    : { ...progress, text: `${node}: ${progress.text}` };
}
