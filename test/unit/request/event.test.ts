import { expect, test } from 'vitest';
import { chooseMode, type EventFacts, whyNothingToDo } from '../../../src/request/event.ts';

function event(name: string | undefined, facts: Partial<EventFacts> = {}): EventFacts {
  return { name, ref: 'refs/heads/main', deleted: false, fromFork: false, ...facts };
}

test.each([
  ['push', 'deploy'],
  ['workflow_dispatch', 'deploy'],
  ['schedule', 'deploy'],
  ['pull_request', 'plan'],
  ['merge_group', 'plan'],
  [undefined, 'deploy'],
] as const)('auto on %s is %s', (name, mode) => {
  expect(chooseMode('auto', event(name))).toBe(mode);
});

test.each([
  event('workflow_run'),
  event('repository_dispatch'),
  event('release', { ref: 'refs/tags/v1' }),
  event('push', { ref: 'refs/tags/v1' }),
  event('issue_comment'),
])('$name on $ref needs a mode, and does what it says', (facts) => {
  expect(() => chooseMode('auto', facts)).toThrow(
    expect.objectContaining({
      code: 'event-refused',
      refused: true,
      changed: 'no',
      fix: 'say it: `mode: deploy` or `mode: plan`',
    }),
  );
  expect(chooseMode('deploy', facts)).toBe('deploy');
  expect(chooseMode('plan', facts)).toBe('plan');
});

test.each([
  ['auto', event('pull_request_target')],
  ['plan', event('pull_request_target')],
  ['deploy', event('workflow_run', { fromFork: true })],
  ['plan', event('workflow_run', { fromFork: true })],
  ['deploy', event('pull_request', { fromFork: true })],
  ['rollback', event('pull_request', { fromFork: true })],
  ['generations', event('pull_request', { fromFork: true })],
  ['lock', event('pull_request', { fromFork: true })],
  ['lock', event('pull_request_target')],
] as const)('%s is refused where foreign code would meet secrets or a host: $name', (asked, facts) => {
  expect(() => chooseMode(asked, facts)).toThrow(
    expect.objectContaining({ code: 'event-refused', refused: true }),
  );
});

test.each(['rollback', 'generations', 'lock'] as const)('%s is done when somebody says so', (mode) => {
  for (const name of ['push', 'schedule', 'pull_request', 'issue_comment'])
    expect(chooseMode(mode, event(name))).toBe(mode);
});

test('a pull request of a fork is planned', () => {
  expect(chooseMode('auto', event('pull_request', { fromFork: true }))).toBe('plan');
});

test('the deletion of a branch asks for nothing', () => {
  expect(whyNothingToDo(event('push', { deleted: true }))).toBe('nothing to do: main was deleted');
  expect(whyNothingToDo(event('delete', { ref: 'refs/tags/v1' }))).toBe('nothing to do: v1 was deleted');
  expect(whyNothingToDo(event('push'))).toBeUndefined();
});
