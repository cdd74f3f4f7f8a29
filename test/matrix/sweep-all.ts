import { type Lane, type Moment, openLane } from './lane.ts';
import { inLanes } from './lanes.ts';
import { momentsOf, SWEEPS, type Sweep } from './sweep.ts';
import { cellsOf } from './table.ts';

/** Every sweep whose name has all the words. True when no moment led to anything that a sweep does not allow. */
export async function sweepAll(words: readonly string[]): Promise<boolean> {
  let wrong = 0;
  for (const sweep of SWEEPS.filter(({ name }) => words.every((word) => name.includes(word)))) {
    const moments = await sweepOne(sweep);
    wrong += moments.filter(({ complaints }) => complaints.length > 0).length;
  }
  console.log(`moments that led to what is not allowed: ${wrong}`);
  return wrong === 0;
}

async function sweepOne(sweep: Sweep): Promise<readonly Moment[]> {
  const lanes = await Promise.all(
    Array.from({ length: sweep.lanes }, (_, number) => openLane(sweep, number)),
  );
  const moments = await inLanes(lanes.length, momentsOf(sweep), async (at, number) => {
    const moment = await (lanes[number] as Lane).strike(at);
    console.log(wordMoment(sweep, moment));
    return moment;
  });
  await Promise.all(lanes.map((lane) => lane.close()));
  return moments;
}

function wordMoment({ name }: Sweep, { at, act, again, complaints }: Moment): string {
  const { said, shows } = cellsOf({ first: act });
  const line = [
    `${name} at ${(at * 100).toFixed(0).padStart(3)} %`,
    said,
    `shows ${shows}`,
    `again: ${again.said.word}`,
  ];
  return [line.join(' | '), ...complaints.map((text) => `    not allowed: ${text}`)].join('\n');
}
