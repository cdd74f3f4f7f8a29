import { expect, onTestFinished, test } from 'vitest';
import { delayProxy, type MachineDescription } from '../cassie-box/cassie-box.ts';
import { cancel } from './cancel.ts';
import {
  faultIn,
  type Inputs,
  keepForReading,
  nothingLeft,
  privateFolders,
  processesOf,
  setOut,
  type Trip,
} from './trip.ts';

/** Cancelled once the log shows `shows` (and `until` is true): failed, nothing changed, gone at once, nothing left. */
async function expectUnchanged(
  trip: Trip,
  shows: string,
  inputs: Inputs = {},
  until = () => true,
): Promise<void> {
  const { box, runner } = trip;
  const before = await box.truth();
  const running = runner.startMain({ inputs });
  await box.waitUntil(`the log shows ${shows}`, () => running.soFar().includes(shows) && until(), {
    seconds: 20,
  });
  const end = await cancel(running);
  expect(end.leftAfter).toBeLessThan(6_000);
  keepForReading(end);
  expect(end.outputs, end.shown).toMatchObject({ result: 'failed', changed: 'false' });
  expect(end.code).toBe(1);
  expect(faultIn(end)).toContain('the run was cancelled before any switch began');
  expect(faultIn(end)).toContain('the host was not changed');
  const post = await runner.post();
  expect(post.raw).toBe('');
  await nothingLeft(runner);
  expect(await box.truth()).toEqual(before);
}

const machines: Readonly<Record<string, MachineDescription>> = {
  evaluate: { evaluation: { hashes: 20_000_000 } },
  build: { build: { seconds: 60 } },
};

test.each(Object.entries(machines))(
  'a cancel during %s changes nothing and is obeyed at once',
  async (stage, machine) => {
    const trip = await setOut({ machine });
    await expectUnchanged(trip, `::group::${stage}`);
  },
);

test('a cancel during the copy leaves the host as it was', async () => {
  const trip = await setOut({ machine: { mebibytes: 8 } });
  const line = await delayProxy({ target: trip.box });
  onTestFinished(line.stop);
  line.blackHoleAfterBytes(2_000_000);
  const there = { 'ssh-host': line.address };
  await expectUnchanged(trip, '::group::copy', there, () => line.passed().bytes > 2_000_000);
  line.cut(); // as the host's own time-out would
  await trip.box.waitUntil('nothing serves a copy any more', () =>
    trip.box.processes().every((argv) => !argv.includes('nix-store')),
  );
});

test('a cancel while a host does not answer is obeyed at once', async () => {
  const trip = await setOut();
  const line = await delayProxy({ target: trip.box });
  onTestFinished(line.stop);
  line.blackHole();
  const there = { 'ssh-host': line.address, 'host-key-policy': 'accept-new' };
  await expectUnchanged(trip, '::group::build', there, () => line.connections() > 0);
});

test('a run that was killed while it built is cleaned up by its post step', async () => {
  const { box, runner } = await setOut({ machine: { build: { seconds: 61 } } });
  const running = runner.startMain();
  await box.waitUntil('the build runs', () => running.soFar().includes("building '/nix/store"));
  running.child.kill('SIGKILL');
  await running.end;
  expect(processesOf(runner).join()).toContain('nix build');
  expect(privateFolders(runner)).toHaveLength(1);
  const post = await runner.post();
  expect(post.shown).toBe('');
  await nothingLeft(runner);
});
