/**
 * The matrix inside scripts/world. Plays every case with both tools, prints what each said and what the hosts showed, and writes the table of
 * docs/safety.md; with words, only the cases whose titles have them all, and nothing is written. `--sweep` sweeps instead.
 * Ends with 1 if cassie-deploy did not do as expected somewhere.
 */

import { playAll } from './play-all.ts';
import { sweepAll } from './sweep-all.ts';

const words = process.argv.slice(2);
const isWell = words[0] === '--sweep' ? await sweepAll(words.slice(1)) : await playAll(words);
process.exit(isWell ? 0 : 1);
