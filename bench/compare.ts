/** Times two things in turn, A B A B …, so that a machine whose speed drifts is fair to both. */
export interface Comparison {
  readonly ours: number;
  readonly theirs: number;
  /** Median of the ratios pair by pair. */
  readonly ratio: number;
}

export async function compare(
  pairs: number,
  ours: () => Promise<number>,
  theirs: () => Promise<number>,
): Promise<Comparison> {
  await ours();
  await theirs();
  const mine: number[] = [];
  const other: number[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    mine.push(await ours());
    other.push(await theirs());
  }
  const ratios = mine.map((time, at) => time / (other[at] ?? Number.NaN));
  return { ours: median(mine), theirs: median(other), ratio: median(ratios) };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : (high + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** Milliseconds that a piece of work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
