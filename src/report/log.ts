import { plainText } from '../plain-text.ts';

/**
 * A line the runner can't read as a command: `::…` acts only at the start of a line, `##[…]` anywhere in it
 * (actions/runner, ActionCommand.cs). What others said always stands behind a bar. A name from a flake may hold lines of its own.
 */
export function harmless(text: string, from: 'us' | 'program' | 'host'): string {
  const lines = plainText(text).replaceAll('##[', '# #[').split('\n');
  return lines.map((line) => harmlessLine(line, from)).join('\n');
}

function harmlessLine(line: string, from: 'us' | 'program' | 'host'): string {
  if (from === 'host') return `  host | ${line}`;
  if (from === 'program') return `  | ${line}`;
  return line.trimStart().startsWith('::') ? `| ${line}` : line;
}
