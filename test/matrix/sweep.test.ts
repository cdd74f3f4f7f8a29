import { expect, test } from 'vitest';
import { openLane } from './lane.ts';
import { momentsOf, SWEEPS } from './sweep.ts';

/** A tenth of what scripts/matrix --sweep does; those first that wait longest. */
const MOMENTS = SWEEPS.toSorted((a, b) => b.lanes - a.lanes).flatMap((sweep) =>
  momentsOf(sweep)
    .filter((_, number) => number % 10 === 4)
    .map((at) => ({ sweep, name: sweep.name, at, percent: Math.round(at * 100) })),
);

test.concurrent.for(MOMENTS)(
  '$name at $percent %: one system all through, and the next run converges',
  async ({ sweep, at }) => {
    const lane = await openLane(
      sweep,
      MOMENTS.findIndex((one) => one.sweep === sweep && one.at === at),
    );
    const { complaints } = await lane.strike(at);
    await lane.close();
    if (complaints.length > 0) expect.fail(complaints.join('\n'));
  },
);
