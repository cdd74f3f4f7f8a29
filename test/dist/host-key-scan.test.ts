import { expect, test } from 'vitest';
import { CHATTY, setOut, warningsIn } from './trip.ts';

test('a host that speaks only what the scan does not know is scanned by ssh itself', async () => {
  const { box, go } = await setOut({
    box: { sshdLines: ['KexAlgorithms mlkem768x25519-sha256'], hostKeyTypes: ['ed25519', 'ecdsa', 'rsa'] },
  });
  const rsa = (await box.hostKeys()).find(({ type }) => type === 'rsa');
  const pinned = await go({ 'ssh-host-fingerprint': rsa?.fingerprint ?? '' });
  expect(pinned.outputs['result'], pinned.shown).toBe('deployed');
  expect(pinned.outputs['host-key-fingerprint']).toBe(rsa?.fingerprint);
  const first = await go();
  expect(first.outputs['result'], first.shown).toBe('unchanged');
  expect(warningsIn(first).join()).toContain('accepted at first contact');
});

test('a host with several profiles is scanned once, a connection a type of key, and warned about once', async () => {
  const otherProfiles = { web: { name: 'web-1', activate: 'true' } };
  const { box, go } = await setOut({ box: { sshdLines: CHATTY }, machine: { otherProfiles } });
  const connections = async () => (await box.sshdLog()).match(/^Connection from/gm)?.length ?? 0;
  const before = await connections();
  expect((await go({ 'host-key-policy': 'strict' })).outputs['result']).toBe('refused');
  expect((await connections()) - before).toBe(3);
  const end = await go();
  expect(end.outputs['result'], end.shown).toBe('deployed');
  expect(warningsIn(end)).toHaveLength(1);
});
