import { type Rows, WRITING } from '../input.ts';
import { parseRollbackTarget } from '../rollback-target.ts';
import { readStorePath } from '../store-path.ts';
import { wholeNumber } from '../whole-number.ts';

export const GENERATIONS_INPUTS = {
  to: {
    parse: parseRollbackTarget,
    help: 'Where to roll back to: `previous`, the number of a generation, or a store path.',
    default: 'previous',
    modes: ['rollback'],
  },
  'expect-path': {
    parse: readStorePath,
    help: 'The store path (profile or toplevel) that the generation must have, because Nix uses numbers again.',
    unset: 'not compared',
    modes: ['rollback'],
  },
  'keep-generations': {
    parse: wholeNumber(1, 1000),
    help: 'Keep only this many of the newest generations. The running, booted, recorded and default ones, and those that are held, are kept too.',
    unset: 'all are kept',
    modes: WRITING,
  },
} satisfies Rows;
