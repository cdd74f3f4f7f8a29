import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lastLines, plainText } from '../../src/plain-text.ts';

const ACTS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

describe('plain text', () => {
  test.each([
    ['\u001b[31mred\u001b[0m', 'red'],
    ['\u001b]0;title\u0007text', 'text'],
    ['\u001b]8;;https://example.org\u001b\\link\u001b]8;;\u001b\\', 'link'],
    ['\u001b[2J\u001b[Hcleared', 'cleared'],
    ['\u009b31mred', '31mred'],
    ['a\bb\rc', 'abc'],
    ['admin\u202e gnp.exe', 'admin gnp.exe'],
    ['\ufeffbom', 'bom'],
    ['grüße, 世界 🚀\ttab', 'grüße, 世界 🚀\ttab'],
  ])('%j is %j', (text, plain) => {
    expect(plainText(text)).toBe(plain);
  });

  test('makes no terminal act, whatever it is given, and is plain already', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(
          fc.constantFrom(
            '\u001b',
            '[',
            ']',
            '31',
            'm',
            ';',
            '\u0007',
            '\\',
            'P',
            '\u009b',
            '\n',
            'x',
            '\u001b[',
          ),
        )
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (hostile) => {
        const plain = plainText(hostile);
        expect(plain).not.toMatch(ACTS);
        expect(plainText(plain)).toBe(plain);
      }),
      { seed: 4, numRuns: 1000 },
    );
  });

  test('keeps every character that only says something', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(plainText(text)).toBe(text.replace(new RegExp(ACTS, 'g'), ''));
      }),
      { seed: 4 },
    );
  });
});

test('the last lines leave out what says nothing', () => {
  expect(lastLines('one\n\n  two  \r\nthree\rfour\n\u001b[0m\n', 3)).toEqual(['  two', 'three', 'four']);
  expect(lastLines('')).toEqual([]);
});
