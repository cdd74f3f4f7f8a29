import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { SshHost } from '../../src/host/over-ssh.ts';
import { parseHealthChecks } from '../../src/request/health-checks.ts';
import { writeSshClient } from '../../src/ssh/client.ts';
import { type HealthResult, runHealthChecks } from '../../src/stages/health.ts';
import { steadyNow } from '../../src/world/make-world.ts';
import { processStarter, startHeld } from '../../src/world/process.ts';
import type { Progress } from '../../src/world/world.ts';
import {
  type Box,
  delayProxy,
  failingUnit,
  type Key,
  makeFlake,
  makeKey,
  outputOf,
  startBox,
} from '../cassie-box/cassie-box.ts';

const folder = mkdtempSync(join(tmpdir(), 'health-'));
const environment = { PATH: process.env['PATH'] ?? '' };
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});
afterAll(() => rmSync(folder, { recursive: true }));

const client = {
  ...{ alias: 'nowhere', folder, configFile: '', realSsh: 'false', program: 'false' },
  ...{ env: {}, sharing: {} },
};
const login = {
  user: 'root',
  host: 'x',
  port: 22,
  keyFingerprint: undefined,
  publicLine: undefined,
  agent: false,
};
const NOWHERE: SshHost = { client, login, becomeRoot: 'sudo -n -u root' };

interface Ask {
  readonly seconds?: number;
  readonly host?: SshHost;
  readonly address?: string;
  readonly interrupted?: AbortSignal;
  readonly said?: Progress[];
}

/** The checks of a YAML text, run; `seconds` is the time they have together. */
async function run(yaml: string, ask: Ask = {}): Promise<readonly HealthResult[]> {
  const { seconds = 30, host = NOWHERE, address = '127.0.0.1', said = [] } = ask;
  const interrupted = ask.interrupted ?? new AbortController().signal;
  const reading = await parseHealthChecks(yaml);
  if (!reading.ok) throw new Error(reading.why);
  return runHealthChecks(reading.value, { host, address, folder }, steadyNow() + seconds * 1000, {
    startUncut: processStarter(environment, interrupted),
    now: steadyNow,
    tell: (progress) => said.push(progress),
    interrupted,
  });
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, resolve));
  undo.push(() => server.close());
  // a cast, because a server on a port has no other address
  return (server.address() as AddressInfo).port;
}

function serve(listener: RequestListener): Promise<number> {
  return listen(createServer(listener));
}

