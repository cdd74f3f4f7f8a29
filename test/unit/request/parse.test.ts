import { describe, expect, test } from 'vitest';
import { KEY, PUSH, parse, requestOf } from './ask.ts';

describe('what is asked for', () => {
  test('nothing but a key and a host is enough', () => {
    expect(requestOf({ 'ssh-private-key': KEY, 'ssh-host': 'root@192.0.2.7:2222' })).toMatchObject({
      mode: 'deploy',
      targets: [{ flake: '.', node: undefined, profile: undefined }],
      workingDirectory: '/checkout',
      ssh: { privateKey: KEY, host: { name: '192.0.2.7' }, user: 'root', port: 2222, policy: 'accept-new' },
      engine: { magicRollback: undefined, boot: false, test: false, checksigs: false },
      nix: { extraArgs: [], extraConfig: '', flakeCheck: false },
      timeout: 1_800_000,
      verbose: false,
    });
  });

  test('every input finds its place', () => {
    const hash = 'A'.repeat(43);
    expect(
      requestOf({
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
      nix: { extraConfig: 'cores = 2', extraArgs: ['--impure'], githubToken: 'ghs_token', flakeCheck: true },
      timeout: 3_600_000,
      verbose: true,
    });
  });

  test('an empty text is not set, for every input and variable', () => {
    const empty = {
      mode: '',
      target: '',
      'ssh-host': '',
      'ssh-port': ' \n',
      timeout: '',
      boot: '',
      'ssh-known-hosts': '\n',
    };
    expect(requestOf(empty, { SSH_PRIVATE_KEY: '', SSH_HOST: '' })).toEqual(requestOf({}));
  });

  test('a key of white space is not silently no key', () => {
    expect(requestOf({ 'ssh-private-key': '\n' }).ssh.privateKey).toBe('\n');
  });

  test('the environment is read when the input is not given', () => {
    const environment = { SSH_PRIVATE_KEY: KEY, SSH_HOST: 'web', SSH_KEY_PASSPHRASE: 'open sesame' };
    expect(requestOf({}, environment).ssh).toMatchObject({
      privateKey: KEY,
      passphrase: 'open sesame',
      host: { name: 'web' },
    });
    expect(requestOf({ host: 'db' }, environment).ssh.host?.name).toBe('db');
  });

  test.each([
    ['ssh_host', 'web'],
    ['host', 'web'],
    ['hostname', 'web'],
  ])('%s is ssh-host', (alias, text) => {
    expect(requestOf({ [alias]: text }).ssh.host?.name).toBe('web');
  });

  test("an alias stands against what GitHub filled in under the input's own name", () => {
    const inputs = {
      'github-token': 'ghs_own',
      github_access_token: 'ghs_mine',
      'working-directory': '.',
      directory: 'nixos',
    };
    expect(requestOf(inputs)).toMatchObject({
      nix: { githubToken: 'ghs_mine' },
      workingDirectory: '/checkout/nixos',
    });
  });

  test('dry-run is another word for plan, also on an event that needs a word', () => {
    expect(requestOf({ 'dry-run': 'true' }).mode).toBe('plan');
    expect(requestOf({ 'dry-run': 'true', mode: 'deploy' }).mode).toBe('plan');
    expect(requestOf({ 'dry-run': 'true' }, {}, { ...PUSH, name: 'release' }).mode).toBe('plan');
  });

  test('a plan holds no key, checks the flake, and does not fail for what only a deploy needs', () => {
    const request = requestOf(
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

  test('a deleted branch is a value of its own, whatever else was given', () => {
    const parsed = parse({ mode: 'no such' }, {}, { ...PUSH, deleted: true });
    expect(parsed).toEqual({ kind: 'nothing-to-do', why: 'nothing to do: main was deleted' });
  });
});
