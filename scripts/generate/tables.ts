import { GROUPS, type Group } from '../../src/request/input.ts';
import { INPUT_LIST, type Input } from '../../src/request/inputs.ts';
import { OUTPUTS, type Output } from '../../src/request/outputs.ts';

const ROWS: Readonly<Record<string, Output>> = OUTPUTS;
const SHOWN = INPUT_LIST.filter((input) => !input.hidden);

const TITLES: Readonly<Record<Group, string>> = {
  target: 'Target',
  ssh: 'SSH',
  trust: 'Trust in the host key',
  'deploy-rs': 'deploy-rs',
  safety: 'Safety of a switch',
  generations: 'Generations',
  lock: 'The lock on the host',
  nix: 'Nix',
  run: 'The run',
};

/** The README's table: the common inputs, first sentence only. */
export function commonInputs(): string {
  const common = SHOWN.filter((input) => input.common);
  const rows = common.map((input) => [code(input.name), defaultOf(input), firstSentence(input.help)]);
  return `${table(['input', 'default', ''], rows)}\n\nAll ${SHOWN.length} inputs: [docs/inputs.md](docs/inputs.md).`;
}

/** Every input that is shown, by group. */
export function allInputs(): string {
  return GROUPS.map((group) => {
    const rows = SHOWN.filter((input) => input.group === group).map(rowOf);
    return `### ${TITLES[group]}\n\n${table(['input', 'default', 'what it does', 'other names'], rows)}`;
  }).join('\n\n');
}

export function commonOutputs(): string {
  const common = Object.entries(ROWS).filter(([, output]) => output.common);
  const rows = common.map(([name, { help }]) => [code(name), firstSentence(help)]);
  const all = `All ${Object.keys(ROWS).length} outputs: [docs/inputs.md](docs/inputs.md#outputs).`;
  return `${table(['output', ''], rows)}\n\n${all}`;
}

export function allOutputs(): string {
  const rows = Object.entries(ROWS).map(([name, { help }]) => [code(name), help]);
  return table(['output', 'what it holds'], rows);
}

function rowOf(input: Input): readonly string[] {
  const only = input.modes === undefined ? '' : ` Used by: ${input.modes.join(', ')}.`;
  const names = [
    ...input.aliases.map(code),
    ...(input.environment === undefined ? [] : [`env ${code(input.environment)}`]),
  ];
  return [code(input.name), defaultOf(input), input.help + only, names.join(', ')];
}

function defaultOf(input: Input): string {
  return input.default === undefined ? (input.unset ?? '') : code(input.default);
}

function firstSentence(text: string): string {
  return /^.*?\.(?= [A-Z`]|$)/.exec(text)?.[0] ?? text;
}

function code(text: string): string {
  return `\`${text}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
