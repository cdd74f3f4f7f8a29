import { expect } from 'vitest';
import { expectTruth, test } from './journey.ts';

test('a host that another tool installed gets its first deploy, then a change, then is left alone when nothing changed', async ({
  setting,
}) => {
  const { box, flake, change, step } = await setting.journey();
  await box.rememberFiles();

  const first = await step();
  expectTruth(first, 'deployed');
  expect(first.after.running).toBe(await flake.toplevel(box.name));
  expect(first.after.bootDefault).toBe(first.after.running);
  expect(first.outputs['nixos-version']).toBe('25.11.1');
  expect(first.summary).toContain('runs the new system');

  await change({ version: '2' });
  const second = await step();
  expectTruth(second, 'deployed');
  expect(second.after.running).not.toBe(first.after.running);
  expect(second.outputs['previous-store-path']).toBe(first.after.running);

  const third = await step();
  expectTruth(third, 'unchanged');
  expect(third.after).toEqual(second.after);
  expect(third.connections, 'one session looked, and deploy-rs was not started').toBe(1);
  expect(third.summary).toContain('nothing was done');
  // the deploy lock, a file that is empty while nobody deploys (docs/safety.md)
  expect(await box.leftovers()).toEqual(['/var/lib/cassie-deploy', '/var/lib/cassie-deploy/lock']);
  expect(await box.readFile('/var/lib/cassie-deploy/lock')).toBe('');
});

test('a host whose running system was changed by hand is not unchanged: it is put on the wanted one again', async ({
  setting,
}) => {
  const { box, step } = await setting.journey();
  await step();
  await box.switchByHand(1);
  const again = await step();
  expectTruth(again, 'deployed');
  expect(again.after.running).not.toBe(again.before.running);
});

test('a host without any generation gets its first one', async ({ setting }) => {
  const { box, step } = await setting.journey({ box: { system: 'none' } });
  const before = await box.truth();
  expect(before.profile).toBeUndefined();
  const first = await step();
  expect(first.outputs['result'], first.shown).toBe('deployed');
  expect(first.outputs).toMatchObject({
    'store-path': first.after.running,
    generation: '1',
    changed: 'true',
  });
});
