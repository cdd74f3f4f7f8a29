import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { nixEnvironment } from '../../src/nix/settings.ts';
import { mergeSettings } from '../../src/stages/node-settings.ts';
import { requestOf } from './request/ask.ts';

const { engine, nix } = await requestOf({});

describe("a profile's settings", () => {
  test('are deploy-rs’s own where nothing is said', () => {
    expect(mergeSettings([{}, {}, {}], engine, undefined)).toEqual({
      ...{ sshUser: userInfo().username, user: userInfo().username, sshOpts: [] },
      ...{ sudo: undefined, tempPath: undefined, magicRollback: true, autoRollback: true },
      ...{ fastConnection: false, remoteBuild: false, confirmTimeout: 30, activationTimeout: 240 },
    });
  });

  test('are taken from the inside out: profile, node, deploy', () => {
    const layers = [
      { user: 'root' },
      { user: 'a', confirmTimeout: 5 },
      { confirmTimeout: 9, sudo: 'doas -u' },
    ];
    expect(mergeSettings(layers, engine, undefined)).toMatchObject({
      ...{ user: 'root', confirmTimeout: 5, sudo: 'doas -u' },
    });
  });

  test('join sshOpts instead', () => {
    const layers = [{ sshOpts: ['-p', '1'] }, {}, { sshOpts: ['-A'] }];
    expect(mergeSettings(layers, engine, undefined).sshOpts).toEqual(['-p', '1', '-A']);
  });

  test('follow the inputs above all, also where an input says false', async () => {
    const { engine: inputs } = await requestOf({ 'auto-rollback': 'false', 'confirm-timeout': '1m' });
    const layers = [{ autoRollback: true, confirmTimeout: 5, sshUser: 'flake' }];
    expect(mergeSettings(layers, inputs, 'input')).toMatchObject({
      ...{ autoRollback: false, confirmTimeout: 60, sshUser: 'input', user: 'input' },
    });
  });

  test.each([[-1], [1.5], [70_000], [Number.NaN], ['30'], [null]])(
    'take no time that deploy-rs could not keep: %s',
    (confirmTimeout) => {
      expect(mergeSettings([{ confirmTimeout }], engine, undefined).confirmTimeout).toBe(30);
    },
  );

  test('are taken from attribute sets only', () => {
    expect(mergeSettings([null, 'text', ['list'], 7], engine, 'me')).toMatchObject({
      user: 'me',
      sshOpts: [],
    });
  });
});

describe("Nix's settings", () => {
  const folder = mkdtempSync(join(tmpdir(), 'settings-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const options = { ...nix, githubToken: 'ghs_secret', extraConfig: 'max-jobs = 2' };
  const world = {
    folder,
    environment: {},
    ownNix: { config: '', userConfFiles: '' },
    githubHost: 'github.test',
  };
  const settings = (more: Partial<typeof world> = {}) => nixEnvironment(options, { ...world, ...more });
  const files = (environment: Readonly<Record<string, string>>) => {
    const [ours = '', ...users] = environment['NIX_USER_CONF_FILES']?.split(':') ?? [];
    return { ours, users, text: readFileSync(ours, 'utf8') };
  };

  test('keep the token in a file of ours, and out of the environment', () => {
    const environment = settings();
    expect(JSON.stringify(environment)).not.toContain('ghs_secret');
    const { ours, text } = files(environment);
    expect(text).toMatch(/^extra-access-tokens = github\.test=ghs_secret\n\s*max-jobs = 2\n$/);
    expect(statSync(ours).mode & 0o77).toBe(0);
  });

  test('hand the token to no server that is not known to be its own', () => {
    const { text } = files(nixEnvironment(options, { ...world, githubHost: undefined }));
    expect(text).not.toContain('ghs_secret');
  });

  test('never accept what a flake asks to be configured, whatever the runner says', () => {
    const environment = settings({ ownNix: { config: 'accept-flake-config = true', userConfFiles: '' } });
    expect(environment['NIX_CONFIG']).toMatch(/^accept-flake-config = false$/m);
    expect(environment['NIX_CONFIG']).not.toContain('true');
  });

  test('keep what the runner says in NIX_CONFIG below what the step says', () => {
    const { text } = files(settings({ ownNix: { config: 'max-jobs = 9', userConfFiles: '' } }));
    expect(text.indexOf('max-jobs = 9')).toBeGreaterThanOrEqual(0);
    expect(text.indexOf('max-jobs = 9')).toBeLessThan(text.indexOf('max-jobs = 2'));
  });

  test.each<[Readonly<Record<string, string>>, string, readonly string[]]>([
    [{}, '/a:/b', ['/a', '/b']],
    [
      { HOME: '/home/me', XDG_CONFIG_DIRS: '/x:/y' },
      '',
      ['/home/me/.config/nix/nix.conf', '/x/nix/nix.conf', '/y/nix/nix.conf'],
    ],
    [{ XDG_CONFIG_HOME: '/c' }, '', ['/c/nix/nix.conf', '/etc/xdg/nix/nix.conf']],
  ])('leave the user’s own files in force: %j %s', (environment, userConfFiles, users) => {
    const own = nixEnvironment(options, { ...world, environment, ownNix: { config: '', userConfFiles } });
    expect(files(own).users).toEqual(users);
  });
});
