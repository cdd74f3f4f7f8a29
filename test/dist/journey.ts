import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test as base, expect } from 'vitest';
import {
  type Box,
  type BoxOptions,
  type Flake,
  type FlakeOptions,
  type Key,
  type MachineDescription,
  makeFlake,
  makeKey,
  startBox,
  type Truth,
} from '../cassie-box/cassie-box.ts';
import { Runner, type StepEnd, type StepOptions } from '../runner/runner.ts';

/** A host, the flake that describes it, and the runner of one job. */
export interface Journey {
  readonly key: Key;
  readonly box: Box;
  readonly flake: Flake;
  readonly runner: Runner;
  /** Commits another description of the machine (the flake keeps naming this box). */
  change(machine: MachineDescription): Promise<void>;
  /** Main and post as the runner starts them, with what the host was before and after. */
  step(more?: Partial<StepOptions>): Promise<Step>;
}

export type Step = StepEnd & {
  readonly before: Truth;
  readonly after: Truth;
  /** Connections that the host's sshd saw meanwhile. */
  readonly connections: number;
};

export interface JourneyOptions {
  readonly box?: BoxOptions;
  readonly machine?: MachineDescription;
  readonly flake?: Omit<FlakeOptions, 'machines'>;
  readonly inputs?: Readonly<Record<string, string>>;
}

/** Short, so that a host that takes a change back does so while somebody waits. */
const SHORT = {
  'confirm-timeout': '3',
  'activation-timeout': '20',
  'settle-time': '1',
  'verify-timeout': '20',
} as const;

/** What a test has at hand; all of it is gone when the test ends. */
export interface Setting {
  journey(options?: JourneyOptions): Promise<Journey>;
  host(options?: BoxOptions): Promise<{ readonly key: Key; readonly box: Box }>;
  flake(options: FlakeOptions): Promise<Flake>;
  /** A runner whose workflow has the key as a secret and the boxes' host keys pinned. */
  runner(place: Place, inputs?: Readonly<Record<string, string>>): Runner;
  /** Main, then post; whatever the journey, nothing secret is told and nothing of the run is left on the runner. */
  run(runner: Runner, place: Place, more?: Partial<StepOptions>): Promise<StepEnd>;
  undo(step: () => unknown): void;
}

/** Where a job runs: its checkout, its secret, and the hosts it pins. */
export interface Place {
  readonly flake: Pick<Flake, 'folder'>;
  readonly key: Key;
  readonly boxes: readonly Box[];
}

export const test = base.extend<{ readonly setting: Setting }>({
  setting: async ({ task }, use) => {
    const undo: (() => unknown)[] = [];
    await use(settingOf(task.name, (step) => undo.push(step)));
    for (const step of undo.reverse()) await step();
  },
});

function settingOf(name: string, undo: Setting['undo']): Setting {
  const setting: Setting = {
    undo,
    journey: (options) => startJourney(options ?? {}, setting),
    host: async (options) => {
      const key = await makeKey();
      undo(key.remove);
      const box = await startBox({ rootKeys: [key.publicKey], ...options });
      undo(box.stop);
      return { key, box };
    },
    flake: async (options) => {
      const flake = await makeFlake(options);
      undo(flake.remove);
      return flake;
    },
    runner: ({ flake, key }, inputs) => {
      const secret = { 'ssh-private-key': key.privateKey };
      const runner = new Runner({ workspace: flake.folder, inputs: { ...secret, ...SHORT, ...inputs } });
      undo(() => runner.remove());
      return runner;
    },
    run: async (runner, place, more) => {
      const end = await runStep(runner, place, more);
      keepForReading(name, end);
      return end;
    },
  };
  return setting;
}

