import { describe, expect, test } from 'vitest';
import { KEY, notesOf, requestOf } from './ask.ts';

describe('what is said on the side', () => {
  test('an unknown input is warned about with the nearest name', async () => {
    expect(await notesOf({ 'ssh-hots': 'web', knownhosts: 'x', zzz: 'y' })).toEqual([
      { level: 'warning', text: 'there is no input "ssh-hots": did you mean ssh-host? It is ignored' },
      {
        level: 'warning',
        text: 'there is no input "knownhosts": did you mean ssh-known-hosts? It is ignored',
      },
      { level: 'warning', text: 'there is no input "zzz": it is ignored' },
    ]);
  });

  test('a trimmed host is said, with where it came from', async () => {
    expect((await requestOf({}, { SSH_HOST: 'web\n' })).ssh.host?.name).toBe('web');
    expect(await notesOf({}, { SSH_HOST: 'web\n' })).toEqual([
      {
        level: 'info',
        text: 'ssh-host (from SSH_HOST): white space around it was removed (a line end in the secret or variable?)',
      },
    ]);
  });

  test('what a plan does not use is a debug note; what GitHub filled in is none', async () => {
    const notes = await notesOf({ mode: 'plan', key: KEY, 'host-key-policy': 'accept-new', strategy: '{}' });
    expect(notes).toEqual([
      { level: 'debug', text: 'ssh-private-key (given as key) is not used in mode plan' },
    ]);
  });

  test.each([
    [{ 'fail-fast': true, 'job-total': 3 }, 1],
    [{ 'fail-fast': false, 'job-total': 3 }, 0],
    [{ 'fail-fast': true, 'job-total': 1 }, 0],
    ['none', 0],
  ])('the strategy %j gives %i warnings', async (strategy, count) => {
    expect(await notesOf({ strategy: JSON.stringify(strategy) })).toHaveLength(count);
    expect(await notesOf({ strategy: JSON.stringify(strategy), mode: 'plan' })).toEqual([]);
  });

  test('without a guard it is said what is lost', async () => {
    expect(await notesOf({ guard: 'off' })).toEqual([
      {
        level: 'warning',
        text: 'guard: off: nothing on the host puts the old system back when this job is cancelled or the link is cut',
      },
    ]);
    expect(await notesOf({ guard: 'off', mode: 'plan' })).toMatchObject([{ level: 'debug' }]);
  });

  test('health checks of a system that does not run yet are not run, and that is said', async () => {
    expect(await notesOf({ boot: 'true', 'health-checks': '- tcp: 443' })).toEqual([
      {
        level: 'info',
        text: 'health-checks are not run with boot: true: the new system runs after the next reboot',
      },
    ]);
  });

  test('a confirm-timeout without magic rollback is warned about', async () => {
    expect(await notesOf({ 'magic-rollback': 'off', 'confirm-timeout': '30' })).toMatchObject([
      { level: 'warning' },
    ]);
  });
});
