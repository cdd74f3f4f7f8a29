import { expect, test } from 'vitest';
import { tellingLines } from '../../../src/deploy-rs/chatter.ts';
import { engineCause } from '../../../src/deploy-rs/engine-causes.ts';

const program = (text: string) => ({ from: 'program', text }) as const;
const host = (text: string) => ({ from: 'host', text }) as const;

test('an activation that prints the words of sudo is not taken for a sudo that refuses', () => {
  const said = 'sudo: a password is required';
  expect(engineCause(said, false)?.why).toContain('sudo on the host asks for a password');
  expect(engineCause(said, true)).toBeUndefined();
});

test('an activation that was too slow is told apart from a login that could not confirm', () => {
  const slow = 'error: Error waiting for activation: Timeout elapsed for confirmation';
  const blind = 'error: Error waiting for confirmation event: Timeout elapsed for confirmation';
  expect(engineCause(slow, true)?.why).toContain('activation-timeout');
  expect(engineCause(blind, true)?.why).toContain('magic rollback');
});

test('of what deploy-rs prints only what helps to find a cause is kept, and none of its claims', () => {
  const lines = [
    program('Activating profile `system` for node `web`'),
    host('Activating profile'),
    host('Activating profile of the printer'),
    host('Failed to run activate script'),
    program('error: the path is not there'),
    program('Command { std: "nix" "eval"'),
    program('  deploy: deploy'),
    program('", kill_on_drop: false }'),
    program('error: Deployment to node web failed, rolled back to previous generation'),
  ];
  expect(tellingLines(lines)).toEqual([
    'Activating profile of the printer',
    'Failed to run activate script',
    'error: the path is not there',
  ]);
  expect(tellingLines(lines, 1)).toEqual(['error: the path is not there']);
});
