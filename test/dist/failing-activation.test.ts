import { expect } from 'vitest';
import { expectTruth, faultIn, stateOf, test } from './journey.ts';

const broken = { version: '2', behaviour: { activationFails: true } };

test.concurrent('an activation script that fails after a good deploy is rolled back, and the failed snippet is named', async ({
  setting,
}) => {
  const { change, step } = await setting.journey();
  const good = await step();
  await change(broken);
  const bad = await step();
  expectTruth(bad, 'rolled-back');
  expect(bad.after.running).toBe(good.after.running);
  expect(bad.after.bootDefault).toBe(good.after.running);
  expect(faultIn(bad)).toContain('why: the activation snippet behaviour failed');
  expect(faultIn(bad)).toContain('the host is as it was before');
});

test.concurrent("an activation script that fails on another tool's host goes back to that tool's system", async ({
  setting,
}) => {
  const { step } = await setting.journey({ machine: broken });
  const bad = await step();
  expectTruth(bad, 'rolled-back');
  expect(stateOf(bad.after)).toBe(stateOf(bad.before));
  expect(faultIn(bad)).toContain('so the old system was put back');
});

test.concurrent('a boot loader that cannot be installed is rolled back, and the cause is named', async ({
  setting,
}) => {
  const { change, step } = await setting.journey();
  await step();
  await change({ version: '2', behaviour: { breaksBootLoader: true } });
  const bad = await step();
  expectTruth(bad, 'rolled-back');
  expect(faultIn(bad)).toContain('could not be made the boot default');
  expect(faultIn(bad)).toContain('Failed to install bootloader');
});

test.concurrent('an activation slower than activation-timeout ends rolled back, with the time-out as the cause', async ({
  setting,
}) => {
  const { change, step } = await setting.journey();
  await step();
  await change({ version: '2', behaviour: { activationSeconds: 4 } });
  const slow = await step({ inputs: { 'activation-timeout': '2' } });
  expectTruth(slow, 'rolled-back');
  expect(faultIn(slow)).toContain('activation-timeout');
});
