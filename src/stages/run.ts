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
  if (profiles.every((profile) => profile.node === node)) return run;
  const tell = (progress: Progress) => run.world.tell(named(node, progress));
  const onLine = (text: string) => tell({ kind: 'line', from: 'program', text });
  return { ...run, world: { ...run.world, tell }, nix: { ...run.nix, onLine } };
}

function named(node: string, progress: Progress): Progress {
  return progress.kind === 'stage' || progress.kind === 'secret'
    ? progress
    : { ...progress, text: `${node}: ${progress.text}` };
}
