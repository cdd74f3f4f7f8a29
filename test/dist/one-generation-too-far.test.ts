import { expect } from 'vitest';
import { expectTruth, faultIn, stateOf, test } from './journey.ts';

test.concurrent('a deploy that fails after somebody went back by hand lands on a generation that did not run: failed, and which is said', async ({
  setting,
}) => {
  const { box, change, step } = await setting.journey();
  await step();
  await change({ version: '2' });
  const second = await step();
  await box.switchByHand(1);
  await change({ version: '3', behaviour: { activationFails: true } });
  const bad = await step();
  expectTruth(bad, 'failed');
  expect(stateOf(bad.after)).not.toBe(stateOf(bad.before));
  expect(bad.after.running).toBe(second.after.running);
  expect(faultIn(bad)).toContain('the host is neither as before nor as wanted');
  expect(faultIn(bad)).toContain(`${bad.before.running}/bin/switch-to-configuration switch`);
  expect(faultIn(bad)).toContain('the host was changed');
});

test.concurrent('the same closure once more, failing this time, is rolled back one generation too far: told as changed', async ({
  setting,
}) => {
  const { box, change, step } = await setting.journey();
  await step();
  await change({ version: '2' });
  const good = await step();
  const factory = good.after.generations[0]?.toplevel;
  await box.run([`${factory}/bin/switch-to-configuration`, 'test']);
  await box.fillDisk('/boot');
  const bad = await step();
  expectTruth(bad, 'failed');
  expect(bad.after.profile?.path).not.toBe(good.after.profile?.path);
  expect(bad.outputs['changed']).toBe('true');
});

test.concurrent('boot: true that fails switches live to the profile, and that is not told as staged', async ({
  setting,
}) => {
  const { box, change, step } = await setting.journey();
  await step();
  await change({ version: '2' });
  await step({ inputs: { boot: 'true' } });
  await change({ version: '3', behaviour: { breaksBootLoader: true } });
  const bad = await step({ inputs: { boot: 'true' } });
  expectTruth(bad, 'failed');
  expect(box.runningSystem()).not.toBe(bad.before.running);
  expect(faultIn(bad)).toContain('the new system is not what boots next');
});

test.concurrent('the way back that a fault shows is one that works', async ({ setting }) => {
  const { box, change, step } = await setting.journey({ inputs: { 'auto-rollback': 'false' } });
  const good = await step();
  await change({ version: '2', behaviour: { activationFails: true } });
  const bad = await step();
  expectTruth(bad, 'failed');
  const line = /to go back, as root on the host: (.*)/.exec(faultIn(bad))?.[1] ?? 'false';
  await box.run(['sh', '-c', line]);
  const back = await box.truth();
  expect(back).toMatchObject({ running: good.after.running, bootDefault: good.after.running });
  expect(back.profile?.path).toBe(good.after.profile?.path);
});
