import type { Case } from './case.ts';
import { harmTo, isTold } from './judge.ts';
import type { Act, HostSeen, Seen } from './play.ts';
import { systemsOf, wordSystems } from './systems.ts';

/** What one tool made of one case. */
export interface Cells {
  readonly said: string;
  readonly shows: string;
  /** Whether what was said is what the hosts show. */
  readonly isTrue: boolean;
  /** Whether a host took harm: locked out, half old and half new, a failed unit, something left behind. */
  readonly isHarmed: boolean;
}

export interface Row {
  readonly one: Case;
  /** A reason where it was not played. */
  readonly alone: Cells | string;
  readonly ours: Cells | string;
}

export function cellsOf({ first }: Pick<Seen, 'first'>): Cells {
  const rival = first.rival === undefined ? '' : `; the other: ${wordSaid(first.rival)}`;
  return {
    said: `${wordSaid(first.said)}${rival}`,
    shows: first.hosts.map((host) => wordHost(host, first)).join('; '),
    isTrue: first.hosts.every((host) => isTold(first, host)),
    isHarmed: first.hosts.some((host) => harmTo(host).length > 0 || isMixed(host)),
  };
}

/** The first clause: what follows names systems by their hashes. */
function wordSaid({ word, line }: Act['said']): string {
  const post = /; (post: .*)$/.exec(line)?.[1];
  const clause = line.replace(/; post: .*$/, '').replace(/: (?:it|SSH) .*| \([^)]*\).*/, '');
  return [word, ...[clause, post].filter(Boolean)].join(': ');
}

function wordHost(host: HostSeen, { hosts, nameOf }: Act): string {
  const systems = wordSystems(systemsOf(host.after.truth, nameOf));
  const name = hosts.length > 1 ? `${host.name}: ` : '';
  return [`${name}${systems}`, ...harmTo(host).map(shorten)].join(', ');
}

function shorten(text: string): string {
  return text
    .replace(/(?<=still runs )\S*?([\w-]+(?: [\w@-]+)?)(?: .*)?$/, '$1')
    .replace(/-[a-z0-9]{32}$/, '-…');
}

/** Not what ran before, and not one system all through. */
function isMixed({ before, after: { truth } }: HostSeen): boolean {
  const now = JSON.stringify([truth.running, truth.profile?.toplevel, truth.bootDefault]);
  const then = JSON.stringify([before.running, before.profile?.toplevel, before.bootDefault]);
  const isOne = truth.running === truth.profile?.toplevel && truth.running === truth.bootDefault;
  return !isOne && now !== then;
}

/** For docs/safety.md. */
export function markdownOf(rows: readonly Row[]): string {
  const head = '| case | `deploy` alone says | the host shows | cassie-deploy says | the host shows |';
  return [head, '| --- | --- | --- | --- | --- |', ...rows.map(markdownRow)].join('\n');
}

function markdownRow({ one, alone, ours }: Row): string {
  return `| ${[one.title, ...cellTexts(alone), ...cellTexts(ours)].map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
}

function cellTexts(cells: Row['ours']): readonly string[] {
  if (typeof cells === 'string') return [`not played: ${cells}`, ''];
  const { said, shows, isTrue, isHarmed } = cells;
  return [isTrue ? said : `${said} – **not true**`, isHarmed ? `**${shows}**` : shows];
}

/** For a terminal: each case with both below each other. */
export function textOf({ one, alone, ours }: Row): string {
  return [one.title, ...cellLines('deploy alone', alone), ...cellLines('cassie-deploy', ours)].join('\n');
}

function cellLines(tool: string, cells: Row['ours']): readonly string[] {
  if (typeof cells === 'string') return [`  ${tool.padEnd(14)}   not played: ${cells}`];
  const { said, shows, isTrue, isHarmed } = cells;
  return [
    `  ${tool.padEnd(14)} ${isTrue ? ' ' : '✗'} says   ${said}`,
    `  ${''.padEnd(14)} ${isHarmed ? '✗' : ' '} shows  ${shows}`,
  ];
}
