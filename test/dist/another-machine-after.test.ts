import { expect } from 'vitest';
import { expectTruth, faultIn, test } from './journey.ts';

const BRIEF = { 'confirm-timeout': '1', 'activation-timeout': '3' };

test.concurrent('a change that gives the host another key is unknown: nobody looks past a pin, and the new key is shown', async ({ setting }) => {
  const { box, change, step } = await setting.journey({ inputs: BRIEF });
  await step();
  await change({ version: '2', behaviour: { changesHostKey: true } });
  const blind = await step();
  expect(blind.outputs, blind.shown).toMatchObject({ result: 'unknown', changed: 'unknown', 'store-path': '' });
  expect(faultIn(blind)).toContain('after the switch nobody could look at the host');
  const [now] = await box.hostKeys();
  expect(faultIn(blind)).toContain(now?.fingerprint);
});

test.concurrent('a host that loses its power in the switch is looked at once it is back: what it booted is told', async ({ setting }) => {
  const { box, change, step } = await setting.journey();
  const good = await step();
  await change({ version: '2', behaviour: { activationSeconds: 30 } });
  const cut = step();
  await box.waitUntil('the switch is at work', async () => (await box.truth()).switching, { seconds: 30 });
  await box.reboot();
  const end = await cut;
  expectTruth(end, end.outputs['result'] ?? '');
  expect(end.code).toBe(1);
  expect(end.after.booted).not.toBe(undefined);
  expect([good.after.running, end.after.bootDefault]).toContain(end.after.running);
  expect(faultIn(end)).toContain('was rebooted');
});
