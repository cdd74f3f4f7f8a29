import { createHmac, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Box } from '../cassie-box/cassie-box.ts';
import { CHATTY, faultIn, offersOf, setOut, warningsIn } from './trip.ts';

const hashed = (line: string) => {
  const [name = '', ...key] = line.split(' ');
  const salt = randomBytes(20);
  const hash = createHmac('sha1', salt).update(name).digest('base64');
  return [`|1|${salt.toString('base64')}|${hash}`, ...key].join(' ');
};
const lineOf = async (box: Box, type = 'ed25519') => {
  const key = (await box.hostKeys()).find((one) => one.type === type);
  if (key === undefined) throw new Error(`the box has no key of type ${type}`);
  return key;
};

test('a host is met by whatever pins one of its keys, and then nothing is warned about', async () => {
  const { box, go } = await setOut({ box: { port: 2222, hostKeyTypes: ['ed25519', 'ecdsa', 'rsa'] } });
  const at = { 'ssh-port': '2222' };
  const [ed25519, ecdsa, rsa] = await Promise.all(
    ['ed25519', 'ecdsa', 'rsa'].map((type) => lineOf(box, type)),
  );
  const pins = {
    'a line with its port': { 'ssh-known-hosts': ed25519?.knownHosts },
    'a hashed line': { 'ssh-known-hosts': hashed(ed25519?.knownHosts ?? '') },
    'Windows line ends': { 'ssh-known-hosts': `# ours\r\n${ed25519?.knownHosts}\r\n` },
    'only the RSA key': { 'ssh-known-hosts': rsa?.knownHosts },
    'the fingerprint of the ECDSA key': { 'ssh-host-fingerprint': ecdsa?.fingerprint },
    'the fingerprint of the RSA key': { 'ssh-host-fingerprint': rsa?.fingerprint },
    'one of several fingerprints': {
      'ssh-host-fingerprint': `SHA256:${'A'.repeat(43)}\n${ed25519?.fingerprint}`,
    },
  };
  for (const [how, pin] of Object.entries(pins)) {
    const given = Object.fromEntries(Object.entries(pin).map(([name, value]) => [name, value ?? '']));
    const end = await go({ ...at, ...given, 'host-key-policy': 'strict' });
    expect(end.outputs['result'], `${how}\n${end.shown}`).toMatch(/^(?:deployed|unchanged)$/);
    expect(warningsIn(end), how).toEqual([]);
  }
});

test('under strict a host that nothing pins is refused before our key is offered, with the line to paste', async () => {
  const { box, key, go } = await setOut({ box: { sshdLines: CHATTY } });
  const before = await box.truth();
  const { fingerprint, knownHosts } = await lineOf(box);
  const end = await go({ 'host-key-policy': 'strict' });
  expect(end.outputs).toMatchObject({ result: 'refused', changed: 'false' });
  expect(faultIn(end)).toContain('host-key-policy is strict');
  expect(faultIn(end)).toContain(fingerprint);
  expect(faultIn(end)).toContain(`\n  ${' '.repeat(5)}${knownHosts}`);
  expect(await offersOf(key, box)).toBe(0);
  expect(await box.truth()).toEqual(before);

  await box.stopSshd();
  const unseen = await go({ 'host-key-policy': 'strict' });
  expect(unseen.outputs['result'], 'the decision needs no host').toBe('refused');
  expect(faultIn(unseen)).toContain('cat /etc/ssh/ssh_host_ed25519_key.pub');
});

test('a revoked key is refused, whether ssh or the scan meets it', async () => {
  const { box, key, go } = await setOut({ box: { sshdLines: CHATTY } });
  const { knownHosts, fingerprint } = await lineOf(box);
  const lines = `${knownHosts}\n@revoked ${knownHosts}\n`;
  for (const pins of [
    { 'ssh-known-hosts': lines },
    { 'ssh-known-hosts': lines, 'ssh-host-fingerprint': fingerprint },
  ]) {
    const end = await go(pins);
    expect(end.outputs).toMatchObject({ result: 'refused', changed: 'false' });
    expect(faultIn(end)).toContain('revoke');
    expect(faultIn(end)).toContain(fingerprint);
  }
  expect(await offersOf(key, box)).toBe(0);
});

test('a host is met by its certificate authority, whichever key it has, and a host without a certificate is refused', async () => {
  const { box, key, go } = await setOut({ box: { sshdLines: [...CHATTY, 'Include /etc/ssh/signed.conf'] } });
  const authority = await signHostKey(box);
  const pin = { 'ssh-known-hosts': `@cert-authority *.test ${authority}`, 'host-key-policy': 'strict' };
  const end = await go(pin);
  expect(end.outputs['result'], end.shown).toBe('deployed');
  expect(warningsIn(end)).toEqual([]);

  const stranger = await go({
    ...pin,
    'ssh-host': `${box.address}`,
    'ssh-known-hosts': `@cert-authority * ${authority}`,
  });
  expect(stranger.outputs['result'], 'the address is in the certificate too').toBe('unchanged');
  await signHostKey(box, 'other.test');
  const other = await go(pin);
  expect(faultIn(other)).toContain('host-key-certificate-invalid');

  await box.changeHostKey();
  await box.run(['rm', '/etc/ssh/signed.conf', '/etc/ssh/ssh_host_ed25519_key-cert.pub']);
  await box.startSshd();
  const offers = await offersOf(key, box);
  const refused = await go(pin);
  expect(refused.outputs['result']).toBe('refused');
  expect(faultIn(refused)).toContain('shows no host certificate by the @cert-authority of ssh-known-hosts');
  expect(await offersOf(key, box)).toBe(offers);
});

/** Signs the box's host key, and lets its sshd show the certificate. The authority's public key. */
async function signHostKey(box: Box, names = `${box.dnsName},${box.address}`): Promise<string> {
  await box.tryToRun(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', '/root/authority'], 'n\n');
  const key = '/etc/ssh/ssh_host_ed25519_key';
  await box.run(['ssh-keygen', '-q', '-s', '/root/authority', '-I', 'box', '-h', '-n', names, `${key}.pub`]);
  await box.writeFile('/etc/ssh/signed.conf', `HostCertificate ${key}-cert.pub\n`);
  await box.startSshd();
  return (await box.readFile('/root/authority.pub')).split(' ').slice(0, 2).join(' ');
}
