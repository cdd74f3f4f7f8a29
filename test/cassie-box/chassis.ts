import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { outputOf } from './program.ts';

export const machineFolder: string = fileURLToPath(new URL('machine', import.meta.url));

/** What a box has while its power is off: disk/upper (/ but for the folders that follow), nix, boot. */
export type Chassis = {
  /** its folder, as its own mount namespace sees it */
  readonly folder: string;
  /** the same folder, as we see it */
  readonly seen: string;
  readonly pid: number;
  /** runs a program of ours in the chassis' mount namespace */
  run(argv: readonly string[]): Promise<string>;
  scrap(): Promise<void>;
};

export type Sizes = Readonly<Partial<Record<'disk' | 'nix' | 'boot', string | undefined>>>;

/** Dies with us, however we die: the kernel kills it, and with its mount namespace all its files go. */
export async function makeChassis({ disk = '1g', nix = '4g', boot = '64m' }: Sizes): Promise<Chassis> {
  const folder = `/run/cassie-box/${randomBytes(5).toString('hex')}`;
  mkdirSync(folder, { recursive: true });
  const argv = ['unshare', '--mount', '--propagation', 'private', `${machineFolder}/chassis`, folder];
  argv.push(disk, nix, boot);
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...argv], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`the chassis of a box ended with ${code}`)));
  });
  const pid = pidOf(child);
  return {
    folder,
    seen: `/proc/${pid}/root${folder}`,
    pid,
    run: (words) => outputOf(['nsenter', '--target', String(pid), '--mount', ...words]),
    scrap: async () => {
      await killAndWait(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error('a process did not start');
  return child.pid;
}

export function killAndWait(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

/** The descendant of a process that is number 1 in a pid namespace `depth` below ours, as soon as there is one. */
export function firstProcessUnder(pid: number, depth: number): number | undefined {
  for (const child of childrenOf(pid)) {
    const numbers = /^NSpid:\s+(.*)$/m.exec(readIfThere(`/proc/${child}/status`))?.[1]?.split('\t') ?? [];
    if (numbers.length === depth + 1 && numbers.at(-1) === '1') return child;
    const below = firstProcessUnder(child, depth);
    if (below !== undefined) return below;
  }
  return undefined;
}

function childrenOf(pid: number): readonly number[] {
  return readIfThere(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
