import { accept, type Parser, refuse, show } from './reading.ts';

/** One of some words, in any case. */
export function word<const W extends string>(known: readonly W[]): Parser<W> {
  return (text) => {
    const found = known.find((one) => one === text.toLowerCase());
    if (found !== undefined) return accept(found);
    const near = nearest(text, known);
    const fix =
      near === undefined
        ? `write one of ${known.join(', ')}`
        : `did you mean ${near}? known: ${known.join(', ')}`;
    return refuse(`${show(text)} is not known`, fix);
  };
}

const LONGEST = 64;

/** The known word a person most likely meant, if one is near: at most one slip in three letters. */
export function nearest(text: string, known: readonly string[]): string | undefined {
  if (text.length > LONGEST) return undefined;
  const given = plain(text);
  let best: { readonly one: string; readonly slips: number } | undefined;
  for (const one of known) {
    const slips = slipsBetween(given, plain(one));
    const most = Math.max(1, Math.floor(Math.max(given.length, one.length) / 3));
    if (slips <= most && (best === undefined || slips < best.slips)) best = { one, slips };
  }
  return best?.one;
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll('_', '-');
}

/** Levenshtein's distance, where two letters in the wrong order count as one slip. */
export function slipsBetween(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let row = 1; row <= a.length; row++) {
    const next = [row];
    for (let at = 1; at <= b.length; at++) {
      const same = a[row - 1] === b[at - 1];
      const swapped = row > 1 && at > 1 && a[row - 1] === b[at - 2] && a[row - 2] === b[at - 1];
      next[at] = Math.min(
        cell(last, at) + 1,
        cell(next, at - 1) + 1,
        cell(last, at - 1) + (same ? 0 : 1),
        swapped ? cell(beforeLast, at - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = next;
  }
  return cell(last, b.length);
}

function cell(row: readonly number[], at: number): number {
  return row[at] ?? Number.POSITIVE_INFINITY;
}
