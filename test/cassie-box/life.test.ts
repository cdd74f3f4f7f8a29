import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { makeKey, startBox, waitUntil } from './cassie-box.ts';

test('a box is gone when the process that started it is killed', async () => {
  const program = `
    import { startBox } from '${import.meta.dirname}/cassie-box.ts';
    const boxes = await Promise.all([startBox({ name: 'orphan' }), startBox({ name: 'orphan', make: 'systemd' })]);
    console.log(boxes.map(({ address }) => address).join());
    setInterval(() => undefined, 1000);`;
  const argv = ['--input-type=module', '--eval', program];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  const started = descendantsOf(child.pid ?? 0);
  child.kill('SIGKILL');
  expect(started.length).toBeGreaterThan(8);
  await waitUntil('nothing is left', () => started.every((pid) => !existsSync(`/proc/${pid}`)));
});

test('eight boxes start at once, each with its own address, name, ids and host key', async () => {
  const boxes = await Promise.all(Array.from({ length: 8 }, () => startBox()));
  const different = async (what: (box: (typeof boxes)[number]) => unknown) =>
    new Set(await Promise.all(boxes.map(what))).size;
  expect(await different((box) => box.address)).toBe(8);
  expect(await different((box) => box.dnsName)).toBe(8);
  expect(await different((box) => box.machineId())).toBe(8);
  expect(await different((box) => box.bootId())).toBe(8);
  expect(await different(async (box) => (await box.hostKeys())[0]?.fingerprint)).toBe(8);
  await Promise.all(boxes.map((box) => box.stop()));
});

test('a box without a system has no generation, and can be at any address and port', async () => {
  const box = await startBox({ system: 'none', ipv6: true, port: 2222, hostKeyTypes: ['ed25519', 'rsa'] });
  expect(await box.truth()).toMatchObject({
    power: 'on',
    running: undefined,
    generations: [],
    bootDefault: undefined,
  });
  expect((await box.hostKeys()).map(({ type }) => type)).toEqual(['ed25519', 'rsa']);
  expect((await box.hostKeys())[0]?.knownHosts).toContain(`[${box.dnsName}]:2222 ssh-ed25519 AAAA`);
  expect(await box.sshdLog()).toContain(`Server listening on ${box.ipv6} port 2222`);
  await box.stop();
});

test('a key is made as it is asked for', async () => {
  const rsa = await makeKey({ type: 'rsa', bits: 2048, passphrase: 'open sesame', format: 'PEM' });
  expect(rsa.privateKey).toMatch(/^-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED/);
  expect(rsa.publicKey).toMatch(/^ssh-rsa AAAA/);
  rsa.remove();
});

function descendantsOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter(Boolean)
    .map(Number);
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}
