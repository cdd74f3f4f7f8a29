import { expect } from 'vitest';
import { failingUnit, unitThatDiesAfter } from '../cassie-box/cassie-box.ts';
import { expectTruth, faultIn, stateOf, test } from './journey.ts';

test.concurrent('a unit that fails with auto-rollback on ends rolled back, and the unit is named with its last line', async ({
  setting,
}) => {
  const { change, step } = await setting.journey();
  const good = await step();
  await change({ version: '2', units: { web: failingUnit } });
  const bad = await step();
  expectTruth(bad, 'rolled-back');
  expect(bad.after.running).toBe(good.after.running);
  expect(bad.after.failedUnits).toEqual([]);
  expect(faultIn(bad)).toContain('why: units failed: web.service');
  expect(faultIn(bad)).toContain('journalctl -b -u web.service');
});

test.concurrent('a unit that fails with auto-rollback off is a failure, and the host runs the new system', async ({
  setting,
}) => {
  const { box, flake, change, step } = await setting.journey({ inputs: { 'auto-rollback': 'false' } });
  const good = await step();
  await change({ version: '2', units: { web: failingUnit } });
  const bad = await step();
  expectTruth(bad, 'failed');
  expect(bad.after.running).toBe(await flake.toplevel(box.name));
  expect(bad.outputs['failed-units']).toBe('["web.service"]');
  expect(faultIn(bad)).toContain(
    'the host runs the new system, but units failed that did not before: web.service',
  );
  expect(faultIn(bad)).toContain(`${good.after.running}/bin/switch-to-configuration switch`);

  const again = await step();
  expect(again.outputs['result'], 'a second run does not hide it').toBe('failed');
  expect(faultIn(again)).toContain('web.service');
  expect(again.after.bootDefault, 'and does not let it boot').toBe(good.after.running);
});

test.concurrent('a unit that failed before the deploy is not counted as new', async ({ setting }) => {
  const { box, change, step } = await setting.journey();
  await step();
  await box.run(['sh', '-c', `printf '%s' "$1" >/etc/systemd/system/old.service`, 'sh', failingUnit]);
  await box.tryToRun(['systemctl', 'start', 'old.service']);
  const odd = 'mnt-old\\x2ddisk.service'; // as systemd writes a dash in the name of a mount
  await box.run(['cp', '/etc/systemd/system/old.service', `/etc/systemd/system/${odd}`]);
  await box.tryToRun(['systemctl', 'start', odd]);
  expect(await box.failedUnits()).toEqual([odd, 'old.service'].toSorted());
  await change({ version: '2', node: { autoRollback: false } });
  const next = await step();
  expectTruth(next, 'deployed');
  expect(next.outputs['failed-units']).toBe('[]');
  expect(next.summary).not.toContain('units failed that did not before');
});

test.concurrent('a unit that dies a second after a confirmed activation is seen, and the host goes back', async ({
  setting,
}) => {
  const { box, flake, change, step } = await setting.journey();
  await step();
  await change({ version: '2', units: { web: unitThatDiesAfter(1) } });
  const bad = await step();
  expectTruth(bad, 'rolled-back');
  expect(stateOf(bad.after)).toBe(stateOf(bad.before));
  expect(faultIn(bad)).toContain(
    'units failed that did not before: web.service, so the old system was put back',
  );

  const kept = await step({ inputs: { 'on-failure': 'keep' } });
  expectTruth(kept, 'failed');
  expect(kept.after.running).toBe(await flake.toplevel(box.name));
  expect(kept.after.bootDefault).toBe(kept.before.running);
  expect(kept.outputs['failed-units']).toBe('["web.service"]');

  const ignored = await step({ inputs: { 'ignore-failed-units': 'web', 'auto-rollback': 'false' } });
  expectTruth({ ...ignored, after: { ...ignored.after, failedUnits: [] } }, 'deployed');
});
