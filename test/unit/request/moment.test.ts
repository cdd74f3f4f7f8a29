import fc from 'fast-check';
import { expect, test } from 'vitest';
import { atOf, parseMoment } from '../../../src/request/moment.ts';
import { accepted, refused } from './read.ts';

test.each([
  ['2026-12-24', Date.UTC(2026, 11, 24)],
  ['2026-12-24T08:00Z', Date.UTC(2026, 11, 24, 8)],
  ['2026-12-24 08:00', Date.UTC(2026, 11, 24, 8)],
  ['2026-12-24t08:00:30z', Date.UTC(2026, 11, 24, 8, 0, 30)],
  ['2026-12-24T08:00+01:30', Date.UTC(2026, 11, 24, 6, 30)],
  ['2028-02-29', Date.UTC(2028, 1, 29)],
])('%s is a moment', (text, at) => {
  expect(accepted(parseMoment(text))).toEqual({ at });
});

test.each([
  ['30s', 30],
  ['2h', 7200],
  ['3d', 259_200],
  ['366D', 31_622_400],
])('%s is counted from now', (text, after) => {
  const moment = accepted(parseMoment(text));
  expect(moment).toEqual({ after });
  expect(atOf(moment, 1000)).toBe(1000 + after * 1000);
});

test.each([
  '30',
  '20261224',
  '2026-02-30',
  '2026-13-01',
  '2026-12-24T25:00Z',
  '2026-12-24T08:00+99:00',
  'tomorrow',
  '1w',
  '-1d',
  '24.12.2026',
])('%s is neither a date nor a time from now', (text) => {
  expect(refused(parseMoment(text))).toBe(`"${text}" is neither a date nor a time from now`);
});

test.each(['0d', '367d', '999999999999d', '8785h'])('%s is no time within a year', (text) => {
  expect(refused(parseMoment(text))).toBe(`"${text}" is no time within a year`);
});

test('every date comes back', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
      (date) => {
        date.setUTCMilliseconds(0);
        const text = date.toISOString().replace('.000', '');
        expect(accepted(parseMoment(text))).toEqual({ at: date.getTime() });
      },
    ),
    { seed: 4, numRuns: 500 },
  );
});
