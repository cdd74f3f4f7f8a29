import type { Case } from './case.ts';
import type { Job, JobEnd } from './job.ts';
import type { Said } from './said.ts';
import type { Scene } from './scene.ts';

/** What is asked of it. */
export type Asked = Pick<Case, 'machine' | 'flags' | 'inputs' | 'activationTimeout'>;

/** One of the two that are compared. */
export interface Tool {
  readonly name: string;
  start(scene: Scene, script: Asked): Promise<Job>;
  read(end: JobEnd): Said;
  /** Whether it is run once more, to see that it converges. */
  readonly runsAgain: boolean;
  /** Seconds that a host may move after the job's end: longer than anything the tool left there can take. */
  readonly patience: number;
}

/** Seconds, the same for both: short, so that a host which takes a change back does so while somebody waits. */
export const CONFIRM = 3;
export const ACTIVATION = 10;
