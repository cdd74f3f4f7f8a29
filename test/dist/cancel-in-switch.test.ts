import { expect, test } from 'vitest';
import { cancel } from './cancel.ts';
import { faultIn, keepForReading, nothingLeft, privateFolders, setOut, type Trip } from './trip.ts';
import type { MachineDescription } from '../cassie-box/cassie-box.ts';
import type { RunningStep } from '../runner/runner.ts';

const TRACKED = { env: { RUNNER_TRACKING_ID: 'github_cassie' } };

async function beginSwitch(machine: MachineDescription): Promise<Trip & { readonly running: RunningStep }> {
  const trip = await setOut({ machine });
  const running = trip.runner.startMain(TRACKED);
  await trip.box.waitUntil('the host switches', async () => (await trip.box.truth()).switching, { seconds: 30 });
  return { ...trip, running };
}

test('a cancel in mid-activation leaves at once and unknown; the host ends its switch, and post tells what runs', async () => {
  const { box, flake, runner, running } = await beginSwitch({ behaviour: { activationSeconds: 3 } });
  const end = await cancel(running);
  keepForReading(end);
  expect(end.leftAfter).toBeLessThan(6_000);
  expect(end.outputs, end.shown).toMatchObject({ result: 'unknown', changed: 'unknown' });
  expect(faultIn(end)).toContain('cancelled while the host was being switched');
  expect((await box.truth()).switching, 'nothing was killed').toBe(true);
  expect(privateFolders(runner), 'the engine and post need the key').toHaveLength(1);

  const post = await runner.post();
  keepForReading(post, 'post');
  const truth = await box.truth();
  expect(truth.running).toBe(await flake.toplevel(box.name));
  expect(truth).toMatchObject({ switching: false, activating: [], bootDefault: truth.running });
  expect(post.shown).toContain('the new system is in place');
  expect(post.shown).toContain(`${truth.running?.slice(44)} (${truth.running?.slice(11, 19)})`);
  expect(post.summary).toContain('seen after the run was cut off');
  expect(post.outputs).toEqual({});
  await nothingLeft(runner);
});

test('a run that was killed in mid-activation is finished by its post step', async () => {
  const { box, flake, runner, running } = await beginSwitch({ behaviour: { activationSeconds: 2 } });
  running.child.kill('SIGKILL');
  const end = await running.end;
  expect(end.signal).toBe('SIGKILL');
  expect(end.summary).toBe('');
  const post = await runner.post();
  keepForReading(post, 'post');
  expect(box.runningSystem()).toBe(await flake.toplevel(box.name));
  expect(post.shown).toContain('the new system is in place');
  await nothingLeft(runner);
});

test('a cancel in a switch that fails is told by post as the old system being back', async () => {
  const { box, runner, running } = await beginSwitch({
    behaviour: { activationSeconds: 2, activationFails: true },
  });
  const old = box.generations()[0]?.toplevel;
  const end = await cancel(running);
  expect(end.outputs['result']).toBe('unknown');
  const post = await runner.post();
  keepForReading(post, 'post');
  const truth = await box.truth();
  expect(truth.running).toBe(old);
  expect(post.shown).toContain('the old system is in place');
  await nothingLeft(runner);
});

test('a cancel while the new system is being looked at is told as unknown by main and as it is by post', async () => {
  const { box, flake, runner } = await setOut();
  const running = runner.startMain(TRACKED);
  await box.waitUntil('deploy-rs has ended', () => running.soFar().includes('Deployment confirmed'), { seconds: 30 });
  const end = await cancel(running);
  expect(end.leftAfter).toBeLessThan(6_000);
  expect(end.outputs['result'], end.shown).toBe('unknown');
  const post = await runner.post();
  expect(post.shown).toContain('the new system is in place');
  expect(box.runningSystem()).toBe(await flake.toplevel(box.name));
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
