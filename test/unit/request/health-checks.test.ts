import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseHealthChecks } from '../../../src/request/health-checks.ts';
import { accepted, refused } from './read.ts';

const TIMES = { grace: 0, interval: 2, retries: 5, timeout: 10 };
const http = { kind: 'http', status: [], body: undefined, header: [], requestHeaders: [] };

describe('a check is read with its defaults', () => {
  test.each([
    ['- unit: nginx', { kind: 'unit', unit: 'nginx.service', name: 'unit nginx.service' }],
    ['- unit: dbus.socket', { kind: 'unit', unit: 'dbus.socket', name: 'unit dbus.socket' }],
    ['- unit: getty@tty1', { kind: 'unit', unit: 'getty@tty1.service', name: 'unit getty@tty1.service' }],
    ['- tcp: 443', { kind: 'tcp', host: undefined, port: 443, name: 'tcp 443' }],
    ['- tcp: "443"', { kind: 'tcp', host: undefined, port: 443, name: 'tcp 443' }],
    ['- tcp: db:5432', { kind: 'tcp', host: 'db', port: 5432, name: 'tcp db:5432' }],
    ['- tcp: "[2001:db8::7]:1"', { kind: 'tcp', host: '2001:db8::7', port: 1, name: 'tcp 2001:db8::7:1' }],
    [
      '- http: https://example.org/health?token=t',
      { ...http, url: 'https://example.org/health?token=t', name: 'http https://example.org/health' },
    ],
    [
      '- command: systemctl is-active foo && curl -fsS http://localhost/',
      {
        kind: 'command',
        command: 'systemctl is-active foo && curl -fsS http://localhost/',
        name: 'command systemctl is-active foo && curl -fsS http://localho…',
      },
    ],
    ['- command: true', { kind: 'command', command: 'true', name: 'command true' }],
    [
      '- runner-command: |\n    ./a\n    ./b\n',
      { kind: 'runner-command', command: './a\n./b\n', name: 'runner-command ./a ./b' },
    ],
  ])('%j', async (text, expected) => {
    expect(accepted(await parseHealthChecks(text))).toEqual([{ ...expected, ...TIMES }]);
  });
});

test('every key finds its place', async () => {
  const text = `
  - http: http://127.0.0.1:8080
    status: [200, 204]
    body: ok
    header: { Content-Type: application/json }
    request-headers:
      authorization: Bearer token
    name: smoke test
    grace: 2s
    interval: 1m
    retries: 0
    timeout: 5
  - http: https://[::1]/
    status: 301
    body: /^moved/i
  - runner-command: ./smoke-test.sh
    grace: 0
`;
  expect(accepted(await parseHealthChecks(text))).toEqual([
    {
      kind: 'http',
      url: 'http://127.0.0.1:8080/',
      status: [200, 204],
      body: 'ok',
      header: [['content-type', 'application/json']],
      requestHeaders: [['authorization', 'Bearer token']],
      name: 'smoke test',
      grace: 2,
      interval: 60,
      retries: 0,
      timeout: 5,
    },
    { ...http, url: 'https://[::1]/', status: [301], body: /^moved/i, name: 'http https://[::1]/', ...TIMES },
    {
      kind: 'runner-command',
      command: './smoke-test.sh',
      name: 'runner-command ./smoke-test.sh',
      ...TIMES,
    },
  ]);
});

