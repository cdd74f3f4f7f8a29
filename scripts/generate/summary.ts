import { summaryOf } from '../../src/report/summary.ts';
import { ROLLED_BACK } from '../../test/unit/report/outcomes.ts';

/** The README's example: a summary as the action writes it, in a quotation. */
export function exampleSummary(): string {
  return summaryOf(ROLLED_BACK)
    .trim()
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
}
