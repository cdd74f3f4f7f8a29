import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Box,
  bootable,
  type Flake,
  hireOperator,
  type Key,
  makeFlake,
  makeKey,
  type Operator,
  startBox,
} from '../cassie-box/cassie-box.ts';

let key: Key;
let box: Box;
let flake: Flake;
let operator: Operator;
const undo: (() => unknown)[] = [];

beforeAll(async () => {
  key = await makeKey();
  undo.push(key.remove);
  box = await startBox({ make: 'vm', rootKeys: [key.publicKey] });
  undo.push(box.stop);
  flake = await makeFlake({ machines: { 'cassie-box': await version('2') } });
  undo.push(flake.remove);
  operator = await hireOperator(key, [box]);
  undo.push(operator.leave);
});

afterAll(async () => {
  for (const step of undo.reverse()) await step();
});

async function version(version: string) {
  return { version, hostname: box.dnsName, boots: await bootable() };
}

/** The entry that systemd-boot chose, as it left it in the firmware: UTF-16 behind four bytes. */
async function entryThatBooted(): Promise<string> {
  const variable = '/sys/firmware/efi/efivars/LoaderEntrySelected-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f';
  return box.run(['sh', '-c', `cat ${variable} | tail -c +5 | tr -d '\\000'`]);
}

// one machine, in the order of its life: a boot takes ten seconds
describe('a whole machine', () => {
  test('boots from its own disk, by its own boot loader', async () => {
    expect(await entryThatBooted()).toBe('nixos-generation-1.conf');
    const { running, booted, bootDefault, generations } = await box.truth();
    expect([running, booted, bootDefault]).toEqual(Array(3).fill(generations[0]?.toplevel));
    expect(await box.readFile('/proc/cmdline')).toContain(`init=${running}/init`);
    expect(await box.readFile('/proc/1/comm')).toBe('systemd\n');
  });

  test('that was deployed to with plain deploy-rs boots the new system, though nobody found it good', async () => {
    const ended = await operator.deploy(`${flake.folder}#cassie-box`);
    expect(ended.status, ended.stderr).toBe(0);
    await box.cutPower();
    const second = await flake.toplevel('cassie-box');
    expect(await box.bootDefault()).toBe(second);
    await box.powerOn();
    expect(await box.truth()).toMatchObject({ running: second, booted: second });
    expect(await entryThatBooted()).toBe('nixos-generation-2.conf');
  });

  test('that was deployed to with --test runs the new system, and boots the old one', async () => {
    const second = await flake.toplevel('cassie-box');
    await flake.change('cassie-box', await version('3'));
    const ended = await operator.deploy(`${flake.folder}#cassie-box`, '--test');
    expect(ended.status, ended.stderr).toBe(0);
    const third = await flake.toplevel('cassie-box');
    expect(await box.truth()).toMatchObject({ running: third, bootDefault: second });
    await box.cutPower();
    await box.powerOn();
    const { running, booted, profile } = await box.truth();
    expect([running, booted]).toEqual([second, second]);
    expect(profile?.toplevel, 'what deploy-rs made of the profile stays').toBe(third);
  });
});
