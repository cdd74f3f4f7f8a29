import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ended, runToEnd } from '../cassie-box/program.ts';
import { copyAction } from './copy-action.ts';
import { type WorkflowEnd, workflowEnd } from './workflow-end.ts';

export type WorkflowRun = {
  /** the user's repository, with the workflow in it */
  readonly repository: string;
  /** its path in the repository */
  readonly workflow: string;
  /** `push` unless said */
  readonly event?: string;
  readonly payload?: unknown;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
  /** actions by `owner/name@ref` and the local folder that stands in for each */
  readonly actions?: Readonly<Record<string, string>>;
  /** what a runner of one's own has, next to what a hosted one has */
  readonly runner?: 'hosted' | 'self-hosted';
  /** added to the runner's environment */
  readonly environment?: Readonly<Record<string, string>>;
};

const LABELS = ['ubuntu-latest', 'self-hosted', 'linux'];

/**
 * Runs a workflow for real: act reads it, evaluates its expressions and starts its steps on this machine, in a copy of the repository.
 * act itself stands in for actions/checkout (that copy); it knows `environment:`, `permissions:` and `concurrency:` and enforces none.
 */
export async function runWorkflow(run: WorkflowRun): Promise<WorkflowEnd> {
  const home = mkdtempSync('/tmp/runner-');
  try {
    const ended = await runToEnd(['act', run.event ?? 'push', ...act(run, home)], {
      cwd: run.repository,
      env: { ...process.env, ...(await runnerEnvironment(run)), HOME: home, ...run.environment },
    });
    return workflowEnd(understood(ended), home);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function act(run: WorkflowRun, home: string): readonly string[] {
  const file = (name: string, content: unknown): string => {
    writeFileSync(join(home, name), JSON.stringify(content), { mode: 0o600 });
    return join(home, name);
  };
  const actions = { 'org/cassie-deploy@v1': copyAction(join(home, 'cassie-deploy')), ...run.actions };
  return [
    ['--json', '--pull=false', '--no-cache-server'],
    ['--workflows', run.workflow],
    ['--eventpath', file('event.json', run.payload ?? {})],
    ['--secret-file', file('secrets.yml', run.secrets ?? {})],
    ['--var-file', file('variables.yml', run.variables ?? {})],
    ['--env', `RUNNER_ENVIRONMENT=${run.runner === 'self-hosted' ? 'self-hosted' : 'github-hosted'}`],
    LABELS.flatMap((label) => ['--platform', `${label}=-self-hosted`]),
    Object.entries(actions).flatMap(([name, folder]) => ['--local-repository', `${name}=${folder}`]),
  ].flat();
}

/** A hosted runner has no deploy-rs until a step brings it. */
async function runnerEnvironment({ runner = 'hosted' }: WorkflowRun): Promise<Record<string, string>> {
  const path = (process.env['PATH'] ?? '').split(':');
  const deploy = await runToEnd(['sh', '-c', 'dirname "$(command -v deploy)"']);
  const folder = deploy.stdout.trim();
  const kept = runner === 'hosted' ? path.filter((one) => one !== folder) : path;
  return { PATH: kept.join(':'), STAND_IN_DEPLOY_RS: folder };
}

/** A workflow that act could not even start says nothing about what was to be tested. */
function understood(ended: Ended): Ended {
  if (ended.stdout.includes('"jobResult"')) return ended;
  throw new Error(`act ran no job: ${ended.stderr}${ended.stdout}`);
}
