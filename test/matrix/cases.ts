import type { Case } from './case.ts';
import { ASKED_OTHERWISE_CASES } from './cases/asked-otherwise.ts';
import { CUT_OFF_CASES } from './cases/cut-off.ts';
import { FULL_DISK_CASES } from './cases/full-disks.ts';
import { HISTORY_CASES } from './cases/history.ts';
import { PLAIN_CASES } from './cases/plain.ts';

/** All of them, in the order of the table. */
export const CASES: readonly Case[] = [
  ...PLAIN_CASES,
  ...HISTORY_CASES,
  ...ASKED_OTHERWISE_CASES,
  ...FULL_DISK_CASES,
  ...CUT_OFF_CASES,
];
