/** What became of one text a user gave: a value, or why it can't be used and what to write instead. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: string; readonly fix: string };

/** Reads one text. It never throws, and never repeats a secret in `why` or `fix`. */
export type Parser<T> = (text: string) => Reading<T>;

/** A parser that has to load something first. */
export type LateParser<T> = (text: string) => Promise<Reading<T>>;

/** One mistake in what a user gave. */
export interface Complaint {
  /** The input's name, with the other name it was given by. */
  readonly input: string;
  readonly why: string;
  readonly fix: string;
}

export function accept<T>(value: T): Reading<T> {
  return { ok: true, value };
}

export function refuse(why: string, fix: string): Reading<never> {
  return { ok: false, why, fix };
}

const LONGEST_SHOWN = 60;
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** A user's text in a sentence: quoted, made visible, and not shown when it is long or a key that stands in the wrong input. */
export function show(text: string): string {
  if (text.includes('PRIVATE KEY') || text.includes('PuTTY-User-Key')) return 'a private key';
  if (text.length > LONGEST_SHOWN) return `a text of ${text.length} characters`;
  return `"${text.replace(INVISIBLE, codePoint)}"`;
}

function codePoint(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
