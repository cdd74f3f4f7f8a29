import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTargets } from '../../../src/request/target.ts';
import { accepted, refused } from './read.ts';

const target = (flake: string, node?: string, profile?: string) => ({ flake, node, profile });

describe('a target is split into flake, node and profile', () => {
  test.each([
    ['.', target('.')],
    ['.#', target('.')],
    ['#web', target('.', 'web')],
    ['.#web', target('.', 'web')],
    ['web', target('.', 'web')],
    ['cassie-box', target('.', 'cassie-box')],
    ['web.system', target('.', 'web', 'system')],
    ['.#web.system', target('.', 'web', 'system')],
    ['.#"a.b"', target('.', 'a.b')],
    ['"a.b".system', target('.', 'a.b', 'system')],
    ['.#"a.b".system', target('.', 'a.b', 'system')],
    ['.#web."x.y"', target('.', 'web', 'x.y')],
    ['.#1web', target('.', '1web')],
    ['./nixos#web', target('./nixos', 'web')],
    ['..', target('..')],
    ['/etc/nixos#web', target('/etc/nixos', 'web')],
    ['nixos#web', target('nixos', 'web')],
    ['github:o/r', target('github:o/r')],
    ['github:o/r/main?dir=nixos#web', target('github:o/r/main?dir=nixos', 'web')],
    [
      'git+ssh://git@example.org/r.git?ref=main#web',
      target('git+ssh://git@example.org/r.git?ref=main', 'web'),
    ],
  ])('%s', (text, expected) => {
    expect(accepted(parseTargets(text))).toEqual([expected]);
  });
});

test.each(['.#web .#db', 'web,db', ' web,\n db\n', 'web web .#db'])(
  'several targets stand side by side: %j',
  (text) => {
    expect(new Set(accepted(parseTargets(text)))).toEqual(new Set([target('.', 'web'), target('.', 'db')]));
  },
);

describe('what deploy-rs could not take is refused', () => {
  test.each([
    ['.#a.b.c', '"a.b.c" has more than node and profile'],
    ['.#web.', '"" is no profile\'s name'],
    ['.#.system', '".system" does not begin with the name of a node'],
    ['.#-web', '"-web" does not begin with the name of a node'],
    ['.#"web', '""web" does not begin with the name of a node'],
    ['.#""', 'deploy-rs can\'t take the name ""'],
    ['.#"a/b".system', 'deploy-rs can\'t take the name "a/b"'],
    ['.#web."$x"', 'deploy-rs can\'t take the name "$x"'],
    ['.#a/b', '"a/b" does not begin with the name of a node'],
    ['.#a#b', '"a#b" does not begin with the name of a node'],
    ['.#deploy.nodes.web', '"deploy.nodes.web" is a path in the flake'],
    ['nixos/web', '"nixos/web" is neither a node nor a flake'],
    ['--impure', '"--impure" begins with - and would be an option of Nix'],
    ['-x#web', '"-x" begins with - and would be an option of Nix'],
    ['~/nixos#web', 'nothing expands the ~ of "~/nixos"'],
    ['$HOME/nixos#web', '"$HOME/nixos" has a character of the shell'],
    ['.#web github:o/r#db', 'the targets come from different flakes'],
    ['. .#web', 'one of the targets names no node'],
    [', ,', 'it names nothing'],
    ['x'.repeat(5000), 'a text of 5000 characters is too long'],
  ])('%s', (text, why) => {
    expect(refused(parseTargets(text))).toBe(why);
  });
});

test('no text crashes it, and what it accepts needs no quoting and is no option', () => {
  const piece = fc.constantFrom(
    'web',
    '.',
    '#',
    '"',
    '/',
    '-',
    ' ',
    ',',
    'github:',
    '$',
    "'",
    '\n',
    '\u0000',
    'ü',
    '$x',
  );
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece, { maxLength: 10 }).map((all) => all.join('')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const reading = parseTargets(text);
      if (!reading.ok) return;
      expect(new Set(reading.value.map(({ flake }) => flake)).size).toBe(1);
      for (const { flake, node, profile } of reading.value) {
        expect(flake).toMatch(/^[^\s\p{C}"'`\\$#-][^\s\p{C}"'`\\$#]*$/u);
        expect(node ?? 'web').toMatch(/^[A-Za-z0-9_][^\s\p{C}"'`\\$#/]*$/u);
        expect(profile ?? 'system').toMatch(/^[A-Za-z0-9_][^\s\p{C}"'`\\$#/]*$/u);
      }
    }),
    { seed: 4, numRuns: 3000 },
  );
});
