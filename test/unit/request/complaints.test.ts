import { describe, expect, test } from 'vitest';
import { faultOf, KEY, PUSH, requestOf, type Texts } from './ask.ts';

const PATH = '/nix/store/00000000000000000000000000000000-x';

describe('what is wrong', () => {
  test('all mistakes are told together, each with its input and its fix', async () => {
    const fault = await faultOf(
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
      'mode: "deplyo" is not known; did you mean deploy? known: auto, deploy, plan, rollback, generations, lock',
    ]);
  });

  test('one mistake is one sentence', async () => {
    expect(await faultOf({ 'ssh-port': '0' })).toMatchObject({
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
    [{ 'dry-run': 'true', mode: 'rollback' }, 'dry-run, mode'],
    [{ mode: 'rollback', 'store-path': PATH }, 'store-path, mode'],
    [{ mode: 'lock', 'store-path': PATH }, 'store-path, mode'],
    [{ mode: 'rollback', to: PATH, 'expect-path': PATH }, 'expect-path, to'],
    [{ mode: 'rollback', to: '0' }, 'to'],
    [{ mode: 'rollback', to: 'latest' }, 'to'],
    [{ mode: 'rollback', to: '/nix/store/x' }, 'to'],
    [{ mode: 'rollback', to: '1', 'expect-path': `${PATH}.drv` }, 'expect-path'],
    [{ guard: 'armed' }, 'guard'],
    [{ 'on-failure': 'reboot' }, 'on-failure'],
    [{ 'health-checks': '- htpp: x' }, 'health-checks'],
    [{ 'health-checks': '- unit: x\n  grace: 60s' }, 'health-checks, verify-timeout'],
    [{ 'settle-time': '1m' }, 'settle-time, verify-timeout'],
    [{ 'ignore-failed-units': 'a b/c' }, 'ignore-failed-units'],
    [{ 'keep-generations': '0' }, 'keep-generations'],
    [{ 'keep-generations': '1001' }, 'keep-generations'],
    [{ mode: 'lock', lock: 'thaw' }, 'lock'],
    [{ mode: 'lock', 'lock-message': 'why' }, 'lock-message'],
    [{ mode: 'lock', lock: 'unfreeze', 'lock-until': '2h' }, 'lock-until'],
    [{ mode: 'lock', lock: 'freeze', 'lock-until': '2026-11-25T12:00Z' }, 'lock-until'],
    [{ mode: 'lock', lock: 'freeze', 'lock-message': 'two\nlines' }, 'lock-message'],
    [{ mode: 'lock', lock: 'freeze', 'lock-message': 'x'.repeat(501) }, 'lock-message'],
    [{ 'lock-wait': 'long' }, 'lock-wait'],
  ])('%j', async (inputs: Texts, input) => {
    expect((await faultOf(inputs)).what).toContain(`${input} can't be used: `);
  });

  test('a rollback is told where its store path belongs', async () => {
    expect((await faultOf({ mode: 'rollback', 'store-path': PATH })).fix).toBe(
      'write the store path into to',
    );
  });

  test('the same value under two names is no mistake', async () => {
    expect((await requestOf({ host: 'web', 'ssh-host': 'web' })).ssh.host?.name).toBe('web');
    expect(
      (await requestOf({ 'ssh-host': 'root@web:22', 'ssh-user': 'root', 'ssh-port': '22' })).ssh.user,
    ).toBe('root');
  });

  test('a refused event is said before any mistake', async () => {
    expect((await faultOf({ mode: 'x', port: 'x' }, {}, { ...PUSH, name: 'pull_request_target' })).code).toBe(
      'event-refused',
    );
  });

  test('no secret is repeated, wherever it was put', async () => {
    const fault = await faultOf({
      'ssh-private-key': KEY,
      key: `${KEY} `,
      'ssh-key-passphrase': 'hunter2hunter2',
      'ssh-host': 'hunter2hunter2 x',
      'ssh-port': 'c2VjcmV0LWtleQ==',
      'github-token': 'ghs two words',
      target: KEY,
      'health-checks':
        '- unit: hunter2hunter2 x\n- http: https://a\n  request-headers: { x: "tok1\\n" }\n- tok2: [',
      'extra-nix-config': 'access-tokens = github.com=ghp_config\naccept-flake-config = true',
    });
    const said = JSON.stringify([fault.what, fault.why, fault.fix]);
    for (const secret of ['c2VjcmV0', 'hunter2', 'ghs two', 'ghp_config', 'tok1', 'tok2'])
      expect(said).not.toContain(secret);
  });
});
