import { describe, expect, test } from 'vitest';
import { KEY, NOW, PUSH, parse, requestOf } from './ask.ts';

describe('what is asked for', () => {
  test('nothing but a key and a host is enough', async () => {
    expect(await requestOf({ 'ssh-private-key': KEY, 'ssh-host': 'root@192.0.2.7:2222' })).toMatchObject({
      mode: 'deploy',
      targets: [{ flake: '.', node: undefined, profile: undefined }],
      workingDirectory: '/checkout',
      ssh: { privateKey: KEY, host: { name: '192.0.2.7' }, user: 'root', port: 2222, policy: 'accept-new' },
      engine: { magicRollback: undefined, boot: false, test: false, checksigs: false },
      nix: { extraArgs: [], extraConfig: '', flakeCheck: false },
      guard: true,
      onFailure: undefined,
      verify: { checks: [], timeout: 60, settle: 5, ignoredUnits: [] },
      force: false,
      rollBackTo: { kind: 'previous' },
      expectPath: undefined,
      keepGenerations: undefined,
      lock: { action: 'show', message: undefined, until: undefined, wait: 0 },
      timeout: 1_800_000,
      verbose: false,
    });
  });

  test('every input finds its place', async () => {
    const hash = 'A'.repeat(43);
    expect(
      await requestOf({
        target: '.#web',
        'working-directory': 'nixos',
        'store-path': '/nix/store/00000000000000000000000000000000-web',
        'allow-host-mismatch': 'true',
        'ssh-private-key': KEY,
        'ssh-key-passphrase': 'open sesame\n',
        'ssh-host': 'web',
        'ssh-user': 'deploy',
        'ssh-port': '2222',
        'ssh-jump-host': 'j@jump:23',
        'ssh-config': 'Compression yes\n',
        'use-ssh-config': 'on',
        'ssh-known-hosts': 'web ssh-ed25519 AAAA\n',
        'ssh-host-fingerprint': `SHA256:${hash}`,
        'host-key-policy': 'strict',
        'ssh-jump-known-hosts': 'jump ssh-ed25519 AAAA\n',
        'ssh-jump-host-fingerprint': `SHA256:${hash}`,
        'magic-rollback': 'true',
        'auto-rollback': 'false',
        'confirm-timeout': '1m',
        'activation-timeout': '5m',
        'remote-build': 'false',
        'fast-connection': 'true',
        sudo: 'doas -u',
        'temp-path': '/var/tmp',
        checksigs: 'true',
        boot: 'true',
        guard: 'off',
        'on-failure': 'keep',
        'health-checks': '  - unit: nginx\n  - tcp: 443\n',
        'verify-timeout': '2m',
        'settle-time': '10s',
        'ignore-failed-units': 'nginx, backup-*',
        force: 'true',
        'keep-generations': '5',
        'lock-wait': '10m',
        'flake-check': 'on',
        'extra-nix-config': 'cores = 2',
        'extra-nix-args': '--impure',
        'github-token': 'ghs_token',
        timeout: '1h',
        verbose: 'true',
      }),
    ).toEqual({
      mode: 'deploy',
      targets: [{ flake: '.', node: 'web', profile: undefined }],
      workingDirectory: '/checkout/nixos',
      storePath: '/nix/store/00000000000000000000000000000000-web',
      allowHostMismatch: true,
      ssh: {
        privateKey: KEY,
        passphrase: 'open sesame',
        host: { name: 'web', user: undefined, port: undefined },
        user: 'deploy',
        port: 2222,
        pins: { knownHosts: 'web ssh-ed25519 AAAA\n', fingerprints: [`SHA256:${hash}`] },
        policy: 'strict',
        jump: {
          name: 'jump',
          user: 'j',
          port: 23,
          pins: { knownHosts: 'jump ssh-ed25519 AAAA\n', fingerprints: [`SHA256:${hash}`] },
        },
        config: 'Compression yes\n',
        useOwnConfig: true,
      },
      engine: {
        magicRollback: true,
        autoRollback: false,
        confirmTimeout: 60,
        activationTimeout: 300,
        remoteBuild: false,
        fastConnection: true,
        sudo: 'doas -u',
        tempPath: '/var/tmp',
        checksigs: true,
        boot: true,
        test: false,
      },
      guard: false,
      onFailure: 'keep',
      verify: {
        checks: [
          {
            kind: 'unit',
            unit: 'nginx.service',
            name: 'unit nginx.service',
            grace: 0,
            interval: 2,
            retries: 5,
            timeout: 10,
          },
          {
            kind: 'tcp',
            host: undefined,
            port: 443,
            name: 'tcp 443',
            grace: 0,
            interval: 2,
            retries: 5,
            timeout: 10,
          },
        ],
        timeout: 120,
        settle: 10,
        ignoredUnits: ['nginx.service', 'backup-*'],
      },
      force: true,
      rollBackTo: { kind: 'previous' },
      expectPath: undefined,
      keepGenerations: 5,
      lock: { action: 'show', message: undefined, until: undefined, wait: 600 },
      nix: { extraConfig: 'cores = 2', extraArgs: ['--impure'], githubToken: 'ghs_token', flakeCheck: true },
      timeout: 3_600_000,
      verbose: true,
    });
  });

  test.each(['rollback', 'generations', 'lock'])('%s logs in as a deploy does', async (mode) => {
    const request = await requestOf({ mode, key: KEY, 'ssh-host': 'root@web', 'ssh-jump-host': 'jump' });
    expect(request).toMatchObject({ mode, ssh: { privateKey: KEY, jump: { name: 'jump' } } });
  });

  test('a rollback goes to a number whose path is known', async () => {
    const path = '/nix/store/00000000000000000000000000000000-nixos-system-web';
    expect(await requestOf({ mode: 'rollback', to: '42', expect_path: path, boot: 'true' })).toMatchObject({
      rollBackTo: { kind: 'generation', number: 42 },
      expectPath: path,
      engine: { boot: true },
    });
    expect((await requestOf({ mode: 'rollback', to: path })).rollBackTo).toEqual({
      kind: 'store-path',
      path,
    });
    expect((await requestOf({ mode: 'deploy', to: '42' })).rollBackTo).toEqual({ kind: 'previous' });
  });

  test('a freeze has its message and its end', async () => {
    const freeze = { mode: 'lock', lock: 'Freeze', 'lock-message': 'until the fair is over ☃' };
    expect((await requestOf({ ...freeze, 'lock-until': '3d' })).lock).toEqual({
      action: 'freeze',
      message: 'until the fair is over ☃',
      until: NOW + 3 * 24 * 3_600_000,
      wait: 0,
    });
    expect((await requestOf({ ...freeze, 'lock-until': '2026-12-24' })).lock.until).toBe(
      Date.UTC(2026, 11, 24),
    );
  });

  test('an empty text is not set, for every input and variable', async () => {
    const empty = {
      mode: '',
      target: '',
      'ssh-host': '',
      'ssh-port': ' \n',
      timeout: '',
      boot: '',
      'ssh-known-hosts': '\n',
    };
    expect(await requestOf(empty, { SSH_PRIVATE_KEY: '', SSH_HOST: '' })).toEqual(await requestOf({}));
  });

  test('a key of white space is not silently no key', async () => {
    expect((await requestOf({ 'ssh-private-key': '\n' })).ssh.privateKey).toBe('\n');
  });

  test('the environment is read when the input is not given', async () => {
    const environment = { SSH_PRIVATE_KEY: KEY, SSH_HOST: 'web', SSH_KEY_PASSPHRASE: 'open sesame' };
    expect((await requestOf({}, environment)).ssh).toMatchObject({
      privateKey: KEY,
      passphrase: 'open sesame',
      host: { name: 'web' },
    });
    expect((await requestOf({ host: 'db' }, environment)).ssh.host?.name).toBe('db');
  });

  test.each([
    ['ssh_host', 'web'],
    ['host', 'web'],
    ['hostname', 'web'],
  ])('%s is ssh-host', async (alias, text) => {
    expect((await requestOf({ [alias]: text })).ssh.host?.name).toBe('web');
  });

  test("an alias stands against what GitHub filled in under the input's own name", async () => {
    const inputs = {
      'github-token': 'ghs_own',
      github_access_token: 'ghs_mine',
      'working-directory': '.',
      directory: 'nixos',
    };
    expect(await requestOf(inputs)).toMatchObject({
      nix: { githubToken: 'ghs_mine' },
      workingDirectory: '/checkout/nixos',
    });
  });

  test('dry-run is another word for plan, also on an event that needs a word', async () => {
    expect((await requestOf({ 'dry-run': 'true' })).mode).toBe('plan');
    expect((await requestOf({ 'dry-run': 'true', mode: 'deploy' })).mode).toBe('plan');
    expect((await requestOf({ 'dry-run': 'true' }, {}, { ...PUSH, name: 'release' })).mode).toBe('plan');
  });

  test('a plan holds no key, checks the flake, and does not fail for what only a deploy needs', async () => {
    const request = await requestOf(
      { 'ssh-private-key': KEY, 'ssh-jump-host': 'a b', 'ssh-key-passphrase': 'x' },
      {},
      { ...PUSH, name: 'pull_request', fromFork: true },
    );
    expect(request).toMatchObject({
      mode: 'plan',
      ssh: { privateKey: undefined, jump: undefined },
      nix: { flakeCheck: true },
    });
  });

  test('a deleted branch is a value of its own, whatever else was given', async () => {
    const parsed = await parse({ mode: 'no such' }, {}, { ...PUSH, deleted: true });
    expect(parsed).toEqual({ kind: 'nothing-to-do', why: 'nothing to do: main was deleted' });
  });
});
