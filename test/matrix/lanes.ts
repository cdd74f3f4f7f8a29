/** Works through a list, so many at a time, in its order. */
export async function inLanes<T, R>(
  lanes: number,
  list: readonly T[],
  work: (one: T, lane: number) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const waiting = [...list.entries()];
  const lane = async (_: unknown, number: number) => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      results[next[0]] = await work(next[1], number);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}
