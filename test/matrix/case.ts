import type { Result } from '../../src/outcome.ts';
import type { BoxOptions, FlakeOptions, MachineDescription } from '../cassie-box/cassie-box.ts';
import type { Job } from './job.ts';
import type { Came } from './old-system.ts';
import type { Scene } from './scene.ts';
import type { Tool } from './tool.ts';

/** One situation. It is played twice, each time on fresh hosts: with `deploy` alone, and with cassie-deploy. */
export interface Case {
  readonly title: string;
  readonly box?: BoxOptions;
  /** What runs before, version 1 unless said, and how it came to be there, `by deploy-rs` unless said. */
  readonly old?: MachineDescription;
  readonly came?: Came;
  /** What is deployed over it, to the host `web`. */
  readonly machine: MachineDescription;
  /** More hosts of the fleet that are deployed in the same run; each of them runs version 1 before. */
  readonly others?: Readonly<Record<string, MachineDescription>>;
  /** Another commit that is deployed to the same host, begun while the first is being switched. */
  readonly rival?: MachineDescription;
  readonly flake?: Omit<FlakeOptions, 'machines'>;
  /** Seconds; ten unless said. */
  readonly activationTimeout?: number;
  /** Of `deploy`, and the same for cassie-deploy. */
  readonly flags?: readonly string[];
  readonly inputs?: Readonly<Record<string, string>>;
  /** Why `deploy` alone is not played. */
  readonly notForDeployAlone?: string;
  /** What happened to the host before. */
  readonly before?: (scene: Scene, tool: Tool) => Promise<unknown>;
  /** What happens during the run. */
  readonly meanwhile?: (scene: Scene, job: Job) => Promise<unknown>;
  /** Of cassie-deploy; what `deploy` alone does is told, not asserted, because it varies. */
  readonly expect: Expected;
  /** A sound machine for the second run, where the first one's is not. */
  readonly mended?: MachineDescription;
  /** What a person mends on the host before the second run. */
  readonly mend?: (scene: Scene) => Promise<unknown>;
}

export interface Expected {
  /** The result is one of these; `none` where the runner died before it could say anything. */
  readonly said: readonly (Result | 'none')[] | 'anything';
  readonly host: Goal;
  readonly others?: Readonly<Record<string, Goal>>;
  /** The second run; `deployed` unless said. All of the host is the new system then. */
  readonly again?: Result | 'no second run';
}

/** What a host is to show: the new system, exactly what it was before the run, or one of these. */
export type Goal = 'new' | 'as before' | readonly Systems[];

/** Which system runs, which the profile holds, which would boot, by name: `old`, `new`, `rival`, or one that a case made known to its scene. */
export interface Systems {
  readonly running: string;
  readonly profile: string;
  readonly boots: string;
}

export function all(name: string): Systems {
  return { running: name, profile: name, boots: name };
}
