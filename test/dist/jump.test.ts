import { expect, onTestFinished, test } from 'vitest';
import { type Box, startBox } from '../cassie-box/cassie-box.ts';
import { CHATTY, faultIn, offersOf, setOut, type Trip, type TripOptions, warningsIn } from './trip.ts';

const lineOf = async (box: Box) => (await box.hostKeys())[0]?.knownHosts ?? '';

async function behindJump(options: TripOptions = {}): Promise<Trip & { readonly jump: Box }> {
  const trip = await setOut({ ...options, box: { sshdLines: CHATTY, ...options.box } });
  const jump = await startBox({
    name: 'jump',
    port: 2200,
    rootKeys: [trip.key.publicKey],
    sshdLines: CHATTY,
  });
  onTestFinished(jump.stop);
  return { ...trip, jump };
}

const through = (jump: Box) => ({ 'ssh-jump-host': `${jump.dnsName}:2200` });

test('a host behind a jump host is reached through it, each with a pin of its own', async () => {
  const { box, jump, flake, go } = await behindJump();
  const pins = { 'ssh-known-hosts': await lineOf(box), 'ssh-jump-known-hosts': await lineOf(jump) };
  const end = await go({ ...through(jump), ...pins });
  expect(end.outputs['result'], end.shown).toBe('deployed');
  expect(warningsIn(end)).toEqual([]);
  expect(box.runningSystem()).toBe(await flake.toplevel(box.name));
  expect(await jump.sshdLog()).toContain('Accepted publickey for root');

  const unpinned = await go(through(jump));
  expect(unpinned.outputs['result'], unpinned.shown).toBe('unchanged');
  expect(warningsIn(unpinned).join('\n')).toContain(`as ssh-jump-known-hosts: ${await lineOf(jump)}`);
  expect(warningsIn(unpinned).join('\n')).toContain(`as ssh-known-hosts: ${await lineOf(box)}`);
});

test('a jump host whose key is not its pinned one is refused before our key is offered to anybody', async () => {
  const { box, jump, key, go } = await behindJump();
  const pins = { 'ssh-known-hosts': await lineOf(box), 'ssh-jump-known-hosts': await lineOf(jump) };
  const [old] = await jump.hostKeys();
  await jump.changeHostKey();
  const [fresh] = await jump.hostKeys();
  const before = await box.truth();
  const wrong = [
    pins,
    { 'ssh-jump-known-hosts': pins['ssh-jump-known-hosts'] },
    { ...pins, 'ssh-jump-known-hosts': '', 'ssh-jump-host-fingerprint': old?.fingerprint ?? '' },
  ];
  for (const given of wrong) {
    const end = await go({ ...through(jump), ...given });
    expect(end.outputs, end.shown).toMatchObject({ result: 'refused', changed: 'false' });
    const fault = faultIn(end);
    for (const told of [
      jump.dnsName,
      old?.fingerprint,
      fresh?.fingerprint,
      'as ssh-jump-known-hosts',
      fresh?.knownHosts,
    ])
      expect(fault).toContain(told);
  }
  expect(await offersOf(key, jump)).toBe(0);
  expect(await offersOf(key, box)).toBe(0);
  expect(await box.truth()).toEqual(before);
});

test('a changed host behind a jump host is told as the host, not as the jump host', async () => {
  const { box, jump, key, go } = await behindJump();
  const pins = { 'ssh-known-hosts': await lineOf(box), 'ssh-jump-known-hosts': await lineOf(jump) };
  await box.changeHostKey();
  const end = await go({ ...through(jump), ...pins });
  expect(end.outputs['result'], end.shown).toBe('refused');
  expect(faultIn(end)).toContain(`the host key of ${box.dnsName} changed`);
  expect(faultIn(end)).toContain(await lineOf(box));
  expect(await offersOf(key, box)).toBe(0);
});

test('a jump host that does not let us in, and one that finds no host behind it, are told apart', async () => {
  const { box, jump, go } = await behindJump();
  const pins = { 'ssh-known-hosts': await lineOf(box), 'ssh-jump-known-hosts': await lineOf(jump) };
  const stranger = await go({ ...through(jump), 'ssh-jump-host': `nobody@${jump.dnsName}:2200`, ...pins });
  expect(faultIn(stranger)).toContain(`the jump host: ${jump.dnsName} refused the login of nobody`);
  expect(faultIn(stranger)).toContain('correct the user in ssh-jump-host');
  await box.stopSshd();
  const away = await go({ ...through(jump), ...pins });
  expect(faultIn(away)).toContain(`let us in, but could not connect to ${box.dnsName} port 22`);
});

test("the flake's ProxyJump is a jump host too, pinned by its line in ssh-known-hosts", async () => {
  const { box, jump, key, go, change } = await behindJump();
  await change({ node: { sshOpts: ['-J', `root@${jump.dnsName}:2200`] } });
  const pins = { 'ssh-known-hosts': `${await lineOf(box)}\n${await lineOf(jump)}` };
  const end = await go({ ...pins, 'host-key-policy': 'strict' });
  expect(end.outputs['result'], end.shown).toBe('deployed');
  expect(warningsIn(end)).toEqual([]);
  const offers = await offersOf(key, jump);
  await jump.changeHostKey();
  const refused = await go(pins);
  expect(refused.outputs['result'], refused.shown).toBe('refused');
  expect(faultIn(refused)).toContain(await lineOf(jump));
  expect(await offersOf(key, jump)).toBe(offers);
});

test('several hops of the flake are left to ssh, each pinned by its line', async () => {
  const { box, jump, key, go, change } = await behindJump();
  const second = await startBox({ name: 'second', rootKeys: [key.publicKey], sshdLines: CHATTY });
  onTestFinished(second.stop);
  await change({ node: { sshOpts: ['-J', `root@${jump.dnsName}:2200,root@${second.dnsName}`] } });
  const lines = [await lineOf(box), await lineOf(jump), await lineOf(second)];
  const end = await go({ 'ssh-known-hosts': lines.join('\n') });
  expect(end.outputs['result'], end.shown).toBe('deployed');
  expect(await second.sshdLog()).toContain('Accepted publickey for root');
  const unpinned = await go({ 'ssh-known-hosts': lines.slice(0, 2).join('\n') });
  expect(unpinned.outputs['result'], unpinned.shown).toBe('refused');
  expect(faultIn(unpinned)).toContain(`the host key of ${second.dnsName} is not among the pinned ones`);
});
