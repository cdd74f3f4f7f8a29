import { wordWhatKeepsOut } from '../host/lock-words.ts';
import type { Generation, Look } from '../host/look.ts';
import { storePathName } from '../nix/store-path.ts';
import { code } from './markdown.ts';

/** What a generation is to its host at the time of the look. */
export interface Standing {
  readonly running: boolean;
  /** The profile is at it. */
  readonly current: boolean;
  readonly bootDefault: boolean;
  readonly booted: boolean;
  /** The host was rolled back from it. */
  readonly held: boolean;
}

export function standingOf({ storePath, toplevel, current }: Generation, look: Look): Standing {
  const isItsSystem = (path: string | undefined) => path !== undefined && path === toplevel;
  return {
    running: isItsSystem(look.running),
    current,
    bootDefault: isItsSystem(look.bootDefault),
    booted: isItsSystem(look.booted),
    held: look.held.some((path) => path === storePath || path === toplevel),
  };
}

function wordStanding(generation: Generation, look: Look): string {
  const { running, current, bootDefault, booted, held } = standingOf(generation, look);
  const words = { running, current, 'boot default': bootDefault, booted, held };
  return Object.entries(words)
    .flatMap(([word, isSo]) => (isSo ? [word] : []))
    .join(', ');
}

interface Column {
  readonly title: string;
  readonly cell: (generation: Generation, look: Look) => string;
  /** True for what a host or a flake could put into other words. */
  readonly foreign: boolean;
}

/** Numbers are used again by Nix after a rollback, so each stands with its path. */
const COLUMNS: readonly Column[] = [
  ours('generation', ({ generation }) => String(generation)),
  ours('is', wordStanding),
  ours('made (UTC)', ({ date }) => new Date(date * 1000).toISOString().slice(0, 16).replace('T', ' ')),
  foreign('NixOS', ({ nixosVersion }) => nixosVersion),
  foreign('kernel', ({ kernelVersion }) => kernelVersion),
  foreign('revision', ({ configurationRevision }) => shortRevision(configurationRevision)),
  foreign('specialisations', ({ specialisations }) => specialisations.join(', ')),
  foreign('store path', ({ storePath }) => storePath),
];

function ours(title: string, cell: Column['cell']): Column {
  return { title, cell, foreign: false };
}

function foreign(title: string, cell: Column['cell']): Column {
  return { title, cell, foreign: true };
}

/** A commit's hash is shortened as git does it; anything else somebody wrote to be read. */
function shortRevision(revision: string): string {
  return revision.replace(/^([0-9a-f]{12})[0-9a-f]{28}(?:[0-9a-f]{24})?(?=$|-)/, '$1');
}

/** The newest, and those that mean something now however old they are. */
function shownOf(look: Look, most: number): readonly Generation[] {
  return look.generations.filter((one, at) => at < most || wordStanding(one, look) !== '');
}

/** Without columns that say nothing of this host. */
function columnsOf(shown: readonly Generation[], look: Look): readonly Column[] {
  return COLUMNS.filter(({ cell }) => shown.some((one) => cell(one, look) !== ''));
}

/** Newest first, as Markdown. */
export function generationTable(look: Look, most: number): string {
  const shown = shownOf(look, most);
  const columns = columnsOf(shown, look);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rows = shown.map((one) =>
    columns.map((column) => {
      const text = column.cell(one, look);
      return column.foreign && text !== '' ? code(text) : text;
    }),
  );
  const head = [line(columns.map(({ title }) => title)), `|${columns.map(() => '---|').join('')}`];
  return [[...head, ...rows.map(line)].join('\n'), ...leftOut(look, shown)].join('\n\n');
}

/** Newest first, as plain lines in columns. */
export function generationLines(look: Look, most: number): readonly string[] {
  const shown = shownOf(look, most);
  const columns = columnsOf(shown, look).map(({ title, cell }) => {
    const cells = [title, ...shown.map((one) => cell(one, look))];
    const width = Math.max(...cells.map(({ length }) => length));
    return cells.map((text) => text.padEnd(width));
  });
  const lines = [0, ...shown.map((_, at) => at + 1)].map((at) =>
    columns.map((cells) => cells[at]).join('  '),
  );
  return [...lines.map((line) => line.trimEnd()), ...leftOut(look, shown)];
}

function leftOut({ generations }: Look, { length }: readonly Generation[]): readonly string[] {
  const left = generations.length - length;
  return left === 0
    ? []
    : [`${left} older not shown: the report has all, a file named by the output report-file`];
}

/** What the table can't show: a system that runs, boots next or was booted, and is no generation's own. */
export function generationNotes(look: Look): readonly string[] {
  const { generations, running, bootDefault, booted, rebootRequired } = look;
  if (generations.length === 0) return ['the profile has no generation'];
  if (generations.every(({ toplevel }) => toplevel === undefined)) return [];
  const systems = { 'running system': running, 'boot default': bootDefault, 'booted system': booted };
  const strays = Object.entries(systems).flatMap(([what, path]) => {
    if (path === undefined) return [`the ${what} is not known`];
    const isThere = generations.some(({ toplevel }) => toplevel === path);
    return isThere ? [] : [`the ${what} is no generation's own: ${storePathName(path)}`];
  });
  const inTable = (path: string) =>
    generations.some(({ storePath, toplevel }) => path === storePath || path === toplevel);
  const rest = { ...look, held: look.held.filter((path) => !inTable(path)) };
  return [...strays, ...(rebootRequired ? [REBOOT] : []), ...wordWhatKeepsOut(rest)];
}

const REBOOT =
  'reboot required: the running system has another kernel, initrd or kernel modules than the booted one';