describe('http', () => {
  test('that is wrong at first and right later is well, and says after how many tries', async () => {
    let asked = 0;
    const port = await serve((_, response) => response.writeHead(++asked < 3 ? 503 : 204).end());
    const said: Progress[] = [];
    const [result] = await run(`- http: http://127.0.0.1:${port}/\n  interval: 1s`, { said });
    expect(result).toMatchObject({ ok: true, tries: 3, why: undefined });
    expect(result?.seconds).toBeGreaterThanOrEqual(1.9);
    expect(said.map((one) => 'text' in one && one.text)).toEqual([
      `http http://127.0.0.1:${port}/: it answered 503, not 2xx; trying again in 1 s`,
      `http http://127.0.0.1:${port}/: it answered 503, not 2xx; trying again in 1 s`,
      expect.stringMatching(/^http http:.*: well \(3 tries, [\d.]+ s\)$/),
    ]);
  });

  test('is judged by status, header and body, each with its reason', async () => {
    const port = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
      response.end('{"state": "ok"}');
    });
    const check = (more: string) => `- { http: "http://127.0.0.1:${port}/", retries: 0, ${more} }`;
    const results = await run(
      [
        check('status: [200, 204], header: { Content-Type: application/json }, body: ok'),
        check('body: \'/"state": *"OK"/i\''),
        check('status: 204'),
        check('header: { content-type: text/html }'),
        check('header: { x-version: "2" }'),
        check('body: degraded'),
        check('body: /^ok$/'),
      ].join('\n'),
    );
    expect(results.map(({ why }) => why)).toEqual([
      undefined,
      undefined,
      'it answered 200, not 204',
      'the header content-type of its answer does not hold "text/html"',
      'its answer has no header x-version',
      'its body does not hold "degraded"',
      'its body does not fit /^ok$/',
    ]);
  });

  test('follows no redirect, and says where it leads without a query', async () => {
    const port = await serve((_, response) =>
      response.writeHead(302, { location: 'https://login.example/?token=t' }).end(),
    );
    const results = await run(
      `- { http: "http://127.0.0.1:${port}", retries: 0 }\n- { http: "http://127.0.0.1:${port}", status: 302 }`,
    );
    expect(results.map(({ why }) => why)).toEqual([
      'it answered 302, which leads to https://login.example/, not 2xx',
      undefined,
    ]);
  });

  test('sends its headers, keeps no connection, and tells nobody the values', async () => {
    const seen: unknown[] = [];
    const port = await serve((request, response) => {
      seen.push({ authorization: request.headers.authorization, connection: request.headers.connection });
      response.writeHead(401).end('Bearer s3cret is unknown');
    });
    const said: Progress[] = [];
    const yaml = `- { http: "http://127.0.0.1:${port}", retries: 1, interval: 1, request-headers: { Authorization: Bearer s3cret } }`;
    const results = await run(yaml, { said });
    expect(seen).toEqual(Array(2).fill({ authorization: 'Bearer s3cret', connection: 'close' }));
    expect(results[0]?.why).toBe('it answered 401, not 2xx');
    expect(JSON.stringify([results, said])).not.toContain('s3cret');
  });

  test('of a server that never answers ends with the try, one that never ends its body too', async () => {
    const silent = await serve(() => undefined);
    const endless = await serve((_, response) => void response.write('x'));
    const results = await run(
      `- { http: "http://127.0.0.1:${silent}", retries: 1, interval: 1, timeout: 1 }\n` +
        `- { http: "http://127.0.0.1:${endless}", body: y, retries: 0, timeout: 1 }\n` +
        `- { http: "http://127.0.0.1:${endless}", retries: 0, timeout: 1 }`,
    );
    expect(results).toMatchObject([
      { ok: false, tries: 2, why: 'no answer within 1 s' },
      { ok: false, tries: 1, why: 'no answer within 1 s' },
      { ok: true },
    ]);
  });

  test('of a body without end is read up to a bound', async () => {
    const port = await serve((_, response) => {
      const more = () => {
        while (response.write('x'.repeat(64 * 1024)));
      };
      response.on('drain', more);
      more();
    });
    const [result] = await run(`- { http: "http://127.0.0.1:${port}", body: y, retries: 0 }`);
    expect(result).toMatchObject({ ok: false, why: 'its body does not hold "y"' });
  });

  test('with a pattern that backtracks for ever does not hold up the run', async () => {
    const port = await serve((_, response) => response.end(`${'a'.repeat(60)}b`));
    const [result] = await run(`- { http: "http://127.0.0.1:${port}", body: "/^(a+)+$/", retries: 0 }`);
    expect(result?.why).toBe('/^(a+)+$/ took more than a second on its body');
    expect(result?.seconds).toBeLessThan(4);
  });

  test('with a certificate that is signed by itself is refused with that reason', async () => {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    await outputOf([
      'openssl',
      'req',
      '-x509',
      '-newkey',
      'ed25519',
      '-nodes',
      '-keyout',
      key,
      '-out',
      cert,
      ...subject,
    ]);
    const [keyText, certText] = [await outputOf(['cat', key]), await outputOf(['cat', cert])];
    const port = await listen(createTlsServer({ key: keyText, cert: certText }, (_, answer) => answer.end()));
    const plain = await serve((_, response) => response.end());
    const results = await run(
      `- { http: "https://localhost:${port}", retries: 0 }\n- { http: "https://127.0.0.1:${plain}", retries: 0 }`,
    );
    expect(results.map(({ why }) => why)).toEqual([
      'its certificate is signed by itself, so nobody vouches for it',
      'it does not speak TLS there',
    ]);
  });

  test('of something that is no web server, or of hostile words, is one plain line', async () => {
    const port = await listen(createTcpServer((socket) => socket.end('\u001b[31mSSH-2.0\r\n::error::x\r\n')));
    const hostile = await serve((_, response) =>
      response.writeHead(301, { location: 'x\u009b31m/\u00a0y' }).end(),
    );
    const results = await run(
      `- { http: "http://127.0.0.1:${port}", retries: 0 }\n- { http: "http://127.0.0.1:${hostile}", retries: 0 }`,
    );
    expect(results.map(({ why }) => why)).toEqual([
      'its answer is not HTTP',
      'it answered 301, which leads to x31m/ y, not 2xx',
    ]);
  });
});

describe('tcp', () => {
  test('is well where something listens; a closed port is told', async () => {
    const port = await listen(createTcpServer());
    const results = await run(`- tcp: ${port}\n- tcp: localhost:${port}\n- { tcp: 1, retries: 0 }`);
    expect(results.map(({ ok, why }) => ok || why)).toEqual([
      true,
      true,
      'nothing listens there (connection refused)',
    ]);
  });

  test('is well as soon as the port opens', async () => {
    const closed = createTcpServer();
    const port = await listen(closed);
    await new Promise((resolve) => closed.close(resolve));
    const running = run(`- { tcp: ${port}, interval: 1 }`);
    await pause(500);
    const server = createTcpServer().listen(port);
    undo.push(() => server.close());
    expect(await running).toMatchObject([{ ok: true, tries: 2 }]);
  });
});

