import { expect } from 'vitest';
import { expectTruth, faultIn, stateOf, test } from './journey.ts';

test.concurrent('a deploy that fails after somebody went back by hand lands on what ran, and deletes no generation', async ({
  setting,
}) => {
  const { box, change, step } = await setting.journey();
  await step();
  await change({ version: '2' });
  await step();
  await box.switchByHand(1);
  await change({ version: '3', behaviour: { activationFails: true } });
  const bad = await step();
  expectTruth(bad, 'rolled-back');
  expect(stateOf(bad.after)).toBe(stateOf(bad.before));
  expect(bad.after.generations).toEqual(expect.arrayContaining([...bad.before.generations]));
});

test.concurrent('the same closure once more, failing this time, goes back to exactly what was there', async ({
  setting,
}) => {
  const { box, change, step } = await setting.journey();
  const site = '[Service]\nType=oneshot\nExecStart=/bin/sh -c "! test -e /var/site-is-broken"\n';
  await step();
  await change({ version: '2', units: { site } });
  const good = await step();
  const factory = good.after.generations[0]?.toplevel;
  await box.run([`${factory}/bin/switch-to-configuration`, 'test']);
  await box.writeFile('/var/site-is-broken', '');
  const bad = await step();
  expect(stateOf(bad.after), bad.shown).toBe(stateOf(bad.before));
  expect(bad.outputs['result']).toBe('rolled-back');
  expect(bad.after.generations).toEqual(expect.arrayContaining([...bad.before.generations]));
});

test.concurrent('boot: true that fails touches nothing that runs, and what was to boot next still is', async ({
  setting,
}) => {
  const { change, step } = await setting.journey();
  await step();
  await change({ version: '2' });
  await step({ inputs: { boot: 'true' } });
  await change({ version: '3', behaviour: { breaksBootLoader: true } });
  const bad = await step({ inputs: { boot: 'true' } });
  expectTruth(bad, 'rolled-back');
  expect(stateOf(bad.after)).toBe(stateOf(bad.before));
  expect(faultIn(bad)).toContain('the new system is not what boots next');
});

test.concurrent('on-failure: keep leaves the new system running and the old one booting, and the way back that is shown works', async ({
  setting,
}) => {
  const { box, change, step } = await setting.journey({ inputs: { 'auto-rollback': 'false' } });
  const good = await step();
  await change({ version: '2', behaviour: { activationFails: true } });
  const bad = await step();
  expectTruth(bad, 'failed');
  expect(bad.after.bootDefault).toBe(good.after.running);
  expect(faultIn(bad)).toContain('it is kept (on-failure: keep), and a reboot starts the old system');
  const line = /to go back, as root on the host: (.*)/.exec(faultIn(bad))?.[1] ?? 'false';
  await box.run(['sh', '-c', line]);
  const back = await box.truth();
  expect(back).toMatchObject({ running: good.after.running, bootDefault: good.after.running });
  expect(back.profile?.path).toBe(good.after.profile?.path);
});
