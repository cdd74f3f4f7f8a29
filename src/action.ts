import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deploy, plan } from './deploy.ts';
import { asFault, Fault, wordFault } from './fault.ts';
import { generations } from './generations.ts';
import { type GithubFacts, readGithub, saveState } from './github.ts';
import { lock } from './lock.ts';
import { isGood, type Outcome, resultOfFault } from './outcome.ts';
import { reportJson } from './report/json.ts';
import { harmless } from './report/log.ts';
import { outputsOf } from './report/outputs.ts';
import { summaryOf } from './report/summary.ts';
import { wordDuration, wordOutcome } from './report/words.ts';
import type { Note } from './request/note.ts';
import { type ParsedRequest, parseRequest } from './request/parse.ts';
import { readActionInputs } from './request/read-action-inputs.ts';
import type { Mode, Request } from './request/request.ts';
import { rollBack } from './roll-back.ts';
import { version } from './version.ts';
import { interruption, makeWorld } from './world/make-world.ts';
import type { Progress, SwitchNote, World } from './world/world.ts';

type Core = typeof import('@actions/core');

/** What each mode does. */
const RUNS: Readonly<Record<Mode, (request: Request, world: World) => Promise<Outcome>>> = {
  deploy,
  plan,
  generations,
  rollback: rollBack,
  lock,
};

/** The action's main step: what the runner hands over → request → the same core as everywhere → what the runner reads. */
export async function runAction(): Promise<void> {
  const interrupted = interruption();
  const given = readActionInputs(process.env);
  const github = readGithub(process.env);
  for (const name of given.variablesToDelete) delete process.env[name];
  const parsed = await tryTo(() => {
    refuseForeignRunner(github);
    return parseRequest({ ...given, event: github.event, workspace: github.workspace });
  });
  process.stdout.write(
    `cassie-deploy ${version}${parsed instanceof Fault ? '' : `: ${wordRequest(parsed)}`}\n`,
  );
  const loading = import('@actions/core');
  if (parsed instanceof Fault) return finish(await loading, faultOutcome(parsed), github);
  if (parsed.kind === 'nothing-to-do') return (await loading).info(harmless(parsed.why, 'us'));
  await runRequest(parsed.request, parsed.notes, github, interrupted);
}

/** The run begins while GitHub's toolkit is still loading: what it says meanwhile is kept, and shown in order. */
async function runRequest(
  request: Request,
  notes: readonly Note[],
  github: GithubFacts,
  interrupted: AbortSignal,
): Promise<void> {
  const switches = switchMemory();
  const log = actionLog(request.verbose);
  for (const note of notes) log.tell(progressOf(note));
  const living = await tryTo(() =>
    makeWorld({
      environment: process.env,
      parent: github.tempFolder,
      agent: request.ssh.privateKey === undefined,
      timeout: request.timeout,
      interrupted,
      memoryFolder: github.memoryFolder,
      githubHost: github.githubHost,
      owner: github.owner,
      tell: log.tell,
      remember: switches.remember,
    }),
  );
  if (living instanceof Fault) return finish(await import('@actions/core'), faultOutcome(living), github);
  saveState(process.env, 'folder', living.world.folder);
  interrupted.addEventListener('abort', leaveInTime, { once: true });
  const working = RUNS[request.mode](request, living.world);
  const core = await import('@actions/core');
  log.showOn(core);
  const outcome = await working;
  log.end();
  // a switch that goes on without us is looked at by the post step, which needs the key
  living.end({ folder: switches.isOneOpen() && interrupted.aborted });
  await finish(core, outcome, github);
}

/** Which switches have begun and were not seen to end, told to the post step as well. */
function switchMemory() {
  const open = new Set<string>();
  const remember = (note: SwitchNote): void => {
    const name = `${note.node}.${note.profileQuestion.name}`;
    if (note.phase === 'switching') open.add(name);
    else open.delete(name);
    // a name comes from the flake, and may hold what would be another line of the runner's file
    saveState(process.env, `switch-${encodeURIComponent(name)}`, JSON.stringify(note));
  };
  return { remember, isOneOpen: () => open.size > 0 };
}

