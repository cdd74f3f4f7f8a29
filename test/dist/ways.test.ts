import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Box } from '../cassie-box/cassie-box.ts';
import { faultIn, jobFor, runJob, setOut, warningsIn } from './trip.ts';

const lineFor = async (box: Box, name: string) => {
  const [key] = await box.hostKeys();
  return { 'ssh-known-hosts': `${name} ${key?.publicKey}` };
};

test('a host is reached by its IPv6 address, in the input with and without brackets and port, and in the flake', async () => {
  const { box, flake, go, change } = await setOut({ box: { ipv6: true } });
  const address = box.ipv6 ?? '';
  const pin = await lineFor(box, address);
  const first = await go({ 'ssh-host': address, ...pin });
  expect(first.outputs['result'], first.shown).toBe('deployed');
  expect(warningsIn(first)).toEqual([]);
  for (const host of [`[${address}]:22`, `root@${address}`, `ssh://root@[${address}]`]) {
    const end = await go({ 'ssh-host': host, ...pin });
    expect(end.outputs['result'], `${host}\n${end.shown}`).toBe('unchanged');
  }
  await change({ hostname: address, version: '2' });
  const scanned = await go();
  expect(scanned.outputs['result'], scanned.shown).toBe('deployed');
  expect(warningsIn(scanned).join()).toContain(pin['ssh-known-hosts']);
  expect(box.runningSystem()).toBe(await flake.toplevel(box.name));
});

test('user and port are taken from the host input, and a user without rights to switch is told apart', async () => {
  const { box, key, go } = await setOut({ box: { port: 2022 } });
  await box.addUser('deploy', { keys: [key.publicKey], sudo: 'nopasswd', trusted: true });
  const end = await go({ 'ssh-host': `deploy@${box.dnsName}:2022` });
  expect(end.outputs['result'], end.shown).toBe('deployed');
  expect(end.shown).toContain(`cassie-box (deploy@${box.dnsName})`);
  expect(warningsIn(end).join()).toContain(`[${box.dnsName}]:2022 ssh-ed25519`);
});

test("the flake's sshOpts may name port, user and host name; an input wins over them", async () => {
  const options = (host: string) => ['-p', '2022', '-o', 'User=root', `-oHostName=${host}`];
  const { box, go, change } = await setOut({ box: { port: 2022 } });
  await change({ hostname: 'nowhere.test', node: { sshUser: 'wrong', sshOpts: options(box.address) } });
  const end = await go();
  expect(end.outputs['result'], end.shown).toBe('deployed');
  expect(end.shown).toContain(`root@${box.address}`);
  const wrong = await go({ 'ssh-port': '2023' });
  expect(faultIn(wrong)).toContain('2023');
});

test('lines of ssh-config say where a host is, and cannot undo its pin', async () => {
  const { box, go } = await setOut({ box: { port: 2022 }, machine: { hostname: 'web' } });
  const config = `Host web\r\n  HostName ${box.address}\r\n  Port 2022\r\n  StrictHostKeyChecking no\r\n`;
  const name = `[${box.address}]:2022`;
  const pin = await lineFor(box, name);
  const end = await go({ 'ssh-config': config, ...pin });
  expect(end.outputs['result'], end.shown).toBe('deployed');
  expect(warningsIn(end)).toEqual([]);
  const aliased = await go({
    'ssh-config': `${config}  HostKeyAlias our-web\n`,
    ...(await lineFor(box, 'our-web')),
  });
  expect(aliased.outputs['result'], aliased.shown).toBe('unchanged');
  await box.changeHostKey();
  const refused = await go({ 'ssh-config': config, ...pin });
  expect(refused.outputs['result'], refused.shown).toBe('refused');
  expect(faultIn(refused)).toContain((await lineFor(box, name))['ssh-known-hosts']);
});

test('a host behind a proxy command is scanned through it, every type of key', async () => {
  const { box, go } = await setOut({
    box: { port: 2022, hostKeyTypes: ['ed25519', 'rsa'] },
    machine: { hostname: 'web' },
  });
  const through = `const s=require('net').connect(2022,'${box.address}');process.stdin.pipe(s).pipe(process.stdout)`;
  const config = `ProxyCommand ${process.execPath} -e "${through}"\n`;
  const rsa = (await box.hostKeys()).find(({ type }) => type === 'rsa');
  const end = await go({ 'ssh-config': config, 'ssh-host-fingerprint': rsa?.fingerprint ?? '' });
  expect(end.outputs['result'], end.shown).toBe('deployed');
  expect(end.outputs['host-key-fingerprint']).toBe(rsa?.fingerprint);
  expect(warningsIn(end)).toEqual([]);
});

test("the user's own configuration is read when told to", async () => {
  const { box, key, flake } = await setOut();
  const home = mkdtempSync('/tmp/home-');
  const own = await lineFor(box, box.dnsName);
  const user = { env: { HOME: home } };
  const path = join(home, '.ssh');
  mkdirSync(path);
  writeFileSync(join(path, 'config'), `Host ${box.dnsName}\n  IdentityFile ${key.file}\n`);
  const without = await runJob(jobFor(flake, own), user);
  expect(without.outputs['result']).toBe('failed');
  const end = await runJob(jobFor(flake, { ...own, 'use-ssh-config': 'true' }), user);
  expect(end.outputs['result'], end.shown).toBe('deployed');
});

test('a proxy command of the flake that is not there is told in its own words', async () => {
  const sshOpts = ['-o', 'ProxyCommand=cloudflared access ssh --hostname %h'];
  const { go } = await setOut({ machine: { node: { sshOpts } } });
  const end = await go();
  expect(end.outputs).toMatchObject({ result: 'failed', changed: 'false' });
  expect(faultIn(end)).toContain('cloudflared: not found');
});

test('a runner whose temp folder has a blank and a per cent sign in its name works', async () => {
  const { box, key, flake } = await setOut();
  const runner = jobFor(flake, { 'ssh-private-key': key.privateKey, ...(await lineFor(box, box.dnsName)) });
  const temp = join(runner.temp, 'my %h temp');
  const end = await runner.main({ env: { RUNNER_TEMP: temp } });
  expect(end.outputs['result'], end.shown).toBe('deployed');
});

test('an sshd that takes one connection at a time, and punishes those without a login, is no obstacle', async () => {
  const { go, box } = await setOut({ box: { sshdLines: ['MaxStartups 1', 'PerSourcePenalties yes'] } });
  const end = await go();
  expect(end.outputs['result'], end.shown).toBe('deployed');
  expect(await box.sshdLog()).not.toContain('Not allowed at this time');
});

test('a login shell that prints to people only does not disturb, one that prints to programs is named', async () => {
  const { box, go } = await setOut();
  const before = await box.truth();
  await box.writeFile('/root/.bashrc', 'echo "welcome to the machine"\n');
  const end = await go();
  expect(faultIn(end)).toContain('login-shell-prints');
  expect(faultIn(end)).toContain('welcome to the machine');
  expect(end.outputs).toMatchObject({ result: 'failed', changed: 'false' });
  expect(await box.truth()).toEqual(before);
  await box.writeFile('/root/.bashrc', 'echo "welcome to the machine" >&2\n');
  expect((await go()).outputs['result']).toBe('deployed');
});
