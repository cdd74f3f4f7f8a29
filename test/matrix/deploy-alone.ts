import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningStep, StepEnd } from '../runner/runner.ts';
import { asJob, newMark } from './job.ts';
import { saidByDeploy } from './said.ts';
import { ACTIVATION, CONFIRM, type Tool } from './tool.ts';

/** What people write by hand: a `run:` step that calls `deploy`, with ssh set up for it. */
export const deployAlone: Tool = {
  name: 'deploy alone',
  read: saidByDeploy,
  runsAgain: false,
  patience: CONFIRM + ACTIVATION + 5,
  start: async ({ flake, operator }, { machine, flags = [], activationTimeout = ACTIVATION }) => {
    const temp = mkdtempSync(join(tmpdir(), 'job-'));
    const mark = newMark();
    const sshOpts = ['-F', operator.sshConfig, ...sshOptsOf(machine.node)].join(' ');
    const script = join(temp, 'script.sh');
    const times = `--confirm-timeout ${CONFIRM} --activation-timeout ${activationTimeout}`;
    writeFileSync(script, `deploy . --skip-checks --ssh-opts '${sshOpts}' ${times} ${flags.join(' ')}\n`);
    const running = startStep(['bash', '-e', script], flake.folder, {
      RUNNER_TEMP: temp,
      RUNNER_TRACKING_ID: mark,
    });
    return asJob({ temp, mark, running, remove: () => rmSync(temp, { recursive: true }) });
  },
};

/** On the command line they replace the flake's, so they are said again. */
function sshOptsOf(node: Readonly<Record<string, unknown>> = {}): readonly string[] {
  const said = node['sshOpts'];
  return Array.isArray(said) ? said.map(String) : [];
}

function startStep(
  [program = '', ...words]: readonly string[],
  cwd: string,
  more: Readonly<Record<string, string>>,
): RunningStep {
  const began = performance.now();
  const child = spawn(program, words, {
    cwd,
    env: { ...process.env, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => output.push(bytes));
  const soFar = () => Buffer.concat(output).toString();
  const end = new Promise<StepEnd>((resolve) => {
    child.on('exit', (code, signal) => {
      const took = performance.now() - began;
      const nothing = { masks: [], outputs: {}, state: {}, summary: '' };
      // as the runner: it reads on for a moment, whoever else still holds the pipe
      setTimeout(() => resolve({ ...nothing, code, signal, took, raw: soFar(), shown: soFar() }), 50);
    });
  });
  return { child, end, soFar };
}
