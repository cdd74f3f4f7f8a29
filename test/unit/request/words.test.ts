import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSwitch } from '../../../src/request/switch.ts';
import { nearest, slipsBetween, word } from '../../../src/request/words.ts';
import { accepted, refused } from './read.ts';

const mode = word(['auto', 'deploy', 'plan']);

test('a known word is taken in any case', () => {
  expect(accepted(mode('Deploy'))).toBe('deploy');
});

test.each([
  ['deplyo', 'did you mean deploy? known: auto, deploy, plan'],
  ['paln', 'did you mean plan? known: auto, deploy, plan'],
  ['destroy', 'write one of auto, deploy, plan'],
  ['rollback', 'write one of auto, deploy, plan'],
  ['x', 'write one of auto, deploy, plan'],
])('the unknown word %s gets the known ones, and the nearest if one is near', (text, fix) => {
  expect(mode(text)).toMatchObject({ ok: false, why: `"${text}" is not known`, fix });
});

test.each([
  ['ssh-hots', 'ssh-host'],
  ['SSH_HOST', 'ssh-host'],
  ['timeuot', 'timeout'],
  ['zzzzzzzz', undefined],
  ['', undefined],
  ['t'.repeat(100_000), undefined],
])('the name nearest to %.20s', (text, expected) => {
  expect(nearest(text, ['ssh-host', 'ssh-port', 'timeout'])).toBe(expected);
});

test.each([
  ['', '', 0],
  ['', 'abc', 3],
  ['kitten', 'sitting', 3],
  ['ab', 'ba', 1],
  ['flaw', 'lawn', 2],
])('between %j and %j are %i slips', (a, b, slips) => {
  expect(slipsBetween(a, b)).toBe(slips);
});

test('slips are a distance: none only between equals, the same both ways, never more than the longer word', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '-'), maxLength: 12 });
  fc.assert(
    fc.property(text, text, (a, b) => {
      const slips = slipsBetween(a, b);
      expect(slips === 0).toBe(a === b);
      expect(slipsBetween(b, a)).toBe(slips);
      expect(slips).toBeLessThanOrEqual(Math.max(a.length, b.length));
      expect(slips).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
    }),
    { seed: 4, numRuns: 1000 },
  );
});

test('no text is taken for a word it is not', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(mode(text).ok).toBe(['auto', 'deploy', 'plan'].includes(text.toLowerCase()));
    }),
    { seed: 4, numRuns: 1000 },
  );
});

test.each([
  ['true', true],
  ['ON', true],
  ['False', false],
  ['off', false],
])('the switch %s', (text, value) => {
  expect(accepted(parseSwitch(text))).toBe(value);
});

test.each(['yes', 'no', '1', '0', 'truee', 'null'])('%s is not a switch', (text) => {
  expect(refused(parseSwitch(text))).toBe(`"${text}" is not a switch`);
});