describe('a command of the runner', () => {
  test('runs in its folder, and a failure shows its last line, plain', async () => {
    const results = await run(
      [
        `- runner-command: '[ "$PWD" = ${folder} ]'`,
        `- { runner-command: 'echo one; printf "two\\033[31m\\n" >&2; exit 3', retries: 0 }`,
        `- { runner-command: 'echo only', name: smoke test }`,
        `- { runner-command: 'kill -KILL $$', retries: 0 }`,
        `- { runner-command: 'sleep 30', retries: 0, timeout: 1 }`,
      ].join('\n'),
    );
    expect(results.map(({ why }) => why)).toEqual([
      undefined,
      'it ended with 3: two',
      undefined,
      'SIGKILL ended it',
      'no answer within 1 s',
    ]);
    expect(results[2]?.name).toBe('smoke test');
  });
});

describe('when verify-timeout is over', () => {
  test('what is not well yet is not well, and says what it was like', async () => {
    const port = await serve((_, response) => response.writeHead(503).end());
    const began = steadyNow();
    const results = await run(
      [
        `- { http: "http://127.0.0.1:${port}", retries: 1000, interval: 1 }`,
        '- { runner-command: sleep 30, timeout: 60 }',
        `- { runner-command: 'mkdir again && echo first && exit 1 || sleep 30', interval: 1, timeout: 60 }`,
        `- { tcp: ${port}, grace: 1h }`,
        `- tcp: ${port}`,
      ].join('\n'),
      { seconds: 2 },
    );
    expect(steadyNow() - began).toBeLessThan(3000);
    expect(results).toMatchObject([
      { ok: false, why: 'it answered 503, not 2xx, and verify-timeout left no time for another try' },
      { ok: false, tries: 1, why: 'still not well when verify-timeout was over: no answer' },
      { ok: false, tries: 2, why: 'still not well when verify-timeout was over: it ended with 1: first' },
      { ok: false, tries: 0, why: 'verify-timeout left no time to try it' },
      { ok: true },
    ]);
  });

  test('before any check begins, none is tried', async () => {
    const results = await run('- runner-command: touch tried', { seconds: 0 });
    expect(results).toMatchObject([{ ok: false, tries: 0 }]);
  });

  test('all checks run side by side', async () => {
    const checks = Array.from({ length: 10 }, () => '- runner-command: sleep 1');
    const began = steadyNow();
    expect((await run(checks.join('\n'))).every(({ ok }) => ok)).toBe(true);
    expect(steadyNow() - began).toBeLessThan(4000);
  });
});

test('an interrupted run waits for nothing: no try, no pause, no program that ignores signals', async () => {
  const interruption = new AbortController();
  const silent = await serve(() => undefined);
  const running = run(
    [
      `- http: http://127.0.0.1:${silent}`,
      `- runner-command: trap '' TERM INT; sleep 30`,
      '- { tcp: 1, interval: 30s }',
      '- { tcp: 1, grace: 30s }',
    ].join('\n'),
    { seconds: 60, interrupted: interruption.signal },
  );
  await pause(300);
  const began = steadyNow();
  interruption.abort();
  const results = await running;
  expect(steadyNow() - began).toBeLessThan(500);
  for (const result of results) expect(result).toMatchObject({ ok: false, why: 'the run was cancelled' });
});

