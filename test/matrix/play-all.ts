import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { between } from '../../scripts/generate/markers.ts';
import type { Case } from './case.ts';
import { CASES } from './cases.ts';
import { cassieDeploy } from './cassie-deploy.ts';
import { deployAlone } from './deploy-alone.ts';
import { complaintsAbout } from './judge.ts';
import { inLanes } from './lanes.ts';
import { play, type Seen } from './play.ts';
import { type Cells, cellsOf, markdownOf, type Row, textOf } from './table.ts';
import type { Tool } from './tool.ts';

const PAGE = resolve(import.meta.dirname, '../../docs/safety.md');
const LANES = 4;

interface Played extends Row {
  readonly complaints: readonly string[];
}

/** Every case whose title has all the words. True when cassie-deploy did as expected everywhere. */
export async function playAll(words: readonly string[]): Promise<boolean> {
  const cases = CASES.filter(({ title }) => words.every((word) => title.includes(word)));
  const rows = await inLanes(LANES, cases, async (one) => {
    const row = await playBoth(one);
    console.log(
      [textOf(row), ...row.complaints.map((text) => `    not as expected: ${text}`), ''].join('\n'),
    );
    return row;
  });
  const wrong = rows.filter(({ complaints }) => complaints.length > 0);
  console.log(`${rows.length} cases; cassie-deploy not as expected in ${wrong.length}`);
  for (const { one } of wrong) console.log(`  ${one.title}`);
  if (words.length === 0)
    writeFileSync(PAGE, between(readFileSync(PAGE, 'utf8'), 'matrix', markdownOf(rows)));
  return wrong.length === 0 && rows.length > 0;
}

async function playBoth(one: Case): Promise<Played> {
  const alone = one.notForDeployAlone ?? cellsOrReason(await tryToPlay(one, deployAlone));
  const seen = await tryToPlay(one, cassieDeploy);
  const complaints = typeof seen === 'string' ? [seen] : complaintsAbout(seen);
  return { one, alone, ours: cellsOrReason(seen), complaints };
}

function cellsOrReason(seen: Seen | string): Cells | string {
  return typeof seen === 'string' ? seen : cellsOf(seen);
}

/** What could not be played to its end is told, and the others go on. */
function tryToPlay(one: Case, tool: Tool): Promise<Seen | string> {
  return play(one, tool).catch((thrown: Error) => `it broke off: ${thrown.message}`);
}
