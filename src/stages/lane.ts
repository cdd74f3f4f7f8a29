/** Lets at most `width` of those who enter go on at once; the others wait in their order. What is returned leaves again. */
export function openLane(width: number): () => Promise<() => void> {
  let inside = 0;
  const waiting: (() => void)[] = [];
  const leave = () => {
    const next = waiting.shift();
    if (next === undefined) inside--;
    else next();
  };
  return async () => {
    if (inside === width) await new Promise<void>((resolve) => waiting.push(resolve));
    else inside++;
    return leave;
  };
}
