import { accept, type Reading, refuse, show } from './reading.ts';

/** Source: systemd.unit(5). */
const SUFFIX = /\.(?:service|socket|device|mount|automount|swap|target|path|timer|slice|scope)$/;
const HOW = 'write units as systemctl shows them, such as nginx or nginx.service';

/** A unit's name; `.service` is put after one without a suffix, as systemctl does. */
export function parseUnit(text: string): Reading<string> {
  return isName(text, /^[A-Za-z0-9_][A-Za-z0-9:_.\\@-]*$/)
    ? accept(withSuffix(text))
    : refuse(`${show(text)} is not a unit`, HOW);
}

/** Units with spaces, commas or line ends between; `*` and `?` stand for other characters. */
export function parseUnitPatterns(text: string): Reading<readonly string[]> {
  const words = [...new Set(text.split(/[\s,]+/).filter((one) => one !== ''))];
  if (words.length > MOST) return refuse(`it names ${words.length} units`, `name at most ${MOST}`);
  const wrong = words.find((one) => !isName(one, /^[A-Za-z0-9_*?][A-Za-z0-9:_.\\@*?-]*$/));
  if (wrong !== undefined)
    return refuse(`${show(wrong)} is neither a unit nor a pattern`, `${HOW}, or nginx*`);
  return accept(words.map((one) => (one.endsWith('*') ? one : withSuffix(one))));
}

const MOST = 200;

/** systemd allows 255 characters. */
function isName(text: string, form: RegExp): boolean {
  return text.length <= 255 && form.test(text);
}

function withSuffix(name: string): string {
  return SUFFIX.test(name) ? name : `${name}.service`;
}

/** Does one of the patterns mean this unit? `*` is any text, `?` one character; the time is at most pattern times name. */
export function isMeant(unit: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => fits(unit, pattern));
}

function fits(unit: string, pattern: string): boolean {
  let [at, star, mark] = [0, -1, 0];
  let here = 0;
  while (at < unit.length) {
    if (pattern[here] === '*') [star, mark] = [here++, at];
    else if (pattern[here] === '?' || pattern[here] === unit[at]) [here, at] = [here + 1, at + 1];
    else if (star >= 0) [here, at] = [star + 1, ++mark];
    else return false;
  }
  return /^\**$/.test(pattern.slice(here));
}
