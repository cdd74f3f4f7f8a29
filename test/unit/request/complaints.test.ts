import { describe, expect, test } from 'vitest';
import { faultOf, KEY, PUSH, requestOf, type Texts } from './ask.ts';

describe('what is wrong', () => {
  test('all mistakes are told together, each with its input and its fix', () => {
    const fault = faultOf(
      { mode: 'deplyo', port: '99999', 'confirm-timeout': 'NaN', boot: 'yes' },
      { SSH_HOST: 'a b' },
    );
    expect(fault).toMatchObject({
      code: 'invalid-inputs',
      refused: false,
      changed: 'no',
      what: "5 inputs can't be used",
    });
    expect(fault.fix?.split('\n')).toEqual([
      'ssh-host (from SSH_HOST): "a b" has white space or a control character inside; write a name, an IPv4 or an IPv6 address; user@host and host:port work too',
      'ssh-port (given as port): "99999" is not a port; write a number from 1 to 65535; most hosts listen on 22',
      'confirm-timeout: "NaN" is not a duration; write seconds (30 or 30s), minutes (5m) or hours (1h)',
      'boot: "yes" is not a switch; write true or false',
      'mode: "deplyo" is not known; did you mean deploy? known: auto, deploy, plan',
    ]);
  });

  test('one mistake is one sentence', () => {
    expect(faultOf({ 'ssh-port': '0' })).toMatchObject({
      what: 'ssh-port can\'t be used: "0" is not a port',
      fix: 'write a number from 1 to 65535; most hosts listen on 22',
    });
  });

  test.each([
    [{ boot: 'true', test: 'true' }, 'boot, test'],
    [
      { 'store-path': '/nix/store/00000000000000000000000000000000-x', 'remote-build': 'on' },
      'store-path, remote-build',
    ],
    [{ passphrase: 'open sesame' }, 'ssh-key-passphrase'],
    [{ 'ssh-jump-known-hosts': 'jump ssh-ed25519 AAAA' }, 'ssh-jump-host'],
    [{ 'ssh-jump-host-fingerprint': `SHA256:${'A'.repeat(43)}` }, 'ssh-jump-host'],
    [{ 'ssh-host': 'root@web', 'ssh-user': 'deploy' }, 'ssh-user, ssh-host'],
    [{ 'ssh-host': 'web:22', 'ssh-port': '23' }, 'ssh-port, ssh-host'],
    [{ host: 'web', 'ssh-host': 'db' }, 'ssh-host'],
    [{ 'store-path': '/nix/store/x' }, 'store-path'],
    [{ 'store-path': '/nix/store/00000000000000000000000000000000-x.drv' }, 'store-path'],
    [{ sudo: 'sudo -u root; reboot' }, 'sudo'],
    [{ 'temp-path': '/tmp/../etc' }, 'temp-path'],
    [{ 'activation-timeout': '65536' }, 'activation-timeout'],
    [{ timeout: '1e9' }, 'timeout'],
    [{ 'github-token': 'two words' }, 'github-token'],
  ])('%j', (inputs: Texts, input) => {
    expect(faultOf(inputs).what).toContain(`${input} can't be used: `);
  });

  test('the same value under two names is no mistake', () => {
    expect(requestOf({ host: 'web', 'ssh-host': 'web' }).ssh.host?.name).toBe('web');
    expect(requestOf({ 'ssh-host': 'root@web:22', 'ssh-user': 'root', 'ssh-port': '22' }).ssh.user).toBe(
      'root',
    );
  });

  test('a refused event is said before any mistake', () => {
    expect(faultOf({ mode: 'x', port: 'x' }, {}, { ...PUSH, name: 'pull_request_target' }).code).toBe(
      'event-refused',
    );
  });

  test('no secret is repeated, wherever it was put', () => {
    const fault = faultOf({
      'ssh-private-key': KEY,
      key: `${KEY} `,
      'ssh-key-passphrase': 'hunter2hunter2',
      'ssh-host': 'hunter2hunter2 x',
      'ssh-port': 'c2VjcmV0LWtleQ==',
      'github-token': 'ghs two words',
      target: KEY,
      'extra-nix-config': 'access-tokens = github.com=ghp_config\naccept-flake-config = true',
    });
    const said = JSON.stringify([fault.what, fault.why, fault.fix]);
    for (const secret of ['c2VjcmV0', 'hunter2', 'ghs two', 'ghp_config']) expect(said).not.toContain(secret);
  });
});
