import { duration } from '../duration.ts';
import { ON_A_HOST, type Rows } from '../input.ts';
import { parseLockMessage } from '../lock-message.ts';
import { parseMoment } from '../moment.ts';
import { word } from '../words.ts';

/** As long as a job may run on a self-hosted runner: five days. */
const ofAJob = duration(5 * 24 * 3600);

export const LOCK_INPUTS = {
  lock: {
    parse: word(['show', 'freeze', 'unfreeze', 'break']),
    help: 'What to do with the lock on the host: `show` it, `freeze` the host against deploys, `unfreeze` it, or `break` the lock of a run that is gone.',
    default: 'show',
    modes: ['lock'],
  },
  'lock-message': {
    parse: parseLockMessage,
    help: 'Why the host is frozen, in one line: whoever is stopped reads it.',
    modes: ['lock'],
  },
  'lock-until': {
    parse: parseMoment,
    help: 'When the freeze ends: `2026-12-24`, `2026-12-24T08:00Z` (UTC unless it says another zone), or from now, such as `2h` or `3d`.',
    unset: 'until `unfreeze`',
    modes: ['lock'],
  },
  'lock-wait': {
    parse: ofAJob,
    help: 'How long to wait for another run that holds the lock.',
    unset: 'does not wait',
    modes: ON_A_HOST,
  },
} satisfies Rows;
