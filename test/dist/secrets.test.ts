import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { makeKey } from '../cassie-box/cassie-box.ts';
import type { Runner, RunningStep } from '../runner/runner.ts';
import { cancel } from './cancel.ts';
import { nothingLeft, readProc, setOut, type Trip } from './trip.ts';

const PASSPHRASE = 'correct-horse-battery-staple';
const TOKEN = 'ghs_0123456789abcdefTOKENTOKEN';
const RUNTIME_TOKEN = 'runtime-token-that-no-child-may-see';

interface Secret {
  readonly trip: Trip;
  readonly runner: Runner;
  readonly needles: readonly string[];
}

/** A run that is given every secret there is, under a passphrase key. */
async function secretRun(machine = {}): Promise<Secret> {
  const key = await makeKey({ passphrase: PASSPHRASE });
  const trip = await setOut({
    key,
    machine,
    inputs: { 'ssh-key-passphrase': PASSPHRASE, 'github-token': TOKEN, verbose: 'true' },
  });
  const lines = key.privateKey.split('\n').filter((line) => line.length > 20 && !line.startsWith('-----'));
  return { trip, runner: trip.runner, needles: [...lines, PASSPHRASE, TOKEN, RUNTIME_TOKEN] };
}

/** Everything that anybody on the runner could read of a process, of all processes but the runner's own while main runs. */
async function watchProcesses(main: RunningStep, needles: readonly string[]): Promise<Watched> {
  const found: string[] = [];
  const programs = new Set<string>();
  const ours = readProc(String(main.child.pid), 'cmdline');
  let running = true;
  void main.end.then(() => {
    running = false;
  });
  while (running) {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      if (Number(pid) === process.pid) continue;
      const argv = readProc(pid, 'cmdline');
      const program = argv.split('\0')[0] ?? '';
      programs.add(program.split('/').at(-1) ?? '');
      // the runner started main with the secrets in its environment: what the kernel shows of it, and of a fork of it before its exec, is not ours to change
      const open = argv === ours ? argv : `${argv}${readProc(pid, 'environ')}`;
      for (const needle of needles)
        if (open.includes(needle)) found.push(`${pid} ${program} shows ${needle}`);
    }
    await pause(4);
  }
  return { found: [...new Set(found)], programs };
}

interface Watched {
  readonly found: readonly string[];
  readonly programs: ReadonlySet<string>;
}

function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function filesWith(folder: string, needles: readonly string[], but: readonly string[]): readonly string[] {
  return filesUnder(folder).filter((file) => {
    if (but.some((start) => file.startsWith(start))) return false;
    const text = readFileSync(file, 'latin1');
    return needles.some((needle) => text.includes(needle));
  });
}

/** This checkout may itself lie in the temp folder; what it holds is no trace of a run. */
const CHECKOUT = join(import.meta.dirname, '../..');

function filesInTemp(needles: readonly string[], but: readonly string[]): readonly string[] {
  return readdirSync('/tmp', { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !`${CHECKOUT}/`.startsWith(`/tmp/${entry.name}/`))
    .flatMap((entry) => filesWith(`/tmp/${entry.name}`, needles, but));
}

async function expectNowhere({ trip, runner, needles }: Secret, texts: readonly string[]): Promise<void> {
  for (const needle of needles) for (const text of texts) expect(text).not.toContain(needle);
  // the test's own copy of the key is the one that may be there
  expect(filesInTemp(needles, [trip.key.file])).toEqual([]);
  expect(filesWith(runner.temp, needles, [])).toEqual([]);
  const { box } = trip;
  const pattern = needles.join('\n');
  const onHost = await box.tryToRun(
    ['grep', '-rIlF', '-f', '-', '/etc', '/var', '/root', '/run', '/tmp', '/home'],
    pattern,
  );
  expect(onHost.stdout).toBe('');
  expect(box.processes().flat().join('\n')).not.toContain(PASSPHRASE);
}

test('no secret is shown, kept or passed on during or after a run', async () => {
  const secret = await secretRun();
  const { runner, needles } = secret;
  const agent = '/tmp/agent-that-no-child-may-ask';
  const running = runner.startMain({ env: { SSH_AUTH_SOCK: agent } });
  const { found, programs } = await watchProcesses(running, [...needles, agent]);
  const end = await running.end;
  expect(end.outputs['result'], end.shown).toBe('deployed');
  expect(found).toEqual([]);
  expect([...programs]).toEqual(expect.arrayContaining(['ssh', 'nix', 'deploy']));
  await runner.post();
  await nothingLeft(runner);
  const { outputs, state, summary, shown } = end;
  const raw = end.raw.replace(/^::add-mask::.*\n/gm, '');
  const report = readFileSync(outputs['report-file'] ?? '', 'utf8');
  await expectNowhere(secret, [raw, shown, summary, report, JSON.stringify(outputs), JSON.stringify(state)]);
  for (const needle of needles.filter((one) => one !== RUNTIME_TOKEN)) expect(end.masks).toContain(needle);
});

test('no secret stays behind a run that failed, or one that was cut off in its switch', async () => {
  const secret = await secretRun({ behaviour: { activationSeconds: 2 } });
  const { runner, trip } = secret;
  await trip.box.refuseLogins();
  const failed = await runner.main();
  expect(failed.outputs['result']).toBe('failed');
  await runner.post();
  await trip.box.refuseLogins(false);

  const running = runner.startMain();
  await trip.box.waitUntil('it switches', async () => (await trip.box.truth()).switching, { seconds: 30 });
  const end = await cancel(running);
  const post = await runner.post();
  await nothingLeft(runner);
  const raw = [failed, end, post].map((one) => one.raw.replace(/^::add-mask::.*\n/gm, ''));
  await expectNowhere(secret, [...raw, end.summary, post.summary, JSON.stringify(end.state)]);
});
