import { expect } from 'vitest';
import { faultIn, test } from './journey.ts';

/** Open sessions live on, and nobody gets in any more. */
const WITHOUT_SSHD = { services: { openssh: { enable: false } } };

const BRIEF = { 'confirm-timeout': '1', 'activation-timeout': '3' };

test.concurrent('without magic rollback a change that stops sshd is unknown, never a success', async ({
  setting,
}) => {
  const { box, change, step } = await setting.journey({
    inputs: { 'magic-rollback': 'false', 'confirm-timeout': '1', 'activation-timeout': '1' },
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
});

test.concurrent('an activation that never ends is unknown, never a success, and the host is said to move still', async ({
  setting,
}) => {
  const { change, step } = await setting.journey({
    inputs: { 'confirm-timeout': '1', 'activation-timeout': '2' },
  });
  await step();
  await change({ version: '2', behaviour: { hangs: true } });
  const stuck = await step();
  expect(stuck.outputs, stuck.shown).toMatchObject({
    result: 'unknown',
    changed: 'unknown',
    'failed-units': '',
  });
  expect(stuck.code).toBe(1);
  expect(faultIn(stuck)).toContain('the host still moves');
});

test.concurrent('a change that gives the host another key is unknown: nobody looks past a pin, and the new key is shown', async ({
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
  const [now] = await box.hostKeys();
  expect(faultIn(blind)).toContain(now?.fingerprint);
});
