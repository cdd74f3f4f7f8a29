import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { duration } from '../../../src/request/duration.ts';
import { accepted, refused } from './read.ts';

const parse = duration(65_535);

test.each([
  ['30', 30],
  ['30s', 30],
  ['30S', 30],
  ['5m', 300],
  ['1h', 3600],
  ['007', 7],
  ['65535', 65_535],
  ['18h', 64_800],
])('%s is %i seconds', (text, seconds) => {
  expect(accepted(parse(text))).toBe(seconds);
});

describe('what is no time, or too much of it, is refused', () => {
  test.each([
    ['NaN', '"NaN" is not a duration'],
    ['-5', '"-5" is not a duration'],
    ['+5', '"+5" is not a duration'],
    ['1e9', '"1e9" is not a duration'],
    ['1.5m', '"1.5m" is not a duration'],
    ['0x10', '"0x10" is not a duration'],
    ['5 m', '"5 m" is not a duration'],
    ['5d', '"5d" is not a duration'],
    ['m', '"m" is not a duration'],
    ['1h30m', '"1h30m" is not a duration'],
    ['Infinity', '"Infinity" is not a duration'],
    ['٣', '"٣" is not a duration'],
    ['0', '"0" leaves no time'],
    ['0h', '"0h" leaves no time'],
    ['65536', '"65536" is more than 65535 seconds'],
    ['19h', '"19h" is more than 65535 seconds'],
    ['999999999999h', '"999999999999h" is more than 65535 seconds'],
  ])('%s', (text, why) => {
    expect(refused(parse(text))).toBe(why);
  });
});

test('whatever is accepted is a whole number of seconds within the bound', () => {
  const texts = fc.oneof(
    fc.string(),
    fc.integer().map(String),
    fc.double().map(String),
    fc.stringMatching(/^\d{0,14}[smhd]?$/),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const reading = parse(text);
      if (reading.ok)
        expect(reading.value).toSatisfy((one: number) => Number.isInteger(one) && one >= 1 && one <= 65_535);
    }),
    { seed: 4, numRuns: 3000 },
  );
});
