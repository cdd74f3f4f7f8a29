import { expect, test } from 'vitest';
import { errorMessage, withoutOurFrames } from '../../../src/nix/trace.ts';

const TRACE = `error:
       … while evaluating attribute 'web'
         at «string»:33:60:
           32|   settings = generic deploy;
             |                  ^
           34| }
       … while calling the 'import' builtin
         at /nix/store/wv4h4qzwqwk1cg2cy6ks9ln2fjc1rbdq-source/flake.nix:12:3:
           11|     {
             |   ^
       (stack trace truncated; use '--show-trace' to show the full, detailed trace)
       error: services.nginx: no such option`;

test('frames of our own expression are left out of a trace, those of the flake are kept', () => {
  const told = withoutOurFrames(TRACE);
  expect(told).not.toContain('«string»');
  expect(told).not.toContain('generic deploy');
  expect(told).toContain('-source/flake.nix:12:3:');
  expect(told).toContain('11|     {');
  expect(told).toContain("while calling the 'import' builtin");
});

test('the message is the innermost error, in one line', () => {
  expect(errorMessage(TRACE)).toBe('services.nginx: no such option');
  expect(errorMessage('error:\n       Failed assertions:\n       - no root file system\n')).toBe(
    'Failed assertions: - no root file system',
  );
  expect(errorMessage('error: syntax error, unexpected end of file\n       at /x/flake.nix:1:2:\n')).toBe(
    'syntax error, unexpected end of file',
  );
  expect(errorMessage('warning: Git tree is dirty')).toBeUndefined();
});
