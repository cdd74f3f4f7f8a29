import { expect } from 'vitest';
import { expectTruth, faultIn, test } from './journey.ts';

/** Open sessions live on, and nobody gets in any more. */
const WITHOUT_SSHD = { services: { openssh: { enable: false } } };

/** The guard fires half a minute after these are over. */
const BRIEF = { 'confirm-timeout': '1', 'activation-timeout': '2', 'verify-timeout': '3' };

test.concurrent('a change that stops sshd is taken back by the guard, also without magic rollback', async ({
  setting,
}) => {
  const { change, step } = await setting.journey({ inputs: { ...BRIEF, 'magic-rollback': 'false' } });
  await step();
  await change({ version: '2', config: WITHOUT_SSHD });
  const back = await step();
  expectTruth(back, 'rolled-back');
  expect(back.shown).toContain('the host does not answer');
});

test.concurrent('without a guard and without magic rollback such a change is unknown, never a success', async ({
  setting,
}) => {
  const { box, change, step } = await setting.journey({
    inputs: { ...BRIEF, guard: 'off', 'magic-rollback': 'false' },
  });
  await step();
  await change({ version: '2', config: WITHOUT_SSHD });
  const blind = await step();
  expect(blind.outputs['result'], blind.shown).toBe('unknown');
  expect(blind.outputs).toMatchObject({
    changed: 'unknown',
    'store-path': '',
    generation: '',
    'boot-default': '',
  });
  expect(blind.code).toBe(1);
  expect(faultIn(blind)).toContain('after the switch nobody could look at the host');
  expect(box.runningSystem()).not.toBe(blind.before.running);
  expect(blind.after.bootDefault, 'a reboot brings the old system back').toBe(blind.before.running);
});

test.concurrent('an activation that never ends is ended by the guard, and taken back', async ({
  setting,
}) => {
  const { change, step } = await setting.journey({ inputs: BRIEF });
  await step();
  await change({ version: '2', behaviour: { hangs: true } });
  const back = await step();
  expectTruth(back, 'rolled-back');
  expect(faultIn(back)).toContain('activation-timeout');
});

test.concurrent('a change that gives the host another key is unknown: nobody looks past a pin; the guard takes it back unseen', async ({
  setting,
}) => {
  const { box, change, step } = await setting.journey({ inputs: BRIEF });
  await step();
  await change({ version: '2', behaviour: { changesHostKey: true } });
  const blind = await step();
  expect(blind.outputs, blind.shown).toMatchObject({
    result: 'unknown',
    changed: 'unknown',
    'store-path': '',
  });
  expect(faultIn(blind)).toContain('after the switch nobody could look at the host');
  expect(faultIn(blind)).toContain('the guard on the host was to put the old system back at');
  const [now] = await box.hostKeys();
  expect(faultIn(blind)).toContain(now?.fingerprint);
  expect(blind.after.running).toBe(blind.before.running);
});
