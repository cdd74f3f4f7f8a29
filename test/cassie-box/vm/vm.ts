import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import type { Box } from '../box.ts';
import type { Chassis } from '../chassis.ts';
import { describeHostKey } from '../host-keys.ts';
import { sshdAnswers } from '../sshd.ts';
import type { Switchboard } from '../start-box.ts';
import { makeBootDefault } from '../systems.ts';
import { readBootDefault, type Truth } from '../truth.ts';
import { waitUntil } from '../wait-until.ts';
import {
  type BackChannel,
  backChannel,
  backChannelIsOpen,
  backPort,
  layBackChannel,
} from './back-channel.ts';
import { startQemu, type VmPower } from './qemu.ts';
import { tool, tree, vmFolder } from './tools.ts';

/** The power switch of a whole machine. */
export type VmSwitchboard = Switchboard & {
  readonly inside: BackChannel;
  reboot(): Promise<void>;
  reset(): Promise<void>;
};

/** Makes a whole machine of a chassis: qemu with a disk. Whoever switches it on with a system has that installed on the disk first. */
export async function wireVm(chassis: Chassis, address: string, port: number): Promise<VmSwitchboard> {
  await layBackChannel(chassis);
  bringPrograms(chassis);
  let power: VmPower | undefined;
  const inside = backChannel(chassis, address, () => power);
  const on = async (system?: string): Promise<void> => {
    if (power) throw new Error('the box is on already');
    if (system) await chassis.run([`${vmFolder}/make-disk`, chassis.folder, '/world/root', tree, system]);
    else if (!existsSync(`${chassis.seen}/disk.img`))
      throw new Error('a whole machine needs a system on its disk');
    const before = consoleOf(inside).length;
    power = startQemu(chassis, address, [port, backPort]);
    void power.off.then(() => {
      power = undefined;
    });
    await bootedSince(before, inside);
  };
  const bootAgain = async (begin: () => unknown): Promise<void> => {
    const before = consoleOf(inside).length;
    await begin();
    await bootedSince(before, inside);
  };
  return {
    inside,
    on,
    cut: async () => power?.cut(),
    reboot: () => bootAgain(() => inside.tryToRun(['systemctl', 'reboot'])),
    reset: () => bootAgain(() => power?.reset()),
  };
}

/** What a whole machine does otherwise: it is looked at from inside, and so, but for the boot default, only while it is on. */
export function vmVerbs(vm: VmSwitchboard, { dnsName, port }: Pick<Box, 'dnsName' | 'port'>) {
  const { inside, reboot, reset } = vm;
  const look = (): Seen => seenIn(inside.runNow(lookInside));
  return {
    truth: async (): Promise<Truth> => {
      const { processes: _, ...seen } = seenIn(await inside.run(lookInside));
      return { power: 'on', ...seen };
    },
    profile: () => look().profile,
    generations: () => look().generations,
    runningSystem: () => look().running,
    bootedSystem: () => look().booted,
    processes: () => look().processes,
    bootDefault: async () => (inside.power() ? look().bootDefault : bootDefaultOnDisk(inside)),
    hostKeys: async () => {
      const files = await inside.run(['sh', '-c', 'cat /etc/ssh/ssh_host_*_key.pub']);
      return Promise.all(files.split('\n').map((line) => describeHostKey(line, dnsName, port)));
    },
    bootGeneration: async (generation: number) => {
      await makeBootDefault(inside, generation);
      await reboot();
    },
    reboot,
    reset,
  };
}

type Seen = Omit<Truth, 'power'> & { readonly processes: ReturnType<Box['processes']> };

const lookInside = ['/usr/lib/cassie-box/look-inside'];

function seenIn(json: string): Seen {
  return JSON.parse(json, (_, value) => value ?? undefined);
}

function bringPrograms({ seen }: Chassis): void {
  const usr = `${seen}/disk/upper/usr`;
  cpSync(vmFolder, `${usr}/lib/cassie-box`, { recursive: true });
  cpSync(`${vmFolder}/stage-2-vm`, `${usr}/sbin/init`);
}

// from within it is told on the console: until its network stands, every connection is taken, and nothing answers
async function bootedSince(before: number, inside: BackChannel): Promise<void> {
  const told = () => consoleOf(inside).subarray(before).toString();
  const isOpen = () => {
    if (!inside.power()) throw new Error('it went off');
    return told().includes(backChannelIsOpen);
  };
  try {
    await waitUntil('the box has booted', isOpen, { seconds: 120, every: 50 });
  } catch (error) {
    const end = told().split('\n').slice(-30).join('\n');
    throw new Error(`a whole machine did not boot; its console ends with\n${end}`, { cause: error });
  }
  await sshdAnswers(inside);
}

function consoleOf({ chassis }: BackChannel): Buffer {
  return readFileSync(`${chassis.seen}/console`);
}

async function bootDefaultOnDisk(inside: BackChannel): Promise<string | undefined> {
  const { chassis } = inside;
  rmSync(`${chassis.seen}/boot/loader`, { recursive: true, force: true });
  await chassis.run(
    tool('mcopy', '-s', '-i', `${chassis.folder}/disk.img@@1M`, '::/loader', `${chassis.folder}/boot`),
  );
  return readBootDefault(inside);
}
