import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import {
  type Box,
  type BoxOptions,
  type Flake,
  type Key,
  type MachineDescription,
  makeFlake,
  makeKey,
  startBox,
  waitUntil,
} from '../cassie-box/cassie-box.ts';
import { Runner, type StepEnd, type StepOptions } from '../runner/runner.ts';

export interface Trip {
  readonly key: Key;
  readonly box: Box;
  readonly flake: Flake;
  readonly runner: Runner;
  /** Commits another description of the machine. */
  change(machine: MachineDescription): Promise<void>;
  /** Main and post, with these inputs beside the key; nothing of them may be left on the runner. */
  go(inputs?: Inputs, more?: Partial<StepOptions>): Promise<StepEnd>;
}

export type Inputs = Readonly<Record<string, string>>;

export interface TripOptions {
  readonly box?: BoxOptions;
  readonly machine?: MachineDescription;
  readonly inputs?: Inputs;
  readonly key?: Key | undefined;
}

/** A host that is reached by the name in its flake, with nothing pinned: what a test pins it says. */
export async function setOut(options: TripOptions = {}): Promise<Trip> {
  const key = options.key ?? (await makeKey());
  onTestFinished(key.remove);
  const box = await startBox({ rootKeys: [key.publicKey], ...options.box });
  onTestFinished(box.stop);
  const flake = await makeFlake({ machines: { [box.name]: { hostname: box.dnsName, ...options.machine } } });
  onTestFinished(flake.remove);
  const runner = jobFor(flake, { 'ssh-private-key': key.privateKey, ...options.inputs });
  const change = (machine: MachineDescription) =>
    flake.change(box.name, { hostname: box.dnsName, ...options.machine, ...machine });
  const go: Trip['go'] = (inputs = {}, more = {}) => runJob(runner, { ...more, inputs });
  return { key, box, flake, runner, change, go };
}

export function jobFor(flake: Pick<Flake, 'folder'>, inputs: Inputs): Runner {
  const runner = new Runner({
    workspace: flake.folder,
    inputs: {
      'confirm-timeout': '4',
      'activation-timeout': '30',
      'settle-time': '1',
      'verify-timeout': '20',
      ...inputs,
    },
  });
  onTestFinished(() => runner.remove());
  return runner;
}

export async function runJob(runner: Runner, more: Partial<StepOptions> = {}): Promise<StepEnd> {
  const end = await runner.main(more);
  expect(privateFolders(runner), 'main leaves no private folder').toEqual([]);
  const post = await runner.post();
  expect(post.raw, 'post has nothing to do after a run that ended by itself').toBe('');
  await nothingLeft(runner);
  keepForReading(end);
  return end;
}

/** No private folder, no ssh that others could share, no program that was started for the job. */
export async function nothingLeft(runner: Runner): Promise<void> {
  expect(privateFolders(runner)).toEqual([]);
  // what was killed needs a moment to be gone from /proc
  await waitUntil('every process of the job has ended', () => processesOf(runner).length === 0, {
    seconds: 2,
  }).catch(() => expect(processesOf(runner)).toEqual([]));
}

export function privateFolders({ temp }: Runner): readonly string[] {
  return readdirSync(temp).filter((name) => name.startsWith('cassie-') && !name.endsWith('.json'));
}

/** Argument lists of the processes that know the job's folder. */
export function processesOf({ temp }: Pick<Runner, 'temp'>): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((pid) => ({ pid, argv: readProc(pid, 'cmdline'), environment: readProc(pid, 'environ') }))
    .filter(({ argv, environment }) => argv !== '' && `${argv}${environment}`.includes(temp))
    .map(({ pid, argv }) => `${pid} ${argv.replaceAll('\0', ' ')}`);
}

export function readProc(pid: string, file: 'cmdline' | 'environ'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return ''; // it ended while we looked
  }
}

/** The fault as the annotation of the run shows it: title, what, why, fix. */
export function faultIn({ shown }: Pick<StepEnd, 'shown'>): string {
  return /^::error .*(?:\n {2}.*)*/m.exec(shown)?.[0] ?? '';
}

export function warningsIn({ shown }: Pick<StepEnd, 'shown'>): readonly string[] {
  return shown.split('\n').filter((line) => line.startsWith('::warning '));
}

/** What the sshd of the box saw of our key: lines that name its fingerprint (LogLevel VERBOSE says each key that is offered). */
export async function offersOf(key: Pick<Key, 'fingerprint'>, box: Box): Promise<number> {
  return (await box.sshdLog()).split('\n').filter((line) => line.includes(key.fingerprint)).length;
}

/** sshd says each key that it is offered, also one that it refuses. */
export const CHATTY = ['LogLevel VERBOSE'] as const;

/** With CASSIE_READ=FOLDER what was shown lies there, to be read as a user would. */
export function keepForReading({ shown, summary, outputs, code }: StepEnd, name = 'main'): void {
  const folder = process.env['CASSIE_READ'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  const test = (expect.getState().currentTestName ?? 'test').replace(/[^\w]+/g, '-').slice(0, 110);
  const { outcomes: _, generations: __, ...short } = outputs;
  const text = `${shown}\n--- exit ${code}\n${JSON.stringify(short)}\n--- summary\n${summary}\n`;
  writeFileSync(join(folder, `${test}-${Date.now() % 1e6}-${name}.txt`), text);
}
