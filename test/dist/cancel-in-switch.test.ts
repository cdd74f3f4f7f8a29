import { expect, test } from 'vitest';
import type { MachineDescription, Truth } from '../cassie-box/cassie-box.ts';
import type { RunningStep } from '../runner/runner.ts';
import { cancel, markedProcesses } from './cancel.ts';
import {
  faultIn,
  keepForReading,
  nothingLeft,
  privateFolders,
  processesOf,
  setOut,
  type Trip,
} from './trip.ts';

const MARK = 'RUNNER_TRACKING_ID=github_cassie';
const TRACKED = { env: { RUNNER_TRACKING_ID: 'github_cassie' } };

async function beginSwitch(machine: MachineDescription): Promise<Trip & { readonly running: RunningStep }> {
  const trip = await setOut({ machine });
  return { ...trip, running: await untilSwitching(trip) };
}

async function untilSwitching({ runner, box }: Trip): Promise<RunningStep> {
  const running = runner.startMain(TRACKED);
  await box.waitUntil('the host switches', async () => (await box.truth()).switching, { seconds: 30 });
  return running;
}

/** What a way back must restore. */
function oldOf({ running, profile, bootDefault }: Truth): Partial<Truth> {
  return { running, profile, bootDefault };
}

/** A system as our texts name it. */
function nameOf(path = ''): string {
  return `${path.slice(44)} (${path.slice(11, 19)})`;
}

test('a cancel in mid-activation leaves at once and unknown; post has the guard put the old system back, and tells it', async () => {
  const trip = await setOut({ machine: { behaviour: { activationSeconds: 3 } } });
  const { box, runner } = trip;
  const before = await box.truth();
  const running = await untilSwitching(trip);
  const end = await cancel(running);
  keepForReading(end);
  expect(end.leftAfter).toBeLessThan(6_000);
  expect(end.outputs, end.shown).toMatchObject({ result: 'unknown', changed: 'unknown' });
  expect(faultIn(end)).toContain('cancelled while the host was being switched');
  expect((await box.truth()).switching, 'nothing was killed').toBe(true);
  expect(privateFolders(runner), 'the engine and post need the key').toHaveLength(1);
  expect(processesOf(runner).join(), 'the engine goes on').toContain('deploy');
  expect(markedProcesses(MARK), 'and the end of the job would not kill it').toEqual([]);

  const post = await runner.post();
  keepForReading(post, 'post');
  const truth = await box.truth();
  expect(truth).toMatchObject({ ...oldOf(before), switching: false, activating: [] });
  expect(post.shown).toContain('the old system is in place');
  expect(post.shown).toContain('the guard on the host put it back');
  expect(post.shown).toContain(`running: ${nameOf(truth.running)}`);
  expect(post.summary).toContain('seen after the run was cut off');
  expect(post.outputs).toEqual({});
  await nothingLeft(runner);
});

test('a run that was killed in mid-activation is finished by its post step', async () => {
  const trip = await setOut({ machine: { behaviour: { activationSeconds: 2 } } });
  const { box, runner } = trip;
  const before = await box.truth();
  const running = await untilSwitching(trip);
  running.child.kill('SIGKILL');
  const end = await running.end;
  expect(end.signal).toBe('SIGKILL');
  expect(end.summary).toBe('');
  const post = await runner.post();
  keepForReading(post, 'post');
  expect(await box.truth()).toMatchObject(oldOf(before));
  expect(post.shown).toContain('the old system is in place');
  await nothingLeft(runner);
});

test('a run that was killed and has no post step is finished by the next one', async () => {
  const trip = await setOut({ machine: { behaviour: { activationSeconds: 2 } } });
  const { box, flake, runner } = trip;
  const running = await untilSwitching(trip);
  running.child.kill('SIGKILL');
  await running.end;
  const end = await runner.main();
  keepForReading(end);
  expect(end.shown).toContain('an earlier run was cut off in its switch');
  expect(end.outputs['result'], end.shown).toBe('deployed');
  const toplevel = await flake.toplevel(box.name);
  expect(await box.truth()).toMatchObject({ running: toplevel, bootDefault: toplevel });
});

