import type { Box } from '../cassie-box/cassie-box.ts';

const STATES = ['armed', 'firing', 'back', 'disarmed', 'superseded', 'stuck', 'recorded'] as const;
export type GuardState = (typeof STATES)[number];

/** The state of the host's guard of now; undefined where there is none. */
export async function guardState(box: Box): Promise<GuardState | undefined> {
  const { stdout } = await box.tryToRun([
    'sh',
    '-c',
    'cd /var/lib/cassie-deploy/guard && ls "$(cat current)"',
  ]);
  return STATES.find((state) => stdout.split('\n').includes(`state.${state}`));
}

/** It may still put the old system back, or is just doing so. One that a power cut ended does nothing any more. */
export async function isGuardAtWork(box: Box): Promise<boolean> {
  const state = await guardState(box);
  return (state === 'armed' || state === 'firing') && (await isAlive(box));
}

/** As the guard itself tells it: a process whose number is in its folder, and which runs its program. */
async function isAlive(box: Box): Promise<boolean> {
  const script =
    'cd /var/lib/cassie-deploy/guard && id=$(cat current) && tr "\\0" " " <"/proc/$(cat "$id/pid")/cmdline" | grep -q " run $id "';
  return (await box.tryToRun(['sh', '-c', script])).status === 0;
}
