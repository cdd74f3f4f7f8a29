import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Box } from '../cassie-box/cassie-box.ts';
import { CHATTY, faultIn, type Inputs, offersOf, setOut, type Trip, warningsIn } from './trip.ts';

const SELF_HOSTED = { env: { RUNNER_ENVIRONMENT: 'self-hosted' } };

const hostKey = async (box: Box) => {
  const [key] = await box.hostKeys();
  if (key === undefined) throw new Error('the box has no host key');
  return key;
};

/** Refused, both fingerprints and the line to paste told, our key never offered, the host as it was. */
async function expectRefusal({ box, key, go }: Trip, pin: Inputs, more = {}): Promise<string> {
  const old = await hostKey(box);
  await box.changeHostKey();
  const fresh = await hostKey(box);
  const [before, offers] = [await box.truth(), await offersOf(key, box)];
  const end = await go(pin, more);
  const fault = faultIn(end);
  expect(end.outputs, end.shown).toMatchObject({ result: 'refused', changed: 'false' });
  expect(end.code).toBe(1);
  for (const told of [
    old.fingerprint,
    fresh.fingerprint,
    `     ${fresh.knownHosts}`,
    'the host was not changed',
  ])
    expect(fault).toContain(told);
  expect(await offersOf(key, box)).toBe(offers);
  expect(await box.truth()).toEqual(before);
  return fault;
}

test('a host whose key is not the pinned one is refused before our key is offered, with the line to paste', async () => {
  const trip = await setOut({ box: { sshdLines: CHATTY } });
  const line = await hostKey(trip.box);
  const fault = await expectRefusal(trip, { 'ssh-known-hosts': line.knownHosts });
  expect(fault).toContain('host-key-changed');
  const pinned = await hostKey(trip.box);
  await expectRefusal(trip, { 'ssh-host-fingerprint': pinned.fingerprint });
});

test('pinning the line that a refusal gave lets the next run in', async () => {
  const { box, go } = await setOut();
  const line = await hostKey(box);
  await box.changeHostKey();
  const refused = await go({ 'ssh-known-hosts': line.knownHosts });
  const paste = /^ +(\S+ ssh-ed25519 \S+)$/m.exec(faultIn(refused))?.[1] ?? '';
  const end = await go({ 'ssh-known-hosts': paste });
  expect(end.outputs['result'], end.shown).toBe('deployed');
  expect(warningsIn(end)).toEqual([]);
});

test('a self-hosted runner remembers a key after a login, warns all the same, and refuses another one', async () => {
  const trip = await setOut({ box: { sshdLines: CHATTY } });
  const { go, runner, box } = trip;
  const memory = () => readdirSync(join(runner.toolCache, 'cassie-deploy'));
  const first = await go({}, SELF_HOSTED);
  expect(first.outputs['result'], first.shown).toBe('deployed');
  expect(warningsIn(first).join()).toContain('accepted at first contact');
  expect(warningsIn(first).join()).toContain((await hostKey(box)).knownHosts);
  expect(memory()).toHaveLength(1);
  const second = await go({}, SELF_HOSTED);
  expect(warningsIn(second).join()).toContain('the one an earlier run remembered');
  const fault = await expectRefusal(trip, {}, SELF_HOSTED);
  expect(fault).toContain('remembered');
  expect(memory()).toHaveLength(1);
});

test('what a stranger showed is not remembered', async () => {
  const { box, go, runner } = await setOut();
  await box.refuseLogins();
  const end = await go({}, SELF_HOSTED);
  expect(end.outputs['result']).toBe('failed');
  expect(readdirSync(runner.toolCache)).toEqual([]);
});

test('a hosted runner has no memory: each run is first contact, with one warning that holds the line to paste', async () => {
  const { box, go, runner } = await setOut();
  for (const _ of [1, 2]) {
    const end = await go();
    expect(end.code, end.shown).toBe(0);
    expect(warningsIn(end)).toHaveLength(1);
    expect(warningsIn(end).join()).toContain('accepted at first contact');
    expect(warningsIn(end).join()).toContain((await hostKey(box)).knownHosts);
    expect(end.outputs['host-key-fingerprint']).toBe((await hostKey(box)).fingerprint);
    await box.changeHostKey();
  }
  expect(readdirSync(runner.toolCache)).toEqual([]);
});

test('a flake whose sshOpts try to switch off the pin is told, and does not', async () => {
  const sshOpts = ['-o', 'StrictHostKeyChecking=no', '-oUserKnownHostsFile=/dev/null', '-F', '/dev/null'];
  const trip = await setOut({ box: { sshdLines: CHATTY }, machine: { node: { sshOpts } } });
  const line = await hostKey(trip.box);
  await expectRefusal(trip, { 'ssh-known-hosts': line.knownHosts });
  const now = await hostKey(trip.box);
  const end = await trip.go({ 'ssh-known-hosts': now.knownHosts });
  expect(end.outputs['result'], end.shown).toBe('deployed');
  expect(warningsIn(end)).toHaveLength(1);
  for (const ignored of ['-o StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', '-F /dev/null']) {
    expect(warningsIn(end)[0]).toContain(ignored);
  }
});