test('the run after one that was cut off has a guard of its own: a system that then locks everybody out goes back', async () => {
  const trip = await setOut({ machine: { behaviour: { activationSeconds: 2 } } });
  const { box, runner, change } = trip;
  const before = await box.truth();
  const running = await untilSwitching(trip);
  running.child.kill('SIGKILL');
  await running.end;
  await change({
    version: '2',
    behaviour: { activationSeconds: 0 },
    config: { services: { openssh: { enable: false } } },
  });
  const brief = { 'activation-timeout': '3', 'confirm-timeout': '1', 'verify-timeout': '3' };
  const end = await runner.main({ inputs: { ...brief, 'magic-rollback': 'false' } });
  keepForReading(end);
  expect(end.shown).toContain('an earlier run was cut off in its switch');
  expect(end.outputs['result'], end.shown).toBe('rolled-back');
  expect(await box.truth()).toMatchObject(oldOf(before));
});

test('a run is not told as unchanged while the guard of one that was cut off may still take the system away', async () => {
  const trip = await setOut({ inputs: { test: 'true' } });
  const { box, flake, runner } = trip;
  const running = runner.startMain({ inputs: { 'settle-time': '19' } });
  const isThere = async () => running.soFar().includes('::group::verify');
  await box.waitUntil('the new system is being verified', isThere, { seconds: 30 });
  running.child.kill('SIGKILL');
  await running.end;
  const end = await runner.main();
  expect(end.outputs['result'], end.shown).toBe('deployed');
  expect(end.shown).toContain('an earlier run was cut off in its switch');
  expect(box.runningSystem()).toBe(await flake.toplevel(box.name));
});

test('a cancel in a switch that fails and is taken back is told by post as the old system being in place', async () => {
  const trip = await setOut();
  await trip.go();
  const { box, runner } = trip;
  const before = await box.truth();
  await trip.change({ version: '2', behaviour: { activationSeconds: 2, activationFails: true } });
  await cancel(await untilSwitching(trip));
  const post = await runner.post();
  keepForReading(post, 'post');
  const { running, profile, bootDefault } = await box.truth();
  expect(before).toMatchObject({ running, profile, bootDefault });
  expect(post.shown).toContain('the old system is in place');
  await nothingLeft(runner);
});

test('a cancel in a first switch that fails goes back too, although deploy-rs has no generation to go back to', async () => {
  const trip = await setOut({ machine: { behaviour: { activationSeconds: 2, activationFails: true } } });
  const { box, runner } = trip;
  const before = await box.truth();
  const end = await cancel(await untilSwitching(trip));
  expect(end.outputs['result']).toBe('unknown');
  const post = await runner.post();
  keepForReading(post, 'post');
  const truth = await box.truth();
  expect(truth).toMatchObject(oldOf(before));
  expect(post.shown).toContain('the old system is in place');
  expect(post.shown).toContain('profile: generation 1');
  expect(post.shown).toContain(`running: ${nameOf(truth.running)}`);
  await nothingLeft(runner);
});

test('a cancel while the new system is being verified takes it back: nobody is left to say that it is well', async () => {
  const { box, runner } = await setOut();
  const before = await box.truth();
  const running = runner.startMain(TRACKED);
  await box.waitUntil('deploy-rs has ended', () => running.soFar().includes('Deployment confirmed'), {
    seconds: 30,
  });
  const end = await cancel(running);
  expect(end.leftAfter).toBeLessThan(6_000);
  expect(end.outputs['result'], end.shown).toBe('unknown');
  const post = await runner.post();
  expect(post.shown).toContain('the old system is in place');
  expect(await box.truth()).toMatchObject(oldOf(before));
  await nothingLeft(runner);
});

test('a post step that is stopped too leaves no key behind', async () => {
  const { runner, running } = await beginSwitch({ behaviour: { activationSeconds: 6 } });
  await cancel(running);
  const post = runner.startPost();
  await new Promise((resolve) => post.child.stdout?.once('data', resolve));
  post.child.kill('SIGINT');
  expect((await post.end).took).toBeLessThan(3_000);
  await nothingLeft(runner);
});
