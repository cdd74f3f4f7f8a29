import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type Box,
  type BoxOptions,
  type Ended,
  type Flake,
  type FlakeOptions,
  failingUnit,
  flakyUnit,
  hireOperator,
  type Key,
  type MachineDescription,
  makeFlake,
  makeKey,
  outputOf,
  pieces,
  runToEnd,
  startBox,
} from './cassie-box.ts';

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

async function fleet(
  box: Box,
  machine: MachineDescription,
  options: Partial<FlakeOptions> = {},
): Promise<Flake> {
  const flake = await makeFlake({
    ...options,
    machines: { [box.name]: { hostname: box.dnsName, ...machine } },
  });
  undo.push(flake.remove);
  return flake;
}

/** A box after a run of plain deploy-rs with the machine as described. */
async function deployed(machineIs: MachineDescription, ...flags: string[]) {
  const box = await machine();
  const flake = await fleet(box, machineIs);
  const operator = await hireOperator(key, [box]);
  const ended = await operator.deploy(`${flake.folder}#cassie-box`, ...flags);
  return { box, flake, operator, ended };
}

const withoutRollback = ['--auto-rollback', 'false', '--magic-rollback', 'false'];

describe('a system that is switched to', () => {
  const exits: [string, MachineDescription, number, string, 'old' | 'new'][] = [
    [
      'an activation script',
      { behaviour: { activationFails: true } },
      2,
      'Failed to run activate script',
      'new',
    ],
    ['a boot loader', { behaviour: { breaksBootLoader: true } }, 1, 'Failed to install bootloader', 'old'],
    ['a pre-switch check', { behaviour: { preSwitchCheckFails: true } }, 1, 'Pre-switch check', 'old'],
    ['a unit', { units: { web: failingUnit } }, 4, 'the following units failed: web.service', 'new'],
  ];
  test.each(exits)('with %s that fails says so by its exit', async (_, description, status, text, runs) => {
    const box = await machine();
    const flake = await fleet(box, description);
    const systems = { old: box.runningSystem(), new: await flake.toplevel('cassie-box') };
    await box.addToStore(systems.new);
    const ended = await switchTo(box, systems.new);
    expect(ended.status).toBe(status);
    expect(ended.stderr).toContain(text);
    expect(box.runningSystem()).toBe(systems[runs]);
  });

  test('does better the second time if its unit is flaky', async () => {
    const box = await machine();
    const flake = await fleet(box, { units: { web: flakyUnit(1) } });
    const toplevel = await flake.toplevel('cassie-box');
    await box.addToStore(toplevel);
    expect((await switchTo(box, toplevel)).status).toBe(4);
    expect((await switchTo(box, toplevel)).status).toBe(0);
    expect(await box.failedUnits()).toEqual([]);
  });

  test('holds the lock while it hangs, so a second switch exits 11', async () => {
    const box = await machine();
    const flake = await fleet(box, { behaviour: { hangs: true } });
    const toplevel = await flake.toplevel('cassie-box');
    await box.addToStore(toplevel);
    const hanging = switchTo(box, toplevel);
    await box.waitUntil('the system is activated', () => box.runningSystem() === toplevel);
    expect((await box.truth()).switching).toBe(true);
    const second = await box.tryToRun([`${toplevel}/bin/switch-to-configuration`, 'test']);
    expect(second.status).toBe(11);
    expect(second.stderr).toBe('Could not acquire lock\n');
    await box.cutPower();
    await hanging;
    await box.powerOn();
    expect((await box.truth()).switching).toBe(false);
  });

  test('is named with the units that would change, before it changes them', async () => {
    const { box, ended } = await deployed({ version: '3' }, '--dry-activate');
    expect(ended.stderr).toContain('would restart the following units: cassie-web.service');
    expect(box.generations()).toHaveLength(1);
  });

  test('prints what it is told, byte by byte', async () => {
    const rocket = Buffer.from('🚀');
    const printsPieces = pieces(
      '::error::x\n',
      '\u001b[2J',
      rocket.subarray(0, 2),
      rocket.subarray(2),
      Buffer.of(0xff),
    );
    const box = await machine();
    const flake = await fleet(box, { behaviour: { printsPieces } });
    await box.addToStore(await flake.toplevel('cassie-box'));
    const ended = await switchTo(box, await flake.toplevel('cassie-box'));
    expect(ended.stderr).toContain('::error::x\n\u001b[2J🚀\ufffd');
  });

  test('changes the host key, prints on login, and fills the disk if it is so', async () => {
    const description = { changesHostKey: true, printsOnLogin: 'welcome', fills: '/boot' };
    const { box, operator } = await deployed({ behaviour: description }, ...withoutRollback);
    expect((await operator.ssh(box, 'true')).stderr).toContain('IDENTIFICATION HAS CHANGED');
    const knowing = await hireOperator(key, [box]);
    expect((await knowing.ssh(box, 'echo here')).stdout).toBe('welcome\nhere\n');
    expect(await box.run(['df', '--output=avail', '/boot'])).toMatch(/ 0$/);
  });

  test.each(['grub', 'extlinux'] as const)('is booted by %s', async (loader) => {
    const { box, flake, ended } = await deployed({ loader });
    expect(ended.status, ended.stderr).toBe(0);
    expect(await box.bootDefault()).toBe(await flake.toplevel('cassie-box'));
    await box.reboot();
    expect(box.bootedSystem()).toBe(await flake.toplevel('cassie-box'));
  });

  test('with another sshd configuration is what sshd follows', async () => {
    const other = await makeKey({ type: 'ecdsa' });
    const { box, operator } = await deployed(
      {
        config: {
          services: { openssh: { ports: [2222], settings: { PermitRootLogin: 'no' } } },
          users: { users: { izzy: { openssh: { authorizedKeys: { keys: [other.publicKey] } } } } },
        },
      },
      ...withoutRollback,
    );
    await box.addUser('izzy');
    expect((await operator.ssh(box, 'true')).status).toBe(255);
    const ssh = (user: string, file: string) =>
      runToEnd([
        'ssh',
        '-p2222',
        '-oStrictHostKeyChecking=no',
        '-oBatchMode=yes',
        '-i',
        file,
        `${user}@${box.address}`,
        'id -un',
      ]);
    expect((await ssh('root', key.file)).stderr).toContain('Permission denied');
    expect((await ssh('izzy', other.file)).stdout).toBe('izzy\n');
    other.remove();
  });
});

