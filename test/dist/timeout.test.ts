import { expect } from 'vitest';
import { expectTruth, faultIn, test } from './journey.ts';

test.concurrent('a build that is slower than timeout ends the run, and the host is not changed', async ({
  setting,
}) => {
  const { step } = await setting.journey({ machine: { build: { seconds: 60 } } });
  const end = await step({ inputs: { timeout: '3s' } });
  expect(end.outputs).toMatchObject({ result: 'failed', changed: 'false' });
  expect(faultIn(end)).toContain('the run took longer than timeout allows (3 s)');
  expect(faultIn(end)).toContain('the host was not changed');
  expect(end.after).toEqual(end.before);
  expect(end.took).toBeLessThan(20_000);
});

test.concurrent('a switch that has begun is not cut by timeout', async ({ setting }) => {
  const { box, flake, step } = await setting.journey({ machine: { behaviour: { activationSeconds: 6 } } });
  const end = await step({ inputs: { timeout: '5s' } });
  expectTruth(end, 'deployed');
  expect(end.after.running).toBe(await flake.toplevel(box.name));
  expect(end.took).toBeGreaterThan(5_000);
});

test.concurrent('a switch that somebody else has at work on the host is told as the cause', async ({
  setting,
}) => {
  const { box, change, step } = await setting.journey();
  await step();
  await change({ version: '2' });
  const lock = '/run/nixos/switch-to-configuration.lock';
  const operator = box.tryToRun(['flock', lock, 'sleep', '6']);
  await box.waitUntil('the lock is held', async () => (await box.truth()).switching);
  const end = await step();
  expectTruth(end, 'refused');
  expect(faultIn(end)).toMatch(/somebody else: .*flock .*holds the lock of a switch/);
  const patient = await step({ inputs: { 'lock-wait': '30s' } });
  await operator;
  expectTruth(patient, 'deployed');
});
