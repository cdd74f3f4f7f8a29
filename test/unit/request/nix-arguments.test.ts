import { describe, expect, test } from 'vitest';
import { parseNixArguments, parseNixConfig } from '../../../src/request/nix-arguments.ts';
import { accepted, refused } from './read.ts';

describe('arguments are split as a shell splits them, and nothing is expanded', () => {
  test.each([
    ['', []],
    [' --impure \n --show-trace\n', ['--impure', '--show-trace']],
    [`--option substituters "https://a https://b"`, ['--option', 'substituters', 'https://a https://b']],
    [`--argstr name 'it is'`, ['--argstr', 'name', 'it is']],
    [`a"b c"'d e'f`, ['ab cd ef']],
    [`""`, ['']],
    [String.raw`"say \"hi\" \n"`, [String.raw`say "hi" \n`]],
    [String.raw`a\ b`, ['a b']],
    ['$HOME *.nix ~ `id`', ['$HOME', '*.nix', '~', '`id`']],
    ['--no-accept-flake-config', ['--no-accept-flake-config']],
  ])('%j', (text, expected) => {
    expect(accepted(parseNixArguments(text))).toEqual(expected);
  });
});

const ACCEPTS = 'it lets the flake set options of Nix for this run (accept-flake-config)';
const TOKENS = 'it puts access-tokens on a command line, where others can read them';

test.each([
  ['--accept-flake-config', ACCEPTS],
  ['--impure "--accept-flake-config"', ACCEPTS],
  ['--option accept-flake-config true', ACCEPTS],
  ['--option access-tokens github.com=ghp_x', TOKENS],
  ['--extra-access-tokens github.com=ghp_x', TOKENS],
  ['--option "open', 'a quote or a last \\ is not closed'],
  ['end\\', 'a quote or a last \\ is not closed'],
  ['a\u0000b', 'it has a control character'],
  ['x'.repeat(20_000), 'it has 20000 characters'],
])('%.40j is refused', (text, why) => {
  const reading = parseNixArguments(text);
  expect(refused(reading)).toBe(why);
  expect(JSON.stringify(reading)).not.toContain('ghp_x');
});

test('nix.conf lines come through with plain line ends', () => {
  expect(accepted(parseNixConfig('cores = 2\r\nsandbox = true'))).toBe('cores = 2\nsandbox = true');
});

test.each(['accept-flake-config = true', 'cores = 2\r\n  accept-flake-config=true'])(
  '%j is refused',
  (text) => {
    expect(refused(parseNixConfig(text))).toBe(ACCEPTS);
  },
);
