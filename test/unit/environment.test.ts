import { expect, test } from 'vitest';
import { childEnvironment } from '../../src/world/environment.ts';

const RUNNER = {
  PATH: '/bin',
  HOME: '/root',
  LC_ALL: 'C',
  https_proxy: 'http://proxy',
  HTTPS_PROXY: 'http://proxy',
  SSL_CERT_FILE: '/ca',
  NIX_PATH: 'nixpkgs=x',
  SSH_AUTH_SOCK: '/agent',
  INPUT_KEY: 'key',
  'INPUT_SSH-PRIVATE-KEY': 'key',
  SSH_PRIVATE_KEY: 'key',
  SSH_KEY_PASSPHRASE: 'open',
  GITHUB_TOKEN: 'token',
  GITHUB_ENV: '/env',
  ACTIONS_RUNTIME_TOKEN: 'token',
  NODE_OPTIONS: '--require x',
  LD_PRELOAD: 'x.so',
  BASH_ENV: 'x',
  GIT_SSH_COMMAND: 'x',
  NIX_SSHOPTS: '-o StrictHostKeyChecking=no',
  NIX_CONFIG: 'accept-flake-config = true',
  NIX_USER_CONF_FILES: '/x',
  EMPTY: undefined,
};

test('children get an allow-list: no input, token or key of the runner', () => {
  expect(childEnvironment(RUNNER, { agent: false })).toEqual({
    PATH: '/bin',
    HOME: '/root',
    LC_ALL: 'C',
    https_proxy: 'http://proxy',
    HTTPS_PROXY: 'http://proxy',
    SSL_CERT_FILE: '/ca',
    NIX_PATH: 'nixpkgs=x',
  });
});

test('the agent is handed on only where it is the key', () => {
  expect(childEnvironment(RUNNER, { agent: true })).toHaveProperty('SSH_AUTH_SOCK', '/agent');
});
