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

/** It may still put the old system back, or is just doing so. */
export function isAtWork(state: GuardState | undefined): boolean {
  return state === 'armed' || state === 'firing';
}
