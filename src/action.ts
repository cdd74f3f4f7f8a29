import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deploy, plan } from './deploy.ts';
import { asFault, Fault, wordFault } from './fault.ts';
import { type GithubFacts, readGithub } from './github.ts';
import { isGood, type Outcome, resultOfFault } from './outcome.ts';
import { reportJson } from './report/json.ts';
import { harmless } from './report/log.ts';
import { outputsOf } from './report/outputs.ts';
import { summaryOf } from './report/summary.ts';
import { wordDuration, wordNode } from './report/words.ts';
import type { Note } from './request/note.ts';
import { type ParsedRequest, parseRequest } from './request/parse.ts';
import { readActionInputs } from './request/read-action-inputs.ts';
import type { Request } from './request/request.ts';
import { version } from './version.ts';
import { interruption, makeWorld } from './world/make-world.ts';
import type { Progress } from './world/world.ts';

type Core = typeof import('@actions/core');

/** The action's main step: what the runner hands over → request → the same core as everywhere → what the runner reads. */
export async function runAction(): Promise<void> {
  const interrupted = interruption();
  const given = readActionInputs(process.env);
  const github = readGithub(process.env);
  for (const name of given.variablesToDelete) delete process.env[name];
  const parsed = tryTo(() => {
    refuseForeignRunner(github);
    return parseRequest({ ...given, event: github.event, workspace: github.workspace });
  });
  process.stdout.write(
    `cassie-deploy ${version}${parsed instanceof Fault ? '' : `: ${wordRequest(parsed)}`}\n`,
  );
  const core = await import('@actions/core');
  if (parsed instanceof Fault) return finish(core, faultOutcome(parsed), github);
  if (parsed.kind === 'nothing-to-do') return core.info(harmless(parsed.why, 'us'));
  tellNotes(core, parsed.notes, parsed.request.verbose);
  await runRequest(core, parsed.request, github, interrupted);
}

async function runRequest(
  core: Core,
  request: Request,
  github: GithubFacts,
  interrupted: AbortSignal,
): Promise<void> {
  let switching = false;
  const log = logTo(core, request.verbose);
  const living = makeWorld({
    environment: process.env,
    parent: github.tempFolder,
    agent: request.ssh.privateKey === undefined,
    timeout: request.timeout,
    interrupted,
    memoryFolder: github.memoryFolder,
    githubHost: github.githubHost,
    tell: log.tell,
    remember: (note) => {
      switching = note.phase === 'switching';
      core.saveState(`switch-${note.node}`, note);
    },
  });
  core.saveState('folder', living.world.folder);
  interrupted.addEventListener('abort', leaveInTime, { once: true });
  const outcome = await (request.mode === 'plan' ? plan : deploy)(request, living.world);
  log.end();
  // a switch that goes on without us is looked at by the post step, which needs the key
  living.end({ folder: switching && interrupted.aborted });
  await finish(core, outcome, github);
}

/** The runner kills us 10 s after a cancel; whatever hangs, we are gone before that. */
function leaveInTime(): void {
  setTimeout(() => process.exit(1), 6_000).unref();
}

/** Everything a reader of the run sees, from the outcome alone. */
async function finish(core: Core, outcome: Outcome, github: GithubFacts): Promise<void> {
  const report = writeReport(outcome, github.tempFolder ?? tmpdir());
  for (const [name, value] of Object.entries(outputsOf(outcome, report))) core.setOutput(name, value);
  for (const fault of faultsOf(outcome))
    core.error(
      wordFault(fault)
        .map((line) => harmless(line, 'us'))
        .join('\n'),
      { title: `cassie-deploy: ${fault.code}` },
    );
  for (const node of outcome.nodes) core.info(harmless(wordNode(node), 'us'));
  core.info(`${outcome.result} in ${wordDuration(outcome.duration)}`);
  if (process.env['GITHUB_STEP_SUMMARY']) await core.summary.addRaw(summaryOf(outcome)).write();
  process.exitCode = isGood(outcome.result) ? 0 : 1;
}

function faultsOf({ fault, nodes }: Outcome): readonly Fault[] {
  return [fault, ...nodes.map((node) => node.fault)].filter((one) => one !== undefined);
}

function writeReport(outcome: Outcome, folder: string): string | undefined {
  const file = join(folder, `cassie-deploy-report-${process.pid}.json`);
  try {
    writeFileSync(file, `${JSON.stringify(reportJson(outcome, version), null, 2)}\n`, { mode: 0o600 });
    return file;
  } catch {
    return undefined; // no room for the report: outputs and summary still tell all
  }
}

function logTo(core: Core, verbose: boolean) {
  let open = false;
  const end = () => {
    if (open) core.endGroup();
    open = false;
  };
  const openGroup = (title: string) => {
    end();
    core.startGroup(harmless(title, 'us'));
    open = true;
  };
  const tell = (progress: Progress): void => {
    if (progress.kind === 'stage') openGroup(progress.title);
    else if (progress.kind === 'secret') core.setSecret(progress.text);
    else if (progress.kind === 'warning') core.warning(harmless(progress.text, 'us'), TITLE);
    else if (progress.kind === 'line') core.info(harmless(progress.text, progress.from));
    else tellDetail(core, progress.text, verbose);
  };
  return { tell, end };
}

const TITLE = { title: 'cassie-deploy' };

function tellDetail(core: Core, text: string, verbose: boolean): void {
  if (verbose) core.info(harmless(text, 'us'));
  else core.debug(text);
}

function tellNotes(core: Core, notes: readonly Note[], verbose: boolean): void {
  for (const { level, text } of notes) {
    if (level === 'warning') core.warning(harmless(text, 'us'), TITLE);
    else if (level === 'info') core.info(harmless(text, 'us'));
    else tellDetail(core, text, verbose);
  }
}

function wordRequest(parsed: ParsedRequest): string {
  if (parsed.kind === 'nothing-to-do') return 'nothing to do';
  const { mode, targets, ssh } = parsed.request;
  const what = targets.map(({ flake, node, profile }) =>
    [`${flake}${node === undefined ? '' : `#${node}`}`, profile].filter(Boolean).join('.'),
  );
  const host = ssh.host === undefined ? '' : ` to ${ssh.host.name}`;
  return harmless(`${mode} ${what.join(' ')}${mode === 'plan' ? '' : host}`, 'us');
}

function refuseForeignRunner({ runnerOs }: GithubFacts): void {
  if (/^linux$/i.test(runnerOs)) return;
  throw new Fault({
    code: 'runner-not-linux',
    what: `this runner is ${runnerOs}; NixOS systems are built and deployed from Linux`,
    fix: 'runs-on: ubuntu-latest',
  });
}

function faultOutcome(fault: Fault): Outcome {
  return { result: resultOfFault(fault), nodes: [], planDigest: undefined, fault, duration: 0 };
}

function tryTo<T>(body: () => T): T | Fault {
  try {
    return body();
  } catch (thrown) {
    return asFault(thrown, 'no');
  }
}
