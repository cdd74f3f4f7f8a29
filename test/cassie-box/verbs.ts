import { readFileSync } from 'node:fs';
import type { Box } from './box.ts';
import { fillDisk } from './fill-disk.ts';
import { readHostKeys } from './host-keys.ts';
import type { Inside } from './inside.ts';
import { findLeftovers, listFiles } from './leftovers.ts';
import { changeHostKey, refuseLogins, sshdLog, startSshd, stopSshd } from './sshd.ts';
import type { Place, Switchboard } from './start-box.ts';
import { installByAnotherTool, makeBootDefault, switchByHand } from './systems.ts';
import {
  readBootDefault,
  readFailedUnits,
  readGenerations,
  readProcesses,
  readProfile,
  readSystemLink,
  readTruth,
} from './truth.ts';
import { addUser, authorize } from './users.ts';
import { waitUntil } from './wait-until.ts';

export type Verbs = Omit<Box, 'users'>;
type Label = Omit<Place, 'addresses'> & { readonly name: string; readonly port: number };

/** The verbs of a box, in the groups of the README. */
export function verbsOf(switchboard: Switchboard, label: Label): Verbs {
  const { inside } = switchboard;
  const { address, ipv6, dnsName, name, port } = label;
  return {
    ...{ address, ipv6, dnsName, name, port },
    ...looks(inside),
    ...files(inside),
    ...systems(switchboard),
    ...power(switchboard),
    ...logins(inside),
    hostKeys: () => readHostKeys(inside.chassis, dnsName, port),
    waitUntil,
  };
}

function looks(inside: Inside) {
  return {
    truth: () => readTruth(inside),
    profile: () => readProfile(inside),
    generations: () => readGenerations(inside),
    runningSystem: () => readSystemLink(inside, '/run/current-system'),
    bootedSystem: () => readSystemLink(inside, '/run/booted-system'),
    bootDefault: () => readBootDefault(inside),
    failedUnits: () => readFailedUnits(inside),
    processes: () => readProcesses(inside),
    bootId: () => inside.run(['cat', '/proc/sys/kernel/random/boot_id']),
    machineId: () => inside.run(['cat', '/etc/machine-id']),
  };
}

function files(inside: Inside) {
  let before: ReadonlySet<string> = new Set();
  return {
    rememberFiles: async () => {
      before = await listFiles(inside);
    },
    leftovers: () => findLeftovers(inside, before),
    run: (argv: readonly string[], input?: string) => inside.run(argv, { input }),
    tryToRun: (argv: readonly string[], input?: string) => inside.tryToRun(argv, { input }),
    readFile: async (path: string) => (await inside.tryToRun(['cat', path])).stdout,
    writeFile: async (path: string, text: string) => {
      await inside.run(['tee', path], { input: text });
    },
    fillDisk: (folder: string) => fillDisk(inside, folder),
  };
}

function systems({ inside, cut, on }: Switchboard) {
  return {
    installByAnotherTool: (toplevel: string, action = 'switch') =>
      installByAnotherTool(inside, toplevel, action),
    addToStore: inside.addToStore,
    switchByHand: (generation: number) => switchByHand(inside, generation),
    bootGeneration: async (generation: number) => {
      await makeBootDefault(inside, generation);
      await cut();
      await on();
    },
  };
}

function power({ inside, cut, on }: Switchboard) {
  const reset = async (): Promise<void> => {
    await cut();
    await on();
  };
  return {
    cutPower: cut,
    powerOn: () => on(),
    reboot: reset,
    reset,
    console: () => readFileSync(`${inside.chassis.seen}/console`, 'utf8'),
    stop: async () => {
      await cut();
      await inside.chassis.scrap();
    },
  };
}

function logins(inside: Inside) {
  return {
    addUser: (user: string, options = {}) => addUser(inside, user, options),
    authorize: (user: string, publicKey: string) => authorize(inside, user, publicKey),
    changeHostKey: () => changeHostKey(inside),
    stopSshd: () => stopSshd(inside),
    startSshd: () => startSshd(inside),
    sshdLog: () => sshdLog(inside),
    refuseLogins: (refuse = true) => refuseLogins(inside, refuse),
  };
}
