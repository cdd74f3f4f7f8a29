import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { block, code, plain } from '../../../src/report/markdown.ts';

/** What keeps GitHub from reading a mention behind a decoded @. */
const SEPARATOR = '&#64;<!-- -->';

const decoded = (html: string) =>
  html.replace(/&#(\d+);/g, (_, number: string) => String.fromCodePoint(Number(number)));

/** Text as an attacker would write it, and any other. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        ...['<script>', '</pre>', '</details>', '`', '**', '__', '[x](http://x)', '![x](y)', '| a | b |'],
        ...[
          '@someone',
          '#1',
          'www.example.org',
          'https://example.org',
          '\n',
          '\r\n',
          '> ',
          '# ',
          '- ',
          '1. ',
        ],
        ...['$$', '```', '~~~', '&lt;', '&#60;', '<!--', '-->', '\\', ':tada:', ' '],
      ),
    )
    .map((parts) => parts.join('')),
);

describe('text in a summary', () => {
  test('holds nothing that Markdown, HTML or GitHub reads, whatever it is', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const shown of [plain(text), code(text).slice('<code>'.length, -'</code>'.length)]) {
          expect(shown.replaceAll(SEPARATOR, 'x').replace(/&#\d+;/g, 'x')).not.toMatch(
            /[&<>"'`*_~[\]\\|@#!$:\n]|^[-+=\d]|www\./,
          );
        }
      }),
      { seed: 4 },
    );
  });

  test('reads as it was, on one line', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(decoded(plain(text).replaceAll(SEPARATOR, '&#64;'))).toBe(text.replace(/\s+/g, ' '));
        expect(decoded(code(text))).toBe(`<code>${text.replace(/\s+/g, ' ')}</code>`);
      }),
      { seed: 4 },
    );
  });

  test('mentions nobody, also when GitHub reads entities before it looks for mentions', () => {
    expect(decoded(plain('ask @someone'))).toBe('ask @<!-- -->someone');
  });

  test('can not end the block of lines it stands in', () => {
    fc.assert(
      fc.property(fc.array(hostile), (lines) => {
        expect(block(lines).match(/<[^>]*>/g)).toEqual(['<pre>', '</pre>']);
        expect(decoded(block(lines))).toBe(`<pre>${lines.join('\n')}</pre>`);
      }),
      { seed: 4 },
    );
  });

  test('makes no link, neither from a scheme nor from www.', () => {
    expect(plain('see https://example.org or www.example.org')).toBe(
      'see https&#58;//example.org or www&#46;example.org',
    );
  });
});
