import { Fault } from '../fault.ts';
import type { Mode } from './request.ts';

/** What started the run, as far as it decides what may be done. */
export interface EventFacts {
  /** GITHUB_EVENT_NAME; undefined outside a workflow. */
  readonly name: string | undefined;
  /** GITHUB_REF: refs/heads/…, refs/tags/…, refs/pull/…. */
  readonly ref: string;
  /** A push that deletes its branch or tag. */
  readonly deleted: boolean;
  /** The commit is another repository's: head repository of a pull_request, or of the run behind a workflow_run; true when not known. */
  readonly fromFork: boolean;
}

const AUTO: ReadonlyMap<string, Mode> = new Map([
  ['push', 'deploy'],
  ['workflow_dispatch', 'deploy'],
  ['schedule', 'deploy'],
  ['pull_request', 'plan'],
  ['merge_group', 'plan'],
]);

/** Why this event asks for nothing, or undefined. */
export function whyNothingToDo(event: EventFacts): string | undefined {
  const deletes = event.name === 'delete' || (event.name === 'push' && event.deleted);
  return deletes
    ? `nothing to do: ${event.ref.replace(/^refs\/(?:heads|tags)\//, '')} was deleted`
    : undefined;
}

/** The mode for this event. Throws `event-refused` where it would run foreign code with secrets, or where nobody said what to do. */
export function chooseMode(asked: Mode | 'auto', event: EventFacts): Mode {
  if (event.name === 'pull_request_target') throw refused(PULL_REQUEST_TARGET);
  if (event.name === 'workflow_run' && event.fromFork) throw refused(FOREIGN_WORKFLOW_RUN);
  const isForeign = event.name === 'pull_request' && event.fromFork;
  if (isForeign && asked !== 'auto' && asked !== 'plan') throw refused(FOREIGN[asked]);
  if (asked !== 'auto') return asked;
  if (event.name === undefined) return 'deploy';
  const isTag = event.name === 'push' && event.ref.startsWith('refs/tags/');
  const mode = isTag ? undefined : AUTO.get(event.name);
  if (mode === undefined) throw refused(notSaid(isTag ? 'the push of a tag' : `the event ${event.name}`));
  return mode;
}

interface Refusal {
  readonly what: string;
  readonly why?: string;
  readonly fix: string;
}

const PULL_REQUEST_TARGET: Refusal = {
  what: 'the event pull_request_target is refused',
  why: "it holds this repository's secrets while it runs the code of a pull request",
  fix: 'use `on: pull_request`: it plans, and needs no secret',
};

const FOREIGN_WORKFLOW_RUN: Refusal = {
  what: 'this workflow_run is refused',
  why: 'the commit it follows is not on a branch of this repository',
  fix: 'let the workflow run for branches only: `if: github.event.workflow_run.head_repository.full_name == github.repository`',
};

const FOREIGN: Readonly<Record<Exclude<Mode, 'plan'>, Refusal>> = {
  deploy: {
    what: 'a deploy from the pull request of a fork is refused',
    why: 'it would run the code of a fork on your host',
    fix: 'leave mode out (a pull request is planned), and deploy when it is merged',
  },
  rollback: foreign('a rollback'),
  generations: foreign('a list of generations'),
  lock: foreign('a lock'),
};

function foreign(what: string): Refusal {
  return {
    what: `${what} from the pull request of a fork is refused`,
    why: 'it would log in to your host beside the code of a fork',
    fix: 'leave mode out (a pull request is planned), and start this from a branch of your own',
  };
}

function notSaid(event: string): Refusal {
  return {
    what: `mode: auto does not say what ${event} is to do`,
    fix: 'say it: `mode: deploy` or `mode: plan`',
  };
}

function refused(refusal: Refusal): Fault {
  return new Fault({ code: 'event-refused', refused: true, changed: 'no', ...refusal });
}