describe('the flake', () => {
  test('tells the commit that runs', async () => {
    const { box, flake } = await deployed({ tellsRevision: true });
    const version = JSON.parse(await box.run(['nixos-version', '--json']));
    expect(version).toEqual({ nixosVersion: '25.11.1', configurationRevision: await flake.revision() });
  });

  test('makes profiles of a library that takes --test and switches all the same', async () => {
    const { box, flake, ended } = await deployed({ library: 'ignores TEST' }, '--test');
    expect(ended.status, ended.stderr).toBe(0);
    expect(await box.bootDefault()).toBe(await flake.toplevel('cassie-box'));
  });

  test('makes profiles of a library whose activate-rs does not know --test', async () => {
    const { box, flake, ended } = await deployed({ library: '2025' }, '--test');
    expect(ended.status).toBe(1);
    // clap's own words come over ssh, and deploy-rs may end before it has passed them on
    expect(ended.stderr).toContain('exit status: 2');
    expect(box.generations()).toHaveLength(1);
    const help = [`${await flake.profile('cassie-box')}/activate-rs`, 'activate', '--help'];
    expect((await box.run(help)).includes('--boot')).toBe(true);
    expect((await box.run(help)).includes('--test')).toBe(false);
  });

  test('has more profiles than the system', async () => {
    const otherProfiles = { site: { name: 'site-1', activate: 'touch /var/lib/site' } };
    const { box, ended } = await deployed({ otherProfiles });
    expect(ended.status, ended.stderr).toBe(0);
    expect(await box.leftovers()).toContain('/var/lib/site');
  });

  test('can be built on the machine itself', async () => {
    const { box, flake, ended } = await deployed({ node: { remoteBuild: true } });
    expect(ended.status, ended.stderr).toBe(0);
    expect(box.runningSystem()).toBe(await flake.toplevel('cassie-box'));
  });

  test('can have the mistake of a profile that is not root’s', async () => {
    const box = await machine({ users: { izzy: { keys: [key.publicKey], trusted: true } } });
    const flake = await fleet(box, {}, { shape: 'no profile user' });
    const operator = await hireOperator(key, [box], 'izzy');
    const old = box.runningSystem();
    const ended = await operator.deploy(`${flake.folder}#cassie-box`);
    expect(ended.status).toBe(1);
    expect(box.runningSystem()).toBe(old);
  });

  test('fails to evaluate and to build with the words it is given', async () => {
    const box = await machine();
    const flake = await fleet(box, { evaluation: { error: 'there is no option nginx.enabel' } });
    await expect(flake.toplevel('cassie-box')).rejects.toThrow('there is no option nginx.enabel');
    await flake.change('cassie-box', { version: '8', build: { error: 'ld: cannot find -lssl' } });
    await expect(flake.toplevel('cassie-box')).rejects.toThrow('ld: cannot find -lssl');
  });

  test('holds what was asked for: packages, a kernel, specialisations, ballast, a virtual machine', async () => {
    const { box, flake } = await deployed({
      packages: { nginx: '1.28.0' },
      kernel: '6.12.9',
      specialisations: ['rescue'],
      mebibytes: 3,
      vm: { status: 3 },
    });
    const closure = await box.run(['nix-store', '--query', '--requisites', '/run/current-system']);
    expect(closure).toMatch(/-nginx-1\.28\.0$/m);
    expect(await box.run(['readlink', '/run/current-system/kernel'])).toMatch(/-linux-6\.12\.9$/);
    expect(await box.run(['ls', '/run/current-system/specialisation'])).toBe('rescue');
    const toplevel = await flake.toplevel('cassie-box');
    expect(
      Number((await outputOf(['nix', 'path-info', '--closure-size', toplevel])).split(/\s+/)[1]),
    ).toBeGreaterThan(3e6);
    const attribute = `${flake.folder}#nixosConfigurations.cassie-box.config.system.build.vm`;
    const vm = await outputOf(['nix', 'build', '--no-link', '--print-out-paths', attribute]);
    expect((await runToEnd([`${vm}/bin/run-cassie-box-vm`])).status).toBe(3);
  });

  test('keeps the path of a machine that nobody changed', async () => {
    const flake = await makeFlake({ machines: { a: {}, b: { version: '2' } } });
    undo.push(flake.remove);
    const before = await flake.profile('a');
    await flake.change('b', { version: '3', config: { networking: { hostName: 'c' } } });
    expect(await flake.profile('b')).toContain('-nixos-system-c-25.11.3');
    expect(await flake.profile('a')).toBe(before);
  });
});

function switchTo(box: Box, toplevel: string): Promise<Ended> {
  return box.tryToRun([`${toplevel}/bin/switch-to-configuration`, 'switch']);
}
