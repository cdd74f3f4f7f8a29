import type { Nix } from '../nix/nix.ts';
import type { Request } from '../request/request.ts';
import type { World } from '../world/world.ts';
import type { Tools } from './find-tools.ts';

/** What a run has in hand once its tools are known to be fit. */
export interface Run {
  readonly request: Request;
  readonly world: World;
  readonly nix: Nix;
  readonly tools: Tools;
}
