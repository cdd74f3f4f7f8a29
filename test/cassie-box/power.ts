import { type ChildProcess, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { type Chassis, firstProcessUnder, killAndWait, machineFolder, pidOf } from './chassis.ts';
import { waitUntil } from './wait-until.ts';

/** A box that is on. */
export type Power = {
  /** its process 1, as our world numbers it */
  readonly pid: number;
  /** resolves when the last of its processes is dead */
  readonly off: Promise<void>;
  cut(): Promise<void>;
};

/** Starts process 1 of a light box: namespaces of its own on an overlay of the root tree. */
export async function powerOnLight(chassis: Chassis, factorySystem: string): Promise<Power> {
  const child = spawnIn(chassis, [
    ...['unshare', '--mount', '--propagation', 'private', '--uts', '--ipc', '--pid', '--fork'],
    ...['--kill-child=KILL', `${machineFolder}/power-on`, chassis.folder, '/world/root', factorySystem],
  ]);
  return watch(child, () => firstProcessUnder(pidOf(child), 1));
}

/** Starts a box with real systemd as its process 1. systemd would outlive us, so all is in one more pid namespace. */
export async function powerOnSystemd(chassis: Chassis, factorySystem: string): Promise<Power> {
  const child = spawnIn(chassis, [
    ...['unshare', '--mount', '--propagation', 'private', '--pid', '--fork', '--mount-proc'],
    ...[
      '--kill-child=KILL',
      `${machineFolder}/power-on-systemd`,
      chassis.folder,
      '/world/root',
      factorySystem,
    ],
  ]);
  return watch(child, () => firstProcessUnder(pidOf(child), 2));
}

function spawnIn(chassis: Chassis, argv: readonly string[]): ChildProcess {
  const console = openSync(`${chassis.seen}/console`, 'a');
  const enter = ['nsenter', '--target', String(chassis.pid), '--mount', ...argv];
  return spawn('setpriv', ['--pdeathsig', 'KILL', ...enter], { stdio: ['ignore', console, console] });
}

// When process 1 of a pid namespace is killed, the kernel kills all others, and only then lets its parent know.
async function watch(child: ChildProcess, first: () => number | undefined): Promise<Power> {
  const off = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const pid = await waitUntil('the box has a first process', () => {
    if (child.exitCode !== null) throw new Error(`the box ended with ${child.exitCode}`);
    return first();
  });
  const cut = async (): Promise<void> => {
    process.kill(pid, 'SIGKILL');
    await off;
    await killAndWait(child);
  };
  return { pid, off, cut };
}