async function startJourney(options: JourneyOptions, setting: Setting): Promise<Journey> {
  const { key, box } = await setting.host(options.box);
  const named = (machine: MachineDescription) => ({ hostname: box.dnsName, ...machine });
  const machines = { [box.name]: named(options.machine ?? {}) };
  const flake = await setting.flake({ ...options.flake, machines });
  const place = { flake, key, boxes: [box] };
  const runner = setting.runner(place, options.inputs);
  return {
    key,
    box,
    flake,
    runner,
    change: (machine) => flake.change(box.name, named(machine)),
    step: async (more) => {
      const [before, seen] = [await box.truth(), await countConnections(box)];
      const end = await setting.run(runner, place, more);
      return { ...end, before, after: await box.truth(), connections: (await countConnections(box)) - seen };
    },
  };
}

async function runStep(
  runner: Runner,
  { boxes, key }: Place,
  more: Partial<StepOptions> = {},
): Promise<StepEnd> {
  const lines = await Promise.all(boxes.map((box) => box.hostKeys()));
  const known = lines.flat().map((line) => line.knownHosts);
  const end = await runner.main({ ...more, inputs: { 'ssh-known-hosts': known.join('\n'), ...more.inputs } });
  const post = await runner.post();
  expect(post.raw, 'post has nothing to do after a run that ended by itself').toBe('');
  expect(readdirSync(runner.temp).filter((name) => /^cassie-(?!deploy-report)/.test(name))).toEqual([]);
  const told = [end.shown, end.summary, JSON.stringify(end.outputs), JSON.stringify(end.state)].join('\n');
  const secret = key.privateKey.split('\n').filter((line) => line.length > 20 && !line.startsWith('---'));
  for (const line of secret) expect(told).not.toContain(line);
  return end;
}

/** All connections that sshd ever saw, by its own log. */
export async function countConnections(box: Box): Promise<number> {
  return (await box.sshdLog()).match(/^Connection from /gm)?.length ?? 0;
}

/** The outputs say what the host shows, whatever became of it. */
export function expectTruth(step: Step, result: string): void {
  const { outputs, before, after } = step;
  expect(outputs['result'], step.shown).toBe(result);
  expect(step.code).toBe(GOOD.includes(result) ? 0 : 1);
  expect(outputs).toMatchObject({
    'store-path': after.running,
    generation: String(after.profile?.number ?? ''),
    'boot-default': after.bootDefault ?? 'not known',
    'previous-store-path': before.running,
    'previous-generation': String(before.profile?.number ?? ''),
    changed: String(stateOf(after) !== stateOf(before)),
    'rolled-back': String(result === 'rolled-back'),
  });
  const newlyFailed = after.failedUnits.filter((unit) => !before.failedUnits.includes(unit));
  expect(JSON.parse(outputs['failed-units'] ?? '')).toEqual(newlyFailed);
  expect(after.activating).toEqual([]);
}

const GOOD = ['deployed', 'unchanged', 'staged', 'planned', 'listed'];

/** What a deploy may change: which system runs, which boots, where the profile stands. */
export function stateOf({ running, bootDefault, profile }: Truth): string {
  return JSON.stringify([running, bootDefault, profile?.path]);
}

/** The fault as the annotation of the run shows it, with its title. */
export function faultIn({ shown }: Pick<StepEnd, 'shown'>): string {
  return /^::error .*(?:\n {2}.*)*/m.exec(shown)?.[0] ?? '';
}

/** With CASSIE_READ=FOLDER each step's log, summary and outputs lie there, to be read as a user would. */
function keepForReading(name: string, { shown, summary, outputs, code }: StepEnd): void {
  const folder = process.env['CASSIE_READ'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  const { outcomes: _, generations: __, ...short } = outputs;
  const text = `${shown}\n--- exit ${code}\n${JSON.stringify(short, null, 1)}\n--- summary\n${summary}`;
  writeFileSync(
    join(folder, `${name.replace(/[^\w]+/g, '-').slice(0, 90)}-${String(Date.now()).slice(-6)}.txt`),
    text,
  );
}