describe('on a host', () => {
  let key: Key;
  let box: Box;
  let host: SshHost;

  beforeAll(async () => {
    key = await makeKey();
    box = await startBox({ rootKeys: [key.publicKey], sshdLines: ['PerSourceMaxStartups 9'] });
    const knownHosts = (await box.hostKeys()).map((one) => `${one.knownHosts}\n`).join('');
    host = await hostOf(box.dnsName, knownHosts);
  });
  afterAll(async () => {
    await box.stop();
    key.remove();
  });

  /** A way to the box as a run has it after its first login, where nobody holds the shared connection. */
  async function hostOf(hostName: string, knownHosts: string): Promise<SshHost> {
    const endpoint = { hostName, port: undefined, user: 'root', knownHosts, hostKeyAlgorithms: undefined };
    const settings = {
      ...{ folder: mkdtempSync(join(folder, 'ssh-')), alias: hostName, jump: undefined, keyFile: key.file },
      host: { ...endpoint, proxyJump: undefined, proxyCommand: undefined },
      ...{
        hopKnownHosts: undefined,
        passphrase: undefined,
        identityFile: undefined,
        config: '',
        useOwnConfig: false,
      },
    };
    const realSsh = await outputOf(['sh', '-c', 'command -v ssh']);
    return { ...NOWHERE, client: writeSshClient(settings, environment, realSsh) };
  }

  /** Opens the connection that others share, as a run's first login does. */
  async function share({ client }: SshHost): Promise<() => void> {
    const { program, alias, sharing } = client;
    const env = { ...sharing, CASSIE_SSH_MASTER: 'yes' };
    const held = startHeld(
      environment,
      { program, args: [alias, 'echo up; exec cat >/dev/null'], env },
      'up',
    );
    undo.push(held.close);
    expect(await held.answer).toMatchObject({ code: 0 });
    return held.close;
  }

  test('units and commands are asked there, and a port of the host is reached', async () => {
    const results = await run(
      [
        '- unit: sshd',
        '- { unit: no-such-unit, retries: 0 }',
        `- command: '[ "$(hostname)" = ${box.name} ] && test "a b" = "a b"'`,
        `- { command: "echo it is 'down' >&2; exit 4", retries: 0 }`,
        '- tcp: 22',
      ].join('\n'),
      { host, address: box.address },
    );
    expect(results.map(({ name, ok, why }) => [name, ok || why])).toEqual([
      ['unit sshd.service', true],
      ['unit no-such-unit.service', 'no-such-unit.service is inactive'],
      [expect.stringMatching(/^command /), true],
      [expect.stringMatching(/^command /), 'it ended with 4: it is down'],
      ['tcp 22', true],
    ]);
  });

  test('a unit that failed is told by its state', async () => {
    const flake = await makeFlake({ machines: { web: { version: '2', units: { web: failingUnit } } } });
    undo.push(flake.remove);
    await box.installByAnotherTool(await flake.toplevel('web'), 'switch').catch(() => undefined);
    const [result] = await run('- { unit: web, retries: 0 }', { host, address: box.address });
    expect(result).toMatchObject({ ok: false, why: 'web.service is failed' });
  });

  test('a command that comes right later is well, and one that is given up does not stay', async () => {
    const results = await run(
      `- { command: 'mkdir /run/first || exit 0; exit 1', interval: 1 }\n- { command: 'exec sleep 4711', retries: 0, timeout: 1 }`,
      { host, address: box.address },
    );
    expect(results).toMatchObject([
      { ok: true, tries: 2 },
      { ok: false, why: 'no answer within 1 s' },
    ]);
    await box.waitUntil(
      'sleep has ended',
      async () => !(await box.processes()).some((one) => one.includes('4711')),
    );
  });

  test('many checks at once, over one shared connection or none, do not crowd each other out', async () => {
    const line = await delayProxy({ target: box, roundTripMs: 100 });
    undo.push(line.stop);
    const [first] = await box.hostKeys();
    const far = await hostOf(line.address, `${line.address} ${first?.publicKey}\n`);
    const close = await share(far);
    const units = Array.from({ length: 30 }, () => '- { unit: sshd, retries: 0 }').join('\n');
    const shared = await run(units, { host: far });
    expect(shared.flatMap(({ why }) => why ?? [])).toEqual([]);
    close();
    const alone = await run(units, { host: far });
    expect(alone.flatMap(({ why }) => why ?? [])).toEqual([]);
  });

  test('a host that takes no second session over a connection is asked over another', async () => {
    const strict = await startBox({ rootKeys: [key.publicKey], sshdLines: ['MaxSessions 1'] });
    undo.push(strict.stop);
    const knownHosts = (await strict.hostKeys()).map((one) => `${one.knownHosts}\n`).join('');
    const stern = await hostOf(strict.dnsName, knownHosts);
    await share(stern);
    expect(await run('- { unit: sshd, retries: 0 }', { host: stern })).toMatchObject([
      { ok: true, tries: 1 },
    ]);
  });

  test('a shared connection that says nothing any more is left after the first try', async () => {
    const knownHosts = (await box.hostKeys()).map((one) => `${one.knownHosts}\n`).join('');
    const mute = await hostOf(box.dnsName, knownHosts);
    const socket = createTcpServer().listen(join(mute.client.folder, 'c'));
    undo.push(() => socket.close());
    const [result] = await run('- { unit: sshd, retries: 1, timeout: 1, interval: 1 }', { host: mute });
    expect(result).toMatchObject({ ok: true, tries: 2 });
  });

  test('a host that lets nobody in is told in the words of ssh', async () => {
    const other = await makeKey();
    undo.push(other.remove);
    const stranger = await hostOf(
      box.dnsName,
      `${box.dnsName} ${other.publicKey.split(' ').slice(0, 2).join(' ')}\n`,
    );
    const [result] = await run('- { unit: sshd, retries: 0 }', { host: stranger, address: box.address });
    expect(result?.why).toMatch(/^it ended with 255: .*(?:verification failed|host key)/i);
  });
});
