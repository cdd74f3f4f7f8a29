import { expect } from 'vitest';
import { expectTruth, faultIn, test } from './journey.ts';

test.concurrent('boot: true stages the new system: the next boot starts it, the old one runs on', async ({
  setting,
}) => {
  const { box, flake, change, step } = await setting.journey();
  const good = await step();
  await change({ version: '2' });
  const staged = await step({ inputs: { boot: 'true' } });
  expectTruth(staged, 'staged');
  expect(staged.after.running).toBe(good.after.running);
  expect(staged.outputs).toMatchObject({
    'boot-default': await flake.toplevel(box.name),
    'nixos-version': '25.11.1',
  });

  const again = await step({ inputs: { boot: 'true' } });
  expectTruth(again, 'unchanged');
  await box.reboot();
  const rebooted = await step();
  expectTruth(rebooted, 'unchanged');
  expect(rebooted.after.running).toBe(await flake.toplevel(box.name));
});

test.concurrent('test: true switches, and the next boot starts the old system', async ({ setting }) => {
  const { box, flake, change, step } = await setting.journey();
  const good = await step();
  await change({ version: '2' });
  const tried = await step({ inputs: { test: 'true' } });
  expectTruth(tried, 'deployed');
  expect(tried.after.running).toBe(await flake.toplevel(box.name));
  expect(tried.after.bootDefault).toBe(good.after.running);
  await box.reboot();
  expect(box.runningSystem()).toBe(good.after.running);

  const kept = await step();
  expectTruth(kept, 'deployed');
  expect(kept.after.bootDefault).toBe(await flake.toplevel(box.name));
});

test.concurrent('boot: true with a boot loader that cannot be installed says that nothing new boots next', async ({
  setting,
}) => {
  const { change, step } = await setting.journey();
  await step();
  await change({ version: '2', behaviour: { breaksBootLoader: true } });
  const bad = await step({ inputs: { boot: 'true' } });
  expectTruth(bad, 'rolled-back');
  expect(faultIn(bad)).toContain('why: the boot loader could not be installed');
});
