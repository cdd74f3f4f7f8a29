import { expect, test } from 'vitest';
import type { SshRequest } from '../../src/request/request.ts';
import { addressOf } from '../../src/ssh/address.ts';

// only what was said of host, port and user is read
const unsaid = { host: undefined, port: undefined, user: undefined } as unknown as SshRequest;
const where = (hostname: string, sshUser: string) =>
  addressOf(unsaid, { ignored: [] }, { hostname, sshUser });

test.each([
  'web',
  'web.example.org',
  '192.0.2.7',
  '2001:db8::7',
  'fe80::1%eth0',
  'my_host',
  'bücher.example',
])('a flake may name the host %s', (hostname) => {
  expect(where(hostname, 'deploy')).toEqual({ hostName: hostname, port: 22, user: 'deploy' });
});

test.each([
  ['web\n  ProxyCommand touch /owned', 'root'],
  ['web', 'root\n  ProxyCommand touch /owned'],
  ['web', 'root\r::add-mask::x'],
  ['web', '-oProxyCommand=touch /owned'],
  ['-oProxyCommand=touch', 'root'],
  ['web', "root'; touch /owned; '"],
  ['web x', 'root'],
  ['web/?remote-program=touch', 'root'],
  ['web', 'ro"ot'],
])('host %j and user %j of a flake are refused', (hostname, sshUser) => {
  expect(() => where(hostname, sshUser)).toThrow(/is not what ssh can log in with/);
});
