import { expect } from 'vitest';
import { expectTruth, faultIn, test } from './journey.ts';

test.concurrent("no room on the host's /nix: nothing is activated, and the full disk is the cause", async ({
  setting,
}) => {
  const { step } = await setting.journey({ machine: { mebibytes: 80 }, box: { nixSize: '60m' } });
  const end = await step();
  expect(end.outputs, end.shown).toMatchObject({ result: 'failed', changed: 'false' });
  expect(end.after.running).toBe(end.before.running);
  expect(end.after.profile).toEqual(end.before.profile);
  expect(faultIn(end)).toContain("the host's disk behind /nix is full");
  expect(faultIn(end)).toContain('the host was not changed');
});

test.concurrent('no room on /boot: rolled back, and the boot loader is the cause', async ({ setting }) => {
  const { box, change, step } = await setting.journey({ box: { bootSize: '1m' } });
  await step();
  await change({ version: '2' });
  await box.fillDisk('/boot');
  const end = await step();
  expectTruth(end, 'rolled-back');
  expect(faultIn(end)).toContain('No space left on device');
});

test.concurrent('a disk that the activation itself fills to its last byte is told truthfully', async ({
  setting,
}) => {
  const { change, step } = await setting.journey({ box: { diskSize: '30m' } });
  await step();
  await change({ version: '2', behaviour: { fills: '/var', activationFails: true } });
  const end = await step();
  expectTruth(end, 'rolled-back');
});