describe('what is wrong is told with the number of the item and its key', () => {
  test.each([
    ['unit: nginx', 'it is not a list'],
    ['nginx', 'it is not a list'],
    ['- nginx', 'item 1 is not a check'],
    ['- [unit]', 'item 1 is not a check'],
    ['- unit: a\n- {}', 'item 2: it does not say what to check'],
    ['- name: x', 'item 1: it does not say what to check'],
    ['- htpp: https://a', 'item 1: there is no key "htpp"'],
    ['- unit: a\n  tcp: 1', 'item 1: unit and tcp are different checks'],
    ['- unit: a\n  status: 200', 'item 1: status belongs to http alone'],
    ['- unit:', 'item 1: unit: it is empty'],
    ['- unit: [a, b]', 'item 1: unit: it is not one value'],
    ['- unit: a b', 'item 1: unit: "a b" is not a unit'],
    ['- unit: --all', 'item 1: unit: "--all" is not a unit'],
    ['- tcp: 0', 'item 1: tcp: "0" is not a port'],
    ['- tcp: web', 'item 1: tcp: "web" is not a port'],
    ['- tcp: a b:1', 'item 1: tcp: "a b" has white space or a control character inside'],
    ['- tcp: root@web:1', 'item 1: tcp: "root@web:1" is not name:port'],
    ['- tcp: "2001:db8::7:1"', 'item 1: tcp: "2001:db8::7:1" is not name:port'],
    ['- http: example.org', 'item 1: http: it is not an address of http or https'],
    ['- http: file:///etc/passwd', 'item 1: http: it is not an address of http or https'],
    ['- http: https://a:b@c', 'item 1: http: it has a user or password in it'],
    ['- http: https://a\n  status: ok', 'item 1: status: "ok" is not a whole number from 100 to 599'],
    ['- http: https://a\n  status: []', 'item 1: status: it is an empty list'],
    ['- http: https://a\n  body: /(/', 'item 1: body: "/(/" is not a regular expression'],
    ['- http: https://a\n  header: json', 'item 1: header: it is not a map of names and values'],
    ['- http: https://a\n  header: { "a b": c }', `item 1: header: "a b" is not a header's name`],
    [
      '- http: https://a\n  request-headers: { connection: close }',
      'item 1: request-headers: connection is set by itself',
    ],
    ['- unit: a\n  grace: soon', 'item 1: grace: "soon" is not a duration'],
    ['- unit: a\n  timeout: 0', 'item 1: timeout: "0" leaves no time'],
    ['- unit: a\n  retries: -1', 'item 1: retries: "-1" is not a whole number from 0 to 1000'],
    ['- unit: a\n  name: "a\\e[31m"', 'item 1: name: it is not a short line of plain text'],
    ['- command: "a\\0"', 'item 1: command: it has a NUL character'],
    ['- unit: a\n  unit: b', 'line 2: a key stands there twice'],
    ['- unit: a\n\ttcp: 1', 'line 2: a tab indents it'],
    ['- unit: "a', 'line 1: a quote, a bracket, a dash or a colon is missing'],
    ['- unit: a\n tcp: 1', 'line 2: a quote, a bracket, a dash or a colon is missing'],
    ['- command: a: b', 'line 1: its indent is wrong, or a value with a colon has no quotes'],
    ['- tcp: [1', 'line 1: its indent fits nothing above it, or a bracket is not closed'],
    ['- unit: *a', 'it is not YAML'],
    ['['.repeat(9000), 'line 1: it is not YAML'],
    ['- unit: a\n'.repeat(51), 'it has 51 checks'],
    ['#'.repeat(20_001), 'it has 20001 characters'],
  ])('%#: %s', async (text, why) => {
    expect(refused(await parseHealthChecks(text))).toBe(why);
  });

  test('the nearest key is suggested', async () => {
    expect(await parseHealthChecks('- unit: a\n  retires: 3')).toMatchObject({
      why: 'item 1: there is no key "retires"',
      fix: expect.stringContaining('did you mean retries?'),
    });
  });

  test('all mistakes are told together', async () => {
    expect(refused(await parseHealthChecks('- tcp: 0\n- unit: a\n  grace: x\n  nmae: y'))).toBe(
      [
        'item 1: tcp: "0" is not a port (write a number from 1 to 65535; most hosts listen on 22)',
        'item 2: there is no key "nmae" (did you mean name? known: unit, tcp, http, command, runner-command, name, grace, interval, retries, timeout, status, body, header, request-headers)',
        'item 2: grace: "x" is not a duration (write seconds (30 or 30s), minutes (5m) or hours (1h))',
      ].join('; '),
    );
  });

  test("a request header's value is never repeated", async () => {
    const reading = await parseHealthChecks('- http: https://a\n  request-headers: { x-key: "s3cret\\n" }');
    expect(reading.ok).toBe(false);
    expect(JSON.stringify(reading)).not.toContain('s3cret');
  });
});

test('an anchor that grows without end is not followed', async () => {
  const levels = Array.from({ length: 30 }, (_, at) => `- &a${at + 1} [*a${at}, *a${at}, *a${at}]`);
  expect(refused(await parseHealthChecks(`- &a0 [x]\n${levels.join('\n')}`))).toBe('it is not YAML');
});

test('no text crashes it, and what it accepts are whole checks', async () => {
  const piece = fc.constantFrom(
    ...[
      '- ',
      'unit: ',
      'tcp: ',
      'http: ',
      'a',
      '443',
      '\n',
      '  ',
      '"',
      '[',
      '{',
      ':',
      '&a ',
      '*a',
      '__proto__: ',
    ],
    ...['!!x ', '#', '|', '\t', 'grace: 1', 'https://a'],
  );
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece, { maxLength: 12 }).map((all) => all.join('')),
    fc.array(piece, { maxLength: 5 }).map((all) => `- unit: a\n  ${all.join('')}`),
  );
  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      const reading = await parseHealthChecks(text);
      if (!reading.ok) return;
      for (const check of reading.value) {
        expect(check.name).not.toBe('');
        expect(Math.min(check.grace, check.interval, check.retries, check.timeout)).toBeGreaterThanOrEqual(0);
      }
    }),
    { seed: 4, numRuns: 3000 },
  );
});
