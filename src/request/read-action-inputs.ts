import type { GivenTexts } from './given.ts';
import { INPUT_LIST } from './inputs.ts';

export interface ActionInputs extends GivenTexts {
  /** To be deleted from process.env at once: children inherit it, and any process of the user can read theirs. */
  readonly variablesToDelete: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = 'INPUT_';
const VARIABLES: readonly string[] = INPUT_LIST.flatMap(({ environment }) => environment ?? []);

/** The inputs as the runner hands them over: `ssh-private-key` is in INPUT_SSH-PRIVATE-KEY, unknown ones are there too. */
export function readActionInputs(environment: Environment): ActionInputs {
  const ofInputs = Object.keys(environment).filter((name) => name.startsWith(PREFIX));
  return {
    inputs: Object.fromEntries(ofInputs.map((name) => [inputName(name), environment[name] ?? ''])),
    environment: Object.fromEntries(VARIABLES.map((name) => [name, environment[name]])),
    variablesToDelete: [
      ...ofInputs,
      ...INPUT_LIST.flatMap((input) => (input.secret ? (input.environment ?? []) : [])),
    ],
  };
}

function inputName(variable: string): string {
  return variable.slice(PREFIX.length).toLowerCase();
}
