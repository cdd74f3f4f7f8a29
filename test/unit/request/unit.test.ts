import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isMeant, parseUnitPatterns } from '../../../src/request/unit.ts';
import { accepted, refused } from './read.ts';

test('names and patterns stand side by side; a name without a suffix is a service', () => {
  expect(
    accepted(parseUnitPatterns(' nginx, dbus.socket\nbackup-*  user@?.slice nginx mnt-data\\x2d1.mount')),
  ).toEqual(['nginx.service', 'dbus.socket', 'backup-*', 'user@?.slice', 'mnt-data\\x2d1.mount']);
});

test.each(['a/b', '-x', 'a;b', 'ünit', 'x'.repeat(300)])('%.20s is neither a unit nor a pattern', (text) => {
  expect(refused(parseUnitPatterns(text))).toContain('is neither a unit nor a pattern');
});

test.each([
  ['nginx.service', 'nginx.service', true],
  ['nginx.service', 'nginx.socket', false],
  ['backup-*', 'backup-db.timer', true],
  ['backup-*', 'backup.service', false],
  ['*.mount', 'data.mount', true],
  ['*', 'anything.service', true],
  ['a?.service', 'ab.service', true],
  ['a?.service', 'a.service', false],
  ['a*b*c.service', 'axbxbxc.service', true],
  ['a.service', 'axservice', false],
])('%s on %s: %s', (pattern, unit, meant) => {
  expect(isMeant(unit, [pattern])).toBe(meant);
});

test('a pattern means what the regular expression of the same sense means, and in no long time', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 12 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), maxLength: 8 });
  fc.assert(
    fc.property(text, pattern, (unit, one) => {
      const source = one.replaceAll('.', '\\.').replace(/\*+/g, '.*').replaceAll('?', '.');
      expect(isMeant(unit, [one])).toBe(new RegExp(`^${source}$`).test(unit));
    }),
    { seed: 4, numRuns: 3000 },
  );
  const began = performance.now();
  isMeant('a'.repeat(255), [`${'a*'.repeat(120)}b`]);
  expect(performance.now() - began).toBeLessThan(500);
});
