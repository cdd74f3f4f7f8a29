import { INPUT_LIST, INPUT_NAMES, type Input, inputNamed } from './inputs.ts';
import type { Note } from './note.ts';
import { type Complaint, show } from './reading.ts';
import { nearest } from './words.ts';

/** What a user gave: inputs by the name they used, and the environment. An empty text is not given. */
export interface GivenTexts {
  readonly inputs: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** One input's text, and what to call it in a complaint. */
export interface Given {
  readonly calledAs: string;
  readonly text: string;
}

/** The text of every input by its own name: from its name, an alias, or its environment variable. */
export function gather(texts: GivenTexts): {
  readonly given: ReadonlyMap<string, Given>;
  readonly complaints: readonly Complaint[];
} {
  const given = new Map<string, Given>();
  const complaints: Complaint[] = [];
  for (const input of INPUT_LIST) {
    const [first, ...others] = ofInputs(input, texts.inputs);
    const found = first ?? ofEnvironment(input, texts.environment);
    if (found !== undefined) given.set(input.name, found);
    if (first !== undefined && others.some((other) => other.text !== first.text)) {
      complaints.push(differ(input, [first, ...others]));
    }
  }
  return { given, complaints };
}

function ofInputs(input: Input, inputs: GivenTexts['inputs']): readonly Given[] {
  const names = [input.name, ...input.aliases].filter((name) => isSet(input, inputs[name]));
  // GitHub fills in the default of the input's own name, so beside an alias it is not the user's word
  const own = inputs[input.name];
  const isFilledIn = input.expression !== undefined || own === input.default;
  const users = names.length > 1 && isFilledIn ? names.filter((name) => name !== input.name) : names;
  return users.map((name) => ({
    calledAs: name === input.name ? name : `${input.name} (given as ${name})`,
    text: inputs[name] ?? '',
  }));
}

function ofEnvironment(input: Input, environment: GivenTexts['environment']): Given | undefined {
  const name = input.environment;
  const text = name === undefined ? undefined : environment[name];
  return isSet(input, text) ? { calledAs: `${input.name} (from ${name})`, text: text ?? '' } : undefined;
}

function isSet(input: Input, text: string | undefined): boolean {
  // only white space is nothing, but in a secret: ssh/ says exactly what is wrong with such a key
  return text !== undefined && (input.secret && input.verbatim ? text : text.trim()) !== '';
}

function differ(input: Input, given: readonly Given[]): Complaint {
  const names = given.map((one) => one.calledAs.replace(/^.*given as (.*)\)$/, '$1'));
  return {
    input: input.name,
    why: `${names.join(' and ')} are one input, given with different values`,
    fix: `keep ${input.name}`,
  };
}

/** A warning for every name that is no input's, with the name it is likely meant to be. */
export function noteUnknown(inputs: GivenTexts['inputs']): readonly Note[] {
  return Object.keys(inputs)
    .filter((name) => inputNamed(name) === undefined)
    .map((name) => ({ level: 'warning', text: `there is no input ${show(name)}: ${suggest(name)}` }));
}

function suggest(name: string): string {
  const near = nearest(name, INPUT_NAMES);
  const input = near === undefined ? undefined : inputNamed(near);
  return input === undefined || input.hidden ? 'it is ignored' : `did you mean ${input.name}? It is ignored`;
}
