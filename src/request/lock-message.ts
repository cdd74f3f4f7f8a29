import { plainText } from '../plain-text.ts';
import { accept, type Reading, refuse } from './reading.ts';

const LONGEST = 500;

/** One line of plain text: it is shown in other people's logs and terminals. */
export function parseLockMessage(text: string): Reading<string> {
  const fix = `write one line of at most ${LONGEST} characters`;
  if (text.length > LONGEST) return refuse(`it has ${text.length} characters`, fix);
  return plainText(text) === text && !/[\t\n\p{Cs}]/u.test(text)
    ? accept(text)
    : refuse('it has a line end or a control character', fix);
}
