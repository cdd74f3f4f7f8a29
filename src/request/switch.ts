import { accept, type Reading, refuse, show } from './reading.ts';

const SWITCHES: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['on', true],
  ['false', false],
  ['off', false],
]);

/** true, false, on or off, in any case; nothing else, so that `yes` is never read as no. */
export function parseSwitch(text: string): Reading<boolean> {
  const value = SWITCHES.get(text.toLowerCase());
  return value === undefined ? refuse(`${show(text)} is not a switch`, 'write true or false') : accept(value);
}
