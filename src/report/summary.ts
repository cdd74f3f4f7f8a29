import { type Fault, wordFault } from '../fault.ts';
import type { Look } from '../host/look.ts';
import { storePathName } from '../nix/store-path.ts';
import {
  holdsSystem,
  isGood,
  type NodeOutcome,
  nowOf,
  type Outcome,
  RESULTS,
  type Result,
} from '../outcome.ts';
import { generationNotes, generationTable } from './generation-table.ts';
import { block, code, plain } from './markdown.ts';
import { wordDuration, wordNode } from './words.ts';

const SIGNS: Readonly<Record<Result, string>> = {
  unchanged: '✅',
  deployed: '✅',
  staged: '✅',
  planned: '📋',
  listed: '📋',
  refused: '⛔',
  'rolled-back': '↩️',
  failed: '❌',
  unknown: '❓',
};

/** Bytes: GitHub refuses a summary over 1 MiB whole, and the post step may add to it. */
const MOST = 900_000;

/** The job summary: first what became of it, then what runs, then the details one click away; of very many nodes the first alone. */
export function summaryOf(outcome: Outcome): string {
  const whole = textOf(outcome);
  if (Buffer.byteLength(whole) <= MOST) return whole;
  const nodes = outcome.nodes.map((node) => ({ ...node, before: undefined, after: undefined }));
  const short = textOf({ ...outcome, nodes });
  const cut = Buffer.from(short).subarray(0, MOST).toString();
  return `${cut.slice(0, cut.lastIndexOf('\n\n'))}\n\nThe rest is too long for a summary: it is in the report, a file named by the output report-file.\n\n`;
}

function textOf(outcome: Outcome): string {
  const { nodes, fault, planDigest, result, duration } = outcome;
  const heading = `${SIGNS[result]} ${titleOf(outcome)}`;
  return [
    `### ${heading}`,
    ...(fault === undefined ? [] : [faultText(fault, nodes.length === 0)]),
    ...nodes.map((node) => nodeText(node, nodes.length > 1)),
    `<sub>cassie-deploy · ${result} · ${wordDuration(duration)}${planDigest === undefined ? '' : ` · plan ${planDigest}`}</sub>`,
    '',
  ].join('\n\n');
}

function titleOf({ nodes, fault, result }: Outcome): string {
  const [only, ...others] = nodes;
  if (only !== undefined && others.length === 0) return plain(wordNode(only));
  if (only === undefined) return fault === undefined ? result : plain(fault.what);
  return `${nodes.length} profiles: ${countResults(nodes)}`;
}

/** `1 rolled-back, 2 deployed`: the worst first, as it is what a reader must see. */
function countResults(nodes: readonly NodeOutcome[]): string {
  const byResult = Map.groupBy(nodes, ({ result }) => result);
  return RESULTS.toReversed()
    .flatMap((result) => (byResult.has(result) ? [`${byResult.get(result)?.length} ${result}`] : []))
    .join(', ');
}

function nodeText(outcome: NodeOutcome, titled: boolean): string {
  const { aim, before, after, fault, result, wanted, notes } = outcome;
  const parts = titled ? [`#### ${SIGNS[result]} ${plain(wordNode(outcome))}`] : [];
  if (fault !== undefined) parts.push(faultText(fault, false));
  if (result === 'planned' && wanted !== undefined) parts.push(`would activate ${code(wanted)}`);
  if (notes.length > 0) parts.push(notes.map(plain).join('<br>'));
  if (aim === 'list generations') return [...parts, ...listing(nowOf(outcome))].join('\n\n');
  if (aim === 'look after the lock') return parts.join('\n\n');
  if (before !== undefined) parts.push(lookTable(holdsSystem(outcome), before, nowOf(outcome)));
  if (after !== undefined && after.generations.length > 0) parts.push(foldedGenerations(after));
  return parts.join('\n\n');
}

/** `isTitled`: what happened stands above already, as the title. */
function faultText(fault: Fault, isTitled: boolean): string {
  const [what = '', ...rest] = wordFault(fault).filter((line) => !line.startsWith('  | '));
  const lines = [...(isTitled ? [] : [`**${plain(what)}**`]), ...rest.map(plain)].join('<br>');
  return fault.lastLines.length === 0
    ? lines
    : `${lines}\n\n<details><summary>last lines</summary>\n\n${block(fault.lastLines)}\n\n</details>`;
}

function lookTable(isSystem: boolean, before: Look, after: Look | undefined): string {
  const rows = [
    ...(isSystem
      ? [
          row('running system', name(before.running), after && name(after.running)),
          row('boot default', name(before.bootDefault), after && name(after.bootDefault)),
        ]
      : [row('profile', name(before.profile), after && name(after.profile))]),
    row('generation', before.profileGeneration, after?.profileGeneration),
    row('failed units', units(before), after && units(after)),
    row(
      'reboot required',
      before.rebootRequired ? 'yes' : 'no',
      after && (after.rebootRequired ? 'yes' : 'no'),
    ),
  ];
  return ['| | before | after |', '|---|---|---|', ...rows].join('\n');
}

function row(title: string, before: string | number | undefined, after: string | number | undefined): string {
  const cell = (value: string | number | undefined) =>
    value === undefined ? 'not known' : code(String(value));
  return `| ${title} | ${cell(before)} | ${cell(after)} |`;
}

function name(path: string | undefined): string | undefined {
  return path === undefined ? undefined : storePathName(path);
}

function units(look: Look): string | undefined {
  if (look.failedUnits === undefined) return undefined;
  return look.failedUnits.length === 0 ? 'none' : look.failedUnits.join(', ');
}

function foldedGenerations(look: Look): string {
  return `<details><summary>generations</summary>\n\n${generationTable(look, 10)}\n\n</details>`;
}

/** What somebody asked for is not folded. */
function listing(look: Look | undefined): readonly string[] {
  if (look === undefined) return [];
  const table = look.generations.length === 0 ? [] : [generationTable(look, 100)];
  const notes = generationNotes(look).map(plain);
  return [...table, ...(notes.length === 0 ? [] : [notes.join('<br>')])];
}

/** What the post step adds after a run that was cut off. */
export function postSummaryOf(node: string, lines: readonly string[], result: Result): string {
  const sign = isGood(result) ? '✅' : SIGNS[result];
  return `### ${sign} ${plain(node)}, seen after the run was cut off\n\n${lines.map(plain).join('<br>')}\n\n`;
}
