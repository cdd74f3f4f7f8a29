import type { StepEnd } from '../runner/runner.ts';
import type { JobEnd } from './job.ts';

/** What a reader of the job was told. */
export interface Said {
  /** cassie-deploy's result (`none`: it could not say any more), or how `deploy` exited. */
  readonly word: string;
  /** The last line that tells anything. */
  readonly line: string;
  /** All that the annotation of a failed run says. */
  readonly fault: string;
  /** What that says of a host. */
  claimOf(host: string): Claim;
}

/** `next`: it starts with the next boot. `fit`: the activation would do well. `nothing`: a failure that claims no more. */
export type Claim = 'new' | 'as before' | 'next' | 'fit' | 'nothing';

const CLAIMS: Readonly<Record<string, Claim>> = {
  deployed: 'new',
  staged: 'next',
  unchanged: 'as before',
  planned: 'as before',
  refused: 'as before',
  'rolled-back': 'as before',
};

export function saidByCassieDeploy({ main, post }: JobEnd): Said {
  const { result = 'none', changed, outcomes } = main.outputs;
  const fault = /^::error [^:]*::(.*(?:\n {2}.*)*)/m.exec(main.shown)?.[1] ?? '';
  const [what] = fault.split('\n');
  const after = /^[\w-]+: (.*)$/m.exec(post?.shown ?? '')?.[1];
  return {
    word: result,
    fault,
    line: [what, after && `post: ${after}`].filter(Boolean).join('; '),
    claimOf: (host) => {
      const own = readOutcomes(outcomes)[host]?.['system'];
      const claim = CLAIMS[own?.result ?? result];
      return claim ?? ((own?.changed ?? { false: 'no' }[changed ?? '']) === 'no' ? 'as before' : 'nothing');
    },
  };
}

type Outcomes = Readonly<Record<string, Readonly<Record<string, { result: string; changed: string }>>>>;

function readOutcomes(text: string | undefined): Outcomes {
  return text === undefined || text === '' ? {} : JSON.parse(text);
}

export function saidByDeploy({ main }: JobEnd): Said {
  const line = lastLineOf(main);
  const word = main.signal === null ? `exit ${main.code}` : `ended by ${main.signal}`;
  return { word, line, fault: '', claimOf: () => claimOf(main, line) };
}

function claimOf({ code, raw }: StepEnd, line: string): Claim {
  if (code !== 0) return raw.includes('rolled back to previous generation') ? 'as before' : 'nothing';
  if (line.includes('next boot')) return 'next';
  return line.includes('Completed dry-activate') ? 'fit' : 'new';
}

/** Without colours, and without deploy-rs's own mark of where a line comes from. */
function lastLineOf({ raw }: StepEnd): string {
  const lines = raw
    .replaceAll(COLOUR, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const telling = lines.filter((line) => line.includes('[deploy]')).at(-1) ?? lines.at(-1) ?? '';
  return telling.replace(/^.*?\[deploy\] \[\w+\] /u, '');
}

const COLOUR = /\u001b\[[\d;]*m/g;
