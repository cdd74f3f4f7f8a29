import { existsSync } from 'node:fs';
import { Fault } from './fault.ts';
import { type GuardAnswer, putBack } from './host/guard.ts';
import type { LookQuestion } from './host/look.ts';
import { lookFresh } from './host/over-ssh.ts';
import { harmless } from './report/log.ts';
import { postSummaryOf } from './report/summary.ts';
import { judgeCutOff, type Seen } from './stages/judge-cut-off.ts';
import { childEnvironment } from './world/environment.ts';
import { endLeftovers } from './world/left-over.ts';
import { steadyNow } from './world/make-world.ts';
import { removePrivateFolder } from './world/private-folder.ts';
import { processStarter, type Start } from './world/process.ts';
import type { SwitchNote } from './world/world.ts';

/** Seconds that the post step may look before it says that it does not know. */
const PATIENCE = 180;

/**
 * The action's post step. After a run that ended by itself there is nothing left to do. After one that was cut off in a switch it has the guard put the
 * old system back, looks with a fresh login until nothing moves, tells what runs, and destroys the key.
 */
export async function runPost(): Promise<void> {
  const folder = process.env['STATE_folder'];
  if (folder === undefined || folder === '' || !existsSync(folder)) return;
  const destroy = () => {
    endLeftovers(folder);
    removePrivateFolder(folder);
  };
  leaveCleanWhenStopped(destroy);
  try {
    await lookAndTell(openNotes(process.env));
  } finally {
    destroy();
  }
}

/** A second cancel ends our looking, but never leaves the key behind. */
function leaveCleanWhenStopped(destroy: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => {
      destroy();
      process.exit(1);
    });
}

function openNotes(environment: Readonly<Record<string, string | undefined>>): readonly SwitchNote[] {
  return (
    Object.entries(environment)
      .filter(([name]) => name.startsWith('STATE_switch-'))
      // the state is what main wrote, in the form of its type
      .map(([, value]) => JSON.parse(value ?? '{}') as SwitchNote)
      .filter(({ phase }) => phase === 'switching')
  );
}

/** Looks at all hosts side by side, and tells one after another. */
async function lookAndTell(notes: readonly SwitchNote[]): Promise<void> {
  if (notes.length === 0) return;
  const core = await import('@actions/core');
  for (const { node } of notes)
    core.info(harmless(`the run was cut off while ${node} was being switched; looking at the host`, 'us'));
  const looks = notes.map(async (note) => ({ note, seen: await lookAfter(note) }));
  for (const look of looks) {
    const { note, seen } = await look;
    const [first = '', ...rest] = seen.lines;
    for (const line of [`${note.node}: ${first}`, ...rest.map((one) => `  ${one}`)])
      core.info(harmless(line, 'us'));
    if (process.env['GITHUB_STEP_SUMMARY'])
      await core.summary.addRaw(postSummaryOf(note.node, seen.lines, seen.result)).write();
  }
}

/** An armed guard is told to put the old system back now: nobody is left who could verify the new one. Without a guard there is only a look. */
async function finishSwitch(
  { host, guard }: SwitchNote,
  question: LookQuestion,
  startUncut: Start,
): Promise<Pick<GuardAnswer, 'look' | 'state'>> {
  if (guard !== undefined) {
    // for the way back, for the look, and for a host that has stopped answering
    const third = Math.max(1, question.patience / 3);
    return putBack(host, { ...question, patience: third }, { id: guard }, { startUncut }, Math.ceil(third));
  }
  return { look: await lookFresh(host, question, { startUncut }), state: undefined };
}

async function lookAfter(note: SwitchNote): Promise<Seen> {
  const environment = childEnvironment(process.env, { agent: true });
  const startUncut = processStarter(environment, new AbortController().signal);
  const until = steadyNow() + PATIENCE * 1000;
  const question = { profile: note.profileQuestion, watched: note.wantedProfile };
  for (;;) {
    const patience = Math.max(1, (until - steadyNow()) / 1000);
    const { look, state } = await finishSwitch(note, { ...question, patience }, startUncut);
    if (!(look instanceof Fault)) return judgeCutOff(note, look, state);
    if (steadyNow() >= until)
      return {
        result: 'unknown',
        lines: [
          `the host did not answer for ${PATIENCE} s: ${look.what}`,
          'what it runs is not known',
          ...wordFires(note),
        ],
      };
    await new Promise((resolve) => setTimeout(resolve, 2_000));
  }
}

function wordFires({ fires }: SwitchNote): readonly string[] {
  if (fires === undefined) return [];
  return [
    `the guard on the host puts the old system back by itself at ${new Date(fires).toISOString().slice(11, 19)} UTC, unless it was disarmed`,
  ];
}
