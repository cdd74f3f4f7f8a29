import { accept, type Parser, refuse, show } from './reading.ts';

const SECONDS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['s', 1],
  ['m', 60],
  ['h', 3600],
]);
const DURATION = /^(\d{1,12})([smh]?)$/;
const FORMS = 'write seconds (30 or 30s), minutes (5m) or hours (1h)';

/** Seconds of `30`, `30s`, `5m` or `1h`: a whole number from 1 to `most`. */
export function duration(most: number): Parser<number> {
  return (text) => {
    const [, digits, unit] = DURATION.exec(text.toLowerCase()) ?? [];
    const factor = unit === undefined ? undefined : SECONDS.get(unit);
    if (digits === undefined || factor === undefined) return refuse(`${show(text)} is not a duration`, FORMS);
    const seconds = Number(digits) * factor;
    if (seconds < 1) return refuse(`${show(text)} leaves no time`, 'write at least 1 second');
    if (seconds > most)
      return refuse(`${show(text)} is more than ${most} seconds`, `write at most ${most} seconds`);
    return accept(seconds);
  };
}
