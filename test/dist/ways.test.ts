import { writeFileSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
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
  const options = (host: string) => ['-p', '2022', '-o', 'User=root', '-oHostName=' + host];
  const { box, go, change } = await setOut({ box: { port: 2022 } });
  await change({ hostname: 'nowhere.test', node: { sshUser: 'wrong', sshOpts: options(box.address) } });
  const end = await go();
  expect(end.outputs['result'], end.shown).toBe('deployed');
  expect(end.shown).toContain(`root@${box.address}`);
  const wrong = await go({ 'ssh-port': '2023' });
  expect(faultIn(wrong)).toContain('2023');
});

test('lines of ssh-config are added after ours: they find the host, and cannot undo the pin', async () => {
  const { box, go } = await setOut({ box: { port: 2022 }, machine: { hostname: 'web' } });
  const config = `Host web\r\n  HostName ${box.address}\r\n  Port 2022\r\n  StrictHostKeyChecking no\r\n`;
  const pin = await lineFor(box, 'web');
  // our own lines win, so what the user's say of name and port must be given as the inputs do
  const proxied = `Host web\n  ProxyCommand ${process.execPath} -e "const s=require('net').connect(2022,'${box.address}');process.stdin.pipe(s).pipe(process.stdout)"\n`;
  const end = await go({ 'ssh-config': proxied, ...pin });
  expect(end.outputs['result'], end.shown).toBe('deployed');
  await box.changeHostKey();
  const refused = await go({ 'ssh-config': `${proxied}${config}`, ...pin });
  expect(refused.outputs['result'], refused.shown).toBe('refused');
  expect(faultIn(refused)).toContain(await lineFor(box, 'web').then((line) => line['ssh-known-hosts']));
});

test("the user's own configuration is read when told to", async () => {
  const { box, key, flake, go } = await setOut();
  const home = mkdtempSync('/tmp/home-');
  const own = await lineFor(box, box.dnsName);
  const user = { env: { HOME: home } };
  const path = join(home, '.ssh');
  await box.waitUntil('folder', () => true);
  const { mkdirSync } = await import('node:fs');
  mkdirSync(path);
  writeFileSync(join(path, 'config'), `Host ${box.dnsName}\n  IdentityFile ${key.file}\n`);
  const without = await runJob(jobFor(flake, own), user);
  expect(without.outputs['result']).toBe('failed');
  const end = await runJob(jobFor(flake, { ...own, 'use-ssh-config': 'true' }), user);
  expect(end.outputs['result'], end.shown).toBe('deployed');
  void go;
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

test('an sshd that takes one connection at a time, and a login shell that prints, disturb nothing', async () => {
  const { box, key, go } = await setOut({ box: { sshdLines: ['MaxStartups 1'] } });
  await box.writeFile('/root/.bashrc', 'echo "welcome to the machine"; echo oops >&2\n');
  const end = await go();
  expect(end.outputs['result'], end.shown).toBe('deployed');
  void key;
});
