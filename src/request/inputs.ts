import { GROUPS, type Group, type Row, type Rows } from './input.ts';
import { DEPLOY_RS_INPUTS } from './inputs/deploy-rs.ts';
import { GENERATIONS_INPUTS } from './inputs/generations.ts';
import { LOCK_INPUTS } from './inputs/lock.ts';
import { NIX_INPUTS } from './inputs/nix.ts';
import { RUN_INPUTS } from './inputs/run.ts';
import { SAFETY_INPUTS } from './inputs/safety.ts';
import { SSH_INPUTS } from './inputs/ssh.ts';
import { TARGET_INPUTS } from './inputs/target.ts';
import { TRUST_INPUTS } from './inputs/trust.ts';
import type { LateParser, Parser } from './reading.ts';

/**
 * All a user can say, one row an input: action.yml, the pages, `--help` and the parsing are drawn from it.
 * A new input is one row in its group's file, and the line of compose.ts that uses its value.
 */
export const INPUTS = {
  ...TARGET_INPUTS,
  ...SSH_INPUTS,
  ...TRUST_INPUTS,
  ...DEPLOY_RS_INPUTS,
  ...SAFETY_INPUTS,
  ...GENERATIONS_INPUTS,
  ...LOCK_INPUTS,
  ...NIX_INPUTS,
  ...RUN_INPUTS,
};

type InputName = keyof typeof INPUTS;

type Parsed<R> = R extends { readonly parse: Parser<infer T> | LateParser<infer T> } ? T : never;

/** The parsed value of every input; undefined where nothing was given and there is no default. */
export type Values = {
  readonly [N in InputName]: (typeof INPUTS)[N] extends { readonly default: string }
    ? Parsed<(typeof INPUTS)[N]>
    : Parsed<(typeof INPUTS)[N]> | undefined;
};

/** A row with its name and group, and with all its aliases. */
export interface Input extends Row<unknown> {
  readonly name: string;
  readonly group: Group;
  readonly aliases: readonly string[];
}

const ROWS_OF: Readonly<Record<Group, Rows>> = {
  target: TARGET_INPUTS,
  ssh: SSH_INPUTS,
  trust: TRUST_INPUTS,
  'deploy-rs': DEPLOY_RS_INPUTS,
  safety: SAFETY_INPUTS,
  generations: GENERATIONS_INPUTS,
  lock: LOCK_INPUTS,
  nix: NIX_INPUTS,
  run: RUN_INPUTS,
};

/** The table as a list, in the order of the groups. */
export const INPUT_LIST: readonly Input[] = GROUPS.flatMap((group) =>
  Object.entries(ROWS_OF[group]).map(([name, row]) => ({
    ...row,
    name,
    group,
    aliases: aliasesOf(name, row),
  })),
);

function aliasesOf(name: string, row: Row<unknown>): readonly string[] {
  const snake = name.replaceAll('-', '_');
  return [...new Set([...(snake === name ? [] : [snake]), ...(row.aliases ?? [])])];
}

const BY_NAME: ReadonlyMap<string, Input> = new Map(
  INPUT_LIST.flatMap((input) => [input.name, ...input.aliases].map((name) => [name, input] as const)),
);

/** The input that goes by this name or alias. */
export function inputNamed(name: string): Input | undefined {
  return BY_NAME.get(name);
}

/** Every name that can be given, aliases too. */
export const INPUT_NAMES: readonly string[] = [...BY_NAME.keys()];
