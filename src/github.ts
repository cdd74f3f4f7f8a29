import { randomUUID } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from './nix/evaluate.ts';
import type { EventFacts } from './request/event.ts';
import type { Owner } from './world/world.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What of GitHub's environment a run needs, read once. */
export interface GithubFacts {
  readonly event: EventFacts;
  readonly workspace: string;
  readonly tempFolder: string | undefined;
  /** Where a self-hosted runner keeps what outlives a job; a hosted one has no memory. */
  readonly memoryFolder: string | undefined;
  /** The server that github-token belongs to. */
  readonly githubHost: string | undefined;
  readonly runnerOs: string;
  /** Who started the run, and its page. */
  readonly owner: Owner;
}

export function readGithub(environment: Environment): GithubFacts {
  const selfHosted = environment['RUNNER_ENVIRONMENT'] === 'self-hosted';
  const toolCache = environment['RUNNER_TOOL_CACHE'];
  return {
    event: readEvent(environment),
    workspace: environment['GITHUB_WORKSPACE'] || process.cwd(),
    tempFolder: environment['RUNNER_TEMP'] || undefined,
    memoryFolder: selfHosted && toolCache ? join(toolCache, 'cassie-deploy') : undefined,
    githubHost: hostOf(environment['GITHUB_SERVER_URL'] || 'https://github.com'),
    runnerOs: environment['RUNNER_OS'] || process.platform,
    owner: ownerOf(environment),
  };
}

function ownerOf(environment: Environment): Owner {
  const { GITHUB_ACTOR: actor, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = environment;
  const server = environment['GITHUB_SERVER_URL'] || 'https://github.com';
  return {
    name: [actor, repository].filter(Boolean).join(', ') || 'somebody',
    url: repository && run ? `${server}/${repository}/actions/runs/${run}` : undefined,
  };
}

function readEvent(environment: Environment): EventFacts {
  const name = environment['GITHUB_EVENT_NAME'] || undefined;
  const payload = readPayload(environment['GITHUB_EVENT_PATH']);
  return {
    name,
    ref: environment['GITHUB_REF'] ?? '',
    deleted: payload['deleted'] === true,
    fromFork:
      (name === 'pull_request' || name === 'workflow_run') &&
      headRepository(payload) !== environment['GITHUB_REPOSITORY'],
  };
}

function headRepository(payload: Readonly<Record<string, unknown>>): unknown {
  const pull = at(at(at(payload, 'pull_request'), 'head'), 'repo');
  const run = at(at(payload, 'workflow_run'), 'head_repository');
  return at(pull ?? run, 'full_name');
}

function at(value: unknown, key: string): unknown {
  return isRecord(value) ? value[key] : undefined;
}

function readPayload(path: string | undefined): Readonly<Record<string, unknown>> {
  if (path === undefined || path === '') return {};
  try {
    const payload: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isRecord(payload) ? payload : {};
  } catch {
    return {}; // a runner without a readable event tells nothing of it: forks are then assumed
  }
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined;
}

/** What the post step will find as STATE_name, whatever becomes of us; the toolkit that writes the rest may not be loaded yet. */
export function saveState(environment: Environment, name: string, value: string): void {
  const file = environment['GITHUB_STATE'];
  if (file === undefined || file === '') return;
  const delimiter = `ghadelimiter_${randomUUID()}`;
  appendFileSync(file, `${name}<<${delimiter}\n${value}\n${delimiter}\n`);
}
