import { plainText } from '../plain-text.ts';

/** What a log can do; GitHub's groups, or nothing special on a terminal. */
export interface LogWriter {
  readonly line: (text: string) => void;
  readonly openGroup: (title: string) => void;
  readonly closeGroup: () => void;
}

/**
 * A line the runner can't read as a command: `::…` acts only at the start of a line, `##[…]` anywhere in it
 * (actions/runner, ActionCommand.cs). What others said always stands behind a bar.
 */
export function harmless(text: string, from: 'us' | 'program' | 'host'): string {
  const plain = plainText(text).replaceAll('##[', '# #[');
  if (from === 'host') return `  host | ${plain}`;
  if (from === 'program') return `  | ${plain}`;
  return plain.trimStart().startsWith('::') ? `| ${plain}` : plain;
}
