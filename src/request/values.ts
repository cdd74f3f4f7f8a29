import type { Given } from './given.ts';
import { INPUT_LIST, type Input, type Values } from './inputs.ts';
import type { Note } from './note.ts';
import type { Complaint, Reading } from './reading.ts';
import type { Mode } from './request.ts';

/** An input that was given, and what its parser made of it. */
export interface ReadInput {
  readonly input: Input;
  readonly given: Given;
  readonly reading: Reading<unknown>;
}

export async function readInputs(given: ReadonlyMap<string, Given>): Promise<readonly ReadInput[]> {
  const read: ReadInput[] = [];
  for (const input of INPUT_LIST) {
    const text = given.get(input.name);
    if (text === undefined) continue;
    read.push({ input, given: text, reading: await input.parse(trimmed(input, text.text)) });
  }
  return read;
}

function trimmed(input: Input, text: string): string {
  return input.verbatim ? text : text.trim();
}

/** Is the input of use in this mode? Undefined: the mode is not chosen yet. */
function serves(input: Input, mode: Mode | undefined): boolean {
  return mode === undefined || input.modes === undefined || input.modes.includes(mode);
}

/** Every input's value; the default's where an input was not given, is of no use in the mode, or can't be read. */
export function valuesOf(read: readonly ReadInput[], mode: Mode | undefined): Values {
  const byName = new Map(
    read.filter(({ input }) => serves(input, mode)).map((one) => [one.input.name, one.reading]),
  );
  const entries = INPUT_LIST.map((input) => {
    const reading = byName.get(input.name);
    return [input.name, reading?.ok ? reading.value : defaultOf(input)];
  });
  // a cast, because entries lose that each name's value came from its own row's parser
  return Object.fromEntries(entries) as Values;
}

function defaultOf(input: Input): unknown {
  const reading = input.default === undefined ? undefined : input.parse(input.default);
  return reading !== undefined && 'ok' in reading && reading.ok ? reading.value : undefined;
}

export function complaintsOf(read: readonly ReadInput[], mode: Mode): readonly Complaint[] {
  return read.flatMap(({ input, given, reading }) =>
    reading.ok || !serves(input, mode) ? [] : [{ input: given.calledAs, why: reading.why, fix: reading.fix }],
  );
}

/** What was ignored in this mode, and what was trimmed. */
export function notesOf(read: readonly ReadInput[], mode: Mode): readonly Note[] {
  return read.flatMap(({ input, given }): readonly Note[] => {
    if (!serves(input, mode))
      return input.hidden || given.text === input.default ? [] : [ignored(given, mode)];
    return trimmed(input, given.text) === given.text ? [] : [wasTrimmed(given)];
  });
}

function ignored(given: Given, mode: Mode): Note {
  return { level: 'debug', text: `${given.calledAs} is not used in mode ${mode}` };
}

function wasTrimmed(given: Given): Note {
  return {
    level: 'info',
    text: `${given.calledAs}: white space around it was removed (a line end in the secret or variable?)`,
  };
}
