import { cancel, markedProcesses } from '../dist/cancel.ts';
import { processesOf } from '../dist/trip.ts';
import type { RunningStep, StepEnd } from '../runner/runner.ts';

/** A job of one step that deploys, on a runner that a case may torment. */
export interface Job {
  /** What the step printed until now. */
  soFar(): string;
  /** As when a person presses cancel: the step gets the runner's signals. */
  cancel(): Promise<void>;
  /** The runner's machine dies: every process of the job at once, and no post step. */
  kill(): Promise<void>;
  /** The step's end, its post step, and then the runner kills what is left of the job. */
  end(): Promise<JobEnd>;
}

export interface JobEnd {
  readonly main: StepEnd;
  /** Undefined where there is none, or the runner died. */
  readonly post: StepEnd | undefined;
  /** What is still there after the runner's own clean-up, as `PID COMMAND`. */
  readonly processesLeft: readonly string[];
}

export interface JobParts {
  readonly temp: string;
  /** The value of RUNNER_TRACKING_ID, by which the runner knows its processes when the job ends. */
  readonly mark: string;
  readonly running: RunningStep;
  readonly post?: () => Promise<StepEnd>;
  readonly remove: () => void;
}

let jobs = 0;
/** For RUNNER_TRACKING_ID. */
export function newMark(): string {
  return `github_${process.pid}_${jobs++}`;
}

export function asJob({ temp, mark, running, post, remove }: JobParts): Job {
  let died = false;
  return {
    soFar: running.soFar,
    cancel: async () => {
      if (isRunning(running)) await cancel(running);
    },
    kill: async () => {
      died = true;
      await killAll(() => processesOf({ temp }));
    },
    end: async () => {
      const main = await running.end;
      const after = died ? undefined : await post?.();
      await killAll(() => markedProcesses(`RUNNER_TRACKING_ID=${mark}\0`));
      const processesLeft = processesOf({ temp });
      remove();
      return { main, post: after, processesLeft };
    },
  };
}

function isRunning({ child }: RunningStep): boolean {
  return child.exitCode === null && child.signalCode === null;
}

/** What is killed may have started another meanwhile. */
async function killAll(find: () => readonly string[]): Promise<void> {
  for (let found = find(); found.length > 0; found = find()) {
    for (const line of found) killProcess(Number.parseInt(line, 10));
    await new Promise(setImmediate);
  }
}

function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it ended by itself
  }
}
