import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSshHost } from '../../../src/request/ssh-host.ts';
import { accepted, refused } from './read.ts';

const host = (name: string, user?: string, port?: number) => ({ name, user, port });

describe('a host is split into name, user and port', () => {
  test.each([
    ['web', host('web')],
    ['web.example.org', host('web.example.org')],
    ['web.example.org.', host('web.example.org.')],
    ['my_box', host('my_box')],
    ['xn--bcher-kva.example', host('xn--bcher-kva.example')],
    ['192.0.2.7', host('192.0.2.7')],
    ['192.0.2.7:2222', host('192.0.2.7', undefined, 2222)],
    ['deploy@web', host('web', 'deploy')],
    ['deploy@web:22', host('web', 'deploy', 22)],
    ['::1', host('::1')],
    ['::', host('::')],
    ['2001:db8::7', host('2001:db8::7')],
    ['2001:db8::7:22', host('2001:db8::7:22')],
    ['::ffff:192.0.2.7', host('::ffff:192.0.2.7')],
    ['[::1]', host('::1')],
    ['[::1]:22022', host('::1', undefined, 22_022)],
    ['root@[2001:db8::7]:22', host('2001:db8::7', 'root', 22)],
    ['root@2001:db8::7', host('2001:db8::7', 'root')],
    ['fe80::1%eth0', host('fe80::1%eth0')],
    ['[fe80::1%eth0]:22', host('fe80::1%eth0', undefined, 22)],
    ['ssh://web', host('web')],
    ['ssh://deploy@web:22/', host('web', 'deploy', 22)],
    ['SSH://[fe80::1%25eth0]:22', host('fe80::1%eth0', undefined, 22)],
  ])('%s', (text, expected) => {
    expect(accepted(parseSshHost(text))).toEqual(expected);
  });
});

describe('what ssh could not reach, or would take for something else, is refused', () => {
  test.each([
    ['', 'it is empty'],
    ['-oProxyCommand=touch', '"-oProxyCommand=touch" begins with - and would be an option of ssh'],
    ['root@-oProxyCommand', '"-oProxyCommand" is not a host name'],
    ['-l@web', '"-l@web" begins with - and would be an option of ssh'],
    ['web box', '"web box" has white space or a control character inside'],
    ['web\nbox', '"web\\nbox" has white space or a control character inside'],
    ['web\u202ebox', '"web\\u{202e}box" has white space or a control character inside'],
    ['web;reboot', '"web;reboot" has a character that no host name has'],
    ['$(reboot)', '"$(reboot)" has a character that no host name has'],
    ['web:0', '"0" is not a port'],
    ['web:65536', '"65536" is not a port'],
    ['web:', '"" is not a port'],
    ['web:ssh', '"ssh" is not a port'],
    ['[::1]:70000', '"70000" is not a port'],
    ['web:22:22', '"web:22:22" is neither an IPv6 address nor host:port'],
    ['[web]:22', '"[web]:22" has brackets around no IPv6 address'],
    ['[::1', '"[::1" has brackets around no IPv6 address'],
    ['fe80::1%', '"fe80::1%" is neither an IPv6 address nor host:port'],
    ['[fe80::1%-x]', '"fe80::1%-x" has a zone that is no interface'],
    ['192.0.2', '"192.0.2" is not an IPv4 address'],
    ['999.0.2.7', '"999.0.2.7" is not an IPv4 address'],
    ['42', '"42" is not an IPv4 address'],
    ['web..org', '"web..org" is not a host name'],
    ['web-.org', '"web-.org" is not a host name'],
    ['.', '"." is not a host name'],
    ['bücher.example', '"bücher.example" has letters that DNS does not know'],
    ['@web', '"" is not a user name'],
    ['a@b@web', '"a@b" is not a user name'],
    ['deploy@', 'the host is missing'],
    [':22', 'the host is missing'],
    ['one,two', '"one,two" names several hosts'],
    ['https://web', '"https://web" is not an address for ssh'],
    ['ssh://web/path', '"ssh://web/path" has a path'],
    ['a'.repeat(500), 'a text of 500 characters is too long for a host'],
  ])('%j', (text, why) => {
    expect(refused(parseSshHost(text))).toBe(why);
  });
});

test('the port behind a bare IPv6 address of eight groups gets its brackets in the fix', () => {
  const reading = parseSshHost('2001:db8:0:0:0:0:0:7:22');
  expect(reading).toMatchObject({ ok: false, fix: 'write [2001:db8:0:0:0:0:0:7]:22' });
});

test.each(['root:hunter2@web', 'ssh://root:hunter2@web:22', 'root:hun$ter2 @web', 'root:hunter2@@web'])(
  'a password in %j is refused and not repeated',
  (text) => {
    const reading = parseSshHost(text);
    expect(refused(reading)).toBe('it has a password before the @');
    expect(JSON.stringify(reading)).not.toContain('ter2');
  },
);

test('a private key pasted into the host is not repeated', () => {
  const reading = parseSshHost('-----BEGIN OPENSSH PRIVATE KEY-----\nc2VjcmV0\n');
  expect(JSON.stringify(reading)).not.toContain('c2VjcmV0');
});

test('no text crashes it, and what it accepts is a name, a user and a port that no shell and no ssh takes for more', () => {
  const piece = fc.constantFrom(
    'web',
    '@',
    ':',
    '[',
    ']',
    '::1',
    '%',
    '.',
    '-',
    '/',
    'ssh://',
    '22',
    ' ',
    '\n',
    '$',
    'ü',
  );
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece, { maxLength: 8 }).map((all) => all.join('')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const reading = parseSshHost(text);
      if (!reading.ok) return;
      const { name, user, port } = reading.value;
      expect(name).toMatch(/^[A-Za-z0-9_:][A-Za-z0-9_.:%-]*$/);
      expect(name.includes(':') ? isIP(name) : 6).toBe(6);
      expect(user ?? 'root').toMatch(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/);
      expect(port ?? 22).toSatisfy((one: number) => Number.isInteger(one) && one >= 1 && one <= 65_535);
    }),
    { seed: 4, numRuns: 3000 },
  );
});

test('any name, user and port come back from user@host:port and from the URL', () => {
  const name = fc.oneof(
    fc.constantFrom('web', 'a.b-c.example', '192.0.2.7'),
    fc.ipV6().map((address) => `[${address}]`),
  );
  fc.assert(
    fc.property(
      name,
      fc.constantFrom('root', 'deploy-1', 'a.b'),
      fc.integer({ min: 1, max: 65_535 }),
      (at, user, port) => {
        const expected = host(at.replace(/^\[|\]$/g, ''), user, port);
        expect(accepted(parseSshHost(`${user}@${at}:${port}`))).toEqual(expected);
        expect(accepted(parseSshHost(`ssh://${user}@${at}:${port}`))).toEqual(expected);
      },
    ),
    { seed: 4, numRuns: 500 },
  );
});