function progressOf({ level, text }: Note): Progress {
  if (level === 'debug') return { kind: 'detail', text };
  return level === 'info' ? { kind: 'line', from: 'us', text } : { kind: 'warning', text };
}

/** The runner kills us 10 s after a cancel; whatever hangs, we are gone before that. */
function leaveInTime(): void {
  setTimeout(() => process.exit(1), 6_000).unref();
}

/** Everything a reader of the run sees, from the outcome alone. First what needs no file: the disk may be full. */
async function finish(core: Core, outcome: Outcome, github: GithubFacts): Promise<void> {
  for (const { fault, title } of faultsOf(outcome))
    core.error(
      wordFault(fault)
        .map((line) => harmless(line, 'us'))
        .join('\n'),
      { title },
    );
  for (const line of outcome.nodes.flatMap(wordOutcome)) core.info(harmless(line, 'us'));
  core.info(`${outcome.result} in ${wordDuration(outcome.duration)}`);
  const report = writeReport(outcome, github.tempFolder ?? tmpdir());
  for (const [name, value] of Object.entries(outputsOf(outcome, report))) core.setOutput(name, value);
  if (process.env['GITHUB_STEP_SUMMARY']) await core.summary.addRaw(summaryOf(outcome)).write();
  process.exitCode = isGood(outcome.result) ? 0 : 1;
}

/** Where several profiles ran, an annotation names its own. */
function faultsOf({ fault, nodes }: Outcome): readonly { readonly fault: Fault; readonly title: string }[] {
  const named = nodes.map((one) => ({ fault: one.fault, name: `${one.node}.${one.profile}: ` }));
  return [{ fault, name: '' }, ...named].flatMap((one) => {
    if (one.fault === undefined) return [];
    const name = nodes.length > 1 ? one.name : '';
    return [{ fault: one.fault, title: `cassie-deploy: ${name}${one.fault.code}` }];
  });
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

const TITLE = { title: 'cassie-deploy' };

/** The log as GitHub shows it: a group a stage. */
function actionLog(verbose: boolean) {
  const kept: Progress[] = [];
  let core: Core | undefined;
  let open = false;
  const end = () => {
    if (open) core?.endGroup();
    open = false;
  };
  const show = (progress: Progress, on: Core): void => {
    if (progress.kind === 'secret') on.setSecret(progress.text);
    else if (progress.kind === 'warning') on.warning(harmless(progress.text, 'us'), TITLE);
    else if (progress.kind === 'line') on.info(harmless(progress.text, progress.from));
    else if (progress.kind === 'detail' && verbose) on.info(harmless(progress.text, 'us'));
    else if (progress.kind === 'detail') on.debug(progress.text);
    else {
      end();
      on.startGroup(harmless(progress.title, 'us'));
      open = true;
    }
  };
  const tell = (progress: Progress): void => {
    if (core === undefined) kept.push(progress);
    else show(progress, core);
  };
  const showOn = (loaded: Core): void => {
    core = loaded;
    for (const progress of kept) show(progress, loaded);
  };
  return { tell, showOn, end };
}

function wordRequest(parsed: ParsedRequest): string {
  if (parsed.kind === 'nothing-to-do') return 'nothing to do';
  const { mode, targets, ssh } = parsed.request;
  const what = targets.map(({ flake, node, profile }) =>
    [`${flake}${node === undefined ? '' : `#${node}`}`, profile].filter(Boolean).join('.'),
  );
  const host =
    ssh.host === undefined || mode === 'plan' ? [] : [mode === 'deploy' ? 'to' : 'on', ssh.host.name];
  const words = [mode, ...what.filter((one) => one !== '.'), ...host];
  return harmless(words.join(' '), 'us');
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

async function tryTo<T>(body: () => T | Promise<T>): Promise<T | Fault> {
  try {
    return await body();
  } catch (thrown) {
    return asFault(thrown, 'no');
  }
}
