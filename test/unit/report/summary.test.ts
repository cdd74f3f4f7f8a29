import { expect, test } from 'vitest';
import { summaryOf } from '../../../src/report/summary.ts';
import { faultOf, nodeOf, outcomeOf, ROLLED_BACK } from './outcomes.ts';

const MIB = 1024 * 1024;
const SHOUT = Array.from({ length: 12 }, () => '\u{1f680}'.repeat(100_000));

test('is whole where it is short', () => {
  expect(summaryOf(ROLLED_BACK)).toContain('<summary>generations</summary>');
});

test('of a program that prints lines without end is one that GitHub takes', () => {
  const fault = faultOf({ what: 'x'.repeat(3_000_000), why: 'y'.repeat(3_000_000), lastLines: SHOUT });
  const summary = summaryOf(outcomeOf([nodeOf({ result: 'failed', fault })]));
  expect(Buffer.byteLength(summary)).toBeLessThan(MIB);
  expect(summary).toContain('last lines');
});

test.each([1_000, 20_000])(
  'of %i nodes is one that GitHub takes, and begins with what became of them',
  (count) => {
    const nodes = Array.from({ length: count }, (_, at) => nodeOf({ node: `web-${at}` }));
    const summary = summaryOf(outcomeOf(nodes));
    expect(Buffer.byteLength(summary)).toBeLessThan(MIB);
    expect(summary).toContain(`### ✅ ${count} profiles: ${count} deployed`);
    expect(summary).toContain('web-0');
    expect(summary).toContain('the output report-file');
  },
);
