import { plainText } from '../plain-text.ts';

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
