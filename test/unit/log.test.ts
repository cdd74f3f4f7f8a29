import { expect, test } from 'vitest';
import { harmless } from '../../src/report/log.ts';

test.each(['us', 'program', 'host'] as const)('no line of what %s says is a command', (from) => {
  const text = 'copy to root\n::add-mask::cassie\n  ::error::owned\r\n::stop-commands::x\n##[error]owned';
  for (const line of harmless(text, from).split('\n')) expect(line).not.toMatch(/^\s*::|##\[/);
});

test('a line of ours stays as it is', () => {
  expect(harmless('web runs the new system: generation 2', 'us')).toBe(
    'web runs the new system: generation 2',
  );
});
