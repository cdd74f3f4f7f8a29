import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type Box,
  type BoxOptions,
  type Flake,
  failingUnit,
  hireOperator,
  type Key,
  type MachineDescription,
  makeFlake,
  makeKey,
  startBox,
  unitThatDiesAfter,
} from '../cassie-box/cassie-box.ts';

let key: Key;
const undo: (() => unknown)[] = [];

beforeAll(async () => {
  key = await makeKey();
});
afterAll(() => key.remove());
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function machine(options: BoxOptions = {}): Promise<Box> {
  const box = await startBox({ rootKeys: [key.publicKey], ...options });
  undo.push(box.stop);
  return box;
}

async function fleet(box: Box, machine: MachineDescription): Promise<Flake> {
  const flake = await makeFlake({ machines: { [box.name]: { hostname: box.dnsName, ...machine } } });
  undo.push(flake.remove);
  return flake;
}

describe.each(['light', 'systemd'] as const)('a %s box', (make) => {
  test('boots its first generation and answers SSH with the key it shows', async () => {
    const box = await machine({ make });
    const operator = await hireOperator(key, [box]);
    const answer = await operator.ssh(
      box,
      'hostname; systemctl is-system-running; nixos-version --json; nix --version',
    );
    expect(answer.stdout).toBe('cassie-box\nrunning\n{"nixosVersion":"25.11.0"}\nnix (Nix) 2.26.3\n');
    const truth = await box.truth();
    expect(truth.generations.map(({ number }) => number)).toEqual([1]);
    expect(truth.running).toBe(truth.generations[0]?.path);
    expect(truth.bootDefault).toBe(truth.running);
    expect(truth.booted).toBe(truth.running);
  });

  test('is deployed to by plain deploy-rs, and boots the new system after a power cut', async () => {
    const box = await machine({ make });
    const flake = await fleet(box, { version: '1' });
    const operator = await hireOperator(key, [box]);
    const first = await operator.deploy(`${flake.folder}#cassie-box`);
    expect(first.status, first.stderr).toBe(0);
    expect(box.runningSystem()).toBe(await flake.toplevel('cassie-box'));
    expect(box.profile()).toEqual({
      number: 2,
      path: await flake.profile('cassie-box'),
      toplevel: await flake.toplevel('cassie-box'),
    });
    await flake.change('cassie-box', { hostname: box.dnsName, version: '2' });
    const second = await operator.deploy(`${flake.folder}#cassie-box`);
    expect(second.status, second.stderr).toBe(0);
    const before = await box.bootId();
    await box.cutPower();
    expect(await box.truth()).toMatchObject({ power: 'off', running: undefined, failedUnits: [] });
    await box.powerOn();
    expect(await box.bootId()).not.toBe(before);
    const truth = await box.truth();
    expect(truth.booted).toBe(await flake.toplevel('cassie-box'));
    expect(truth.running).toBe(truth.booted);
    expect(await box.leftovers()).toEqual([]);
  });

  test('keeps its boot default when deploy-rs only tests', async () => {
    const box = await machine({ make });
    const flake = await fleet(box, { version: '1' });
    const operator = await hireOperator(key, [box]);
    const old = box.runningSystem();
    const ended = await operator.deploy(`${flake.folder}#cassie-box`, '--test');
    expect(ended.status, ended.stderr).toBe(0);
    expect(box.runningSystem()).toBe(await flake.toplevel('cassie-box'));
    expect(await box.bootDefault()).toBe(old);
    await box.reboot();
    expect(box.runningSystem()).toBe(old);
  });

  test('is rolled back by deploy-rs when a unit fails', async () => {
    const box = await machine({ make });
    const flake = await fleet(box, { version: '1' });
    const operator = await hireOperator(key, [box]);
    await operator.deploy(`${flake.folder}#cassie-box`);
    const good = box.runningSystem();
    await flake.change('cassie-box', { hostname: box.dnsName, version: '2', units: { web: failingUnit } });
    const ended = await operator.deploy(`${flake.folder}#cassie-box`);
    expect(ended.status).toBe(1);
    expect(ended.stderr).toContain('warning: the following units failed: web.service');
    await box.waitUntil('the old system runs again', () => box.runningSystem() === good);
    await box.waitUntil('no unit fails', async () => (await box.failedUnits()).length === 0);
  });

  test('shows a unit that dies after the activation', async () => {
    const box = await machine({ make });
    const flake = await fleet(box, { units: { web: unitThatDiesAfter(0.3) } });
    await box.installByAnotherTool(await flake.toplevel('cassie-box'));
    await box.waitUntil('the unit is dead', async () => (await box.failedUnits()).includes('web.service'));
    expect((await box.tryToRun(['systemctl', 'is-system-running'])).stdout).toBe('degraded\n');
  });

  test('lets an untrusted user in, who may do by sudo what its rules say', async () => {
    const box = await machine({ make });
    const izzy = await box.addUser('izzy', { sudo: 'password', keys: [key.publicKey] });
    await box.addUser('cassie', { sudo: 'nopasswd', trusted: true, keys: [key.publicKey] });
    const asIzzy = await hireOperator(key, [box], 'izzy');
    expect((await asIzzy.ssh(box, 'sudo -n id -u')).status).not.toBe(0);
    expect((await asIzzy.ssh(box, `echo ${izzy.password} | sudo -S -p '' id -u`)).stdout).toBe('0\n');
    expect((await asIzzy.ssh(box, 'nix store info --json')).stdout).toContain('"trusted":0');
    const asCassie = await hireOperator(key, [box], 'cassie');
    expect((await asCassie.ssh(box, 'sudo -n id -u')).stdout).toBe('0\n');
    expect((await asCassie.ssh(box, 'sudo -n sh -c "command -v nix"')).stdout).toContain(
      '/run/current-system/',
    );
    expect((await asCassie.ssh(box, 'nix store info --json')).stdout).toContain('"trusted":1');
  });

  test('goes back by hand, and boots the generation it is told to', async () => {
    const box = await machine({ make });
    const flake = await fleet(box, { version: '1' });
    await box.installByAnotherTool(await flake.toplevel('cassie-box'));
    const [old, next] = box.generations();
    expect(box.runningSystem()).toBe(next?.toplevel);
    await box.switchByHand(1);
    expect(box.runningSystem()).toBe(old?.toplevel);
    expect(await box.bootDefault()).toBe(old?.toplevel);
    await box.bootGeneration(2);
    expect(box.runningSystem()).toBe(next?.toplevel);
  });

  test('keeps a transient unit through the end of the session that started it', async () => {
    const box = await machine({ make });
    const operator = await hireOperator(key, [box]);
    const command = "sh -c 'sleep 0.5; touch /var/lib/ran; exit 1'";
    const start = 'systemd-run --quiet --collect --unit=guard --service-type=exec -p KillMode=mixed';
    const started = await operator.ssh(box, `${start} ${command}`);
    expect(started.status, started.stderr).toBe(0);
    expect((await box.tryToRun(['systemctl', 'is-active', 'guard.service'])).stdout).toBe('active\n');
    await box.waitUntil('it ran', async () => (await box.leftovers()).includes('/var/lib/ran'));
    await box.waitUntil(
      'it is over',
      async () => (await box.tryToRun(['systemctl', 'is-active', 'guard'])).status !== 0,
    );
    expect(await box.failedUnits()).toEqual([]);
  });

  test('loses its sshd when the system is made so', async () => {
    const box = await machine({ make });
    const flake = await fleet(box, { version: '1', behaviour: { killsSshdAfterMs: 200 } });
    const operator = await hireOperator(key, [box]);
    await box.installByAnotherTool(await flake.toplevel('cassie-box'));
    await box.waitUntil('nobody gets in', async () => (await operator.ssh(box, 'true')).status !== 0);
    expect(box.processes().filter((argv) => argv.join(' ').includes('[listener]'))).toEqual([]);
    await box.startSshd();
    expect((await operator.ssh(box, 'true')).status).toBe(0);
  });

  test('shows another host key after a change, and turns logins away when told to', async () => {
    const box = await machine({ make, hostKeyTypes: ['ed25519', 'ecdsa'] });
    const operator = await hireOperator(key, [box]);
    const [before] = await box.hostKeys();
    await box.changeHostKey();
    const [after] = await box.hostKeys();
    expect(after?.fingerprint).not.toBe(before?.fingerprint);
    expect((await operator.ssh(box, 'true')).stderr).toContain('REMOTE HOST IDENTIFICATION HAS CHANGED');
    const knowing = await hireOperator(key, [box]);
    expect((await knowing.ssh(box, 'true')).status).toBe(0);
    await box.refuseLogins();
    expect((await knowing.ssh(box, 'true')).stderr).toContain('Permission denied');
    await box.refuseLogins(false);
    expect((await knowing.ssh(box, 'true')).status).toBe(0);
  });

  test('has a disk that can be full, and says what was left on it', async () => {
    const box = await machine({ make, bootSize: '1m' });
    const flake = await fleet(box, { version: '1' });
    const toplevel = await flake.toplevel('cassie-box');
    const free = await box.fillDisk('/boot');
    await expect(box.installByAnotherTool(toplevel)).rejects.toThrow('No space left on device');
    expect(box.runningSystem()).not.toBe(toplevel);
    await free();
    await box.installByAnotherTool(toplevel);
    await box.run(['touch', '/tmp/forgotten', '/var/lib/guard']);
    expect(await box.leftovers()).toEqual(['/tmp/forgotten', '/var/lib/guard']);
  });
});
