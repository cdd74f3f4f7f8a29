import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Ended } from '../cassie-box/program.ts';

/** What is left when a workflow has ended. */
export type WorkflowEnd = {
  readonly status: number;
  /** each job's result by its name, as `deploy fleet/deploy web-1` */
  readonly jobs: Readonly<Record<string, string>>;
  /** a step's outputs, of each job that has such a step */
  outputs(step: string): readonly Readonly<Record<string, string>>[];
  /** how each step of this name ended: `success`, `failure` or `skipped` */
  results(step: string): readonly string[];
  /** what the steps printed, and annotations as `error: …` */
  readonly log: string;
  readonly summary: string;
  /** all that act shows, with its masks: a JSON line's other fields are not for readers */
  readonly shown: string;
  /** the runner's ~/.ssh exists */
  readonly hasSshFolder: boolean;
};

/** A line of `act --json`, as far as it is read here. */
type Line = {
  readonly job?: string;
  readonly jobResult?: string;
  readonly step?: string;
  readonly stage?: string;
  readonly stepResult?: string;
  readonly command?: string;
  readonly name?: string;
  readonly arg?: string;
  readonly content?: string;
  readonly msg?: string;
  readonly raw_output?: boolean;
  readonly matrix?: unknown;
};

export function workflowEnd({ status, stdout, stderr }: Ended, home: string): WorkflowEnd {
  const lines = stdout.split('\n').filter(Boolean).map(parseLine);
  const of = (step: string) => lines.filter((line) => line.step === step && line.stage === 'Main');
  return {
    status,
    jobs: Object.fromEntries(
      lines.flatMap(({ job, jobResult }) => (job && jobResult ? [[job, jobResult]] : [])),
    ),
    outputs: (step) =>
      [...Map.groupBy(of(step), ({ job }) => job).values()].map((ofJob) =>
        Object.fromEntries(
          ofJob.flatMap(({ command, name, arg }) =>
            command === 'set-output' && name ? [[name, arg ?? '']] : [],
          ),
        ),
      ),
    results: (step) => of(step).flatMap(({ stepResult }) => stepResult ?? []),
    log: lines.map(wordLine).join(''),
    summary: lines
      .flatMap(({ command, content }) => (command === 'summary' ? (content ?? '') : []))
      .join('\n'),
    shown: lines.map(({ msg = '' }) => msg).join('\n') + stderr,
    hasSshFolder: existsSync(join(home, '.ssh')),
  };
}

function wordLine({ raw_output, command = '', msg = '' }: Line): string {
  if (raw_output) return msg;
  if (!['error', 'warning', 'notice'].includes(command)) return '';
  return `${command}: ${msg.replace(/^.*?::\w+.*?::/, '').replaceAll('%0A', '\n')}`;
}

// act's own format: the fields that are not there are undefined, and no other type is ever in them
function parseLine(text: string): Line {
  return JSON.parse(text) as Line;
}
