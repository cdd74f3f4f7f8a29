import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { decideTrust } from '../../src/ssh/host-key.ts';
import { type Scan, scanHostKeys } from '../../src/ssh/scan.ts';

// Runs inside scripts/world: a Debian root of our own with its sshd.
const ADDRESS = '127.0.9.1';
const folder = mkdtempSync(join(tmpdir(), 'scan-'));
const KEYS = ['ed25519', 'ecdsa', 'rsa'] as const;
const running: ChildProcess[] = [];
const servers: Server[] = [];
let nextPort = 9122;

beforeAll(() => {
  for (const type of KEYS) execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', join(folder, type)]);
});

afterEach(() => {
  for (const child of running.splice(0)) child.kill();
  for (const server of servers.splice(0)) server.close();
});

afterAll(() => rmSync(folder, { recursive: true }));

function fingerprintBySsh(type: string): string {
  return (
    execFileSync('ssh-keygen', ['-lf', join(folder, `${type}.pub`)], { encoding: 'utf8' }).split(' ')[1] ?? ''
  );
}

interface Sshd {
  readonly port: number;
  readonly log: () => string;
}

/** A real sshd with these host keys; ready when it says so. */
async function startSshd(types: readonly string[], ...options: readonly string[]): Promise<Sshd> {
  const port = nextPort++;
  const config = join(folder, `sshd-${port}`);
  const lines = [`ListenAddress ${ADDRESS}:${port}`, 'LogLevel DEBUG1', 'UsePAM no', 'PidFile none'];
  writeFileSync(
    config,
    [...lines, ...types.map((type) => `HostKey ${join(folder, type)}`), ...options, ''].join('\n'),
  );
  const child = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  running.push(child);
  let log = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (bytes: Buffer) => {
      log += bytes.toString();
      if (log.includes('Server listening on')) resolve();
    });
    child.on('exit', () => reject(new Error(`sshd ended:\n${log}`)));
  });
  return { port, log: () => log };
}

/** A port that answers with what `greet` does. */
async function startServer(greet: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    greet(socket);
  });
  servers.push(server);
  const port = nextPort++;
  await new Promise<void>((resolve) => server.listen(port, ADDRESS, resolve));
  return port;
}

const scan = (
  port: number,
  { host = ADDRESS, timeout = 10_000, signal = new AbortController().signal } = {},
): Promise<Scan> => scanHostKeys({ host, port, timeout, signal });

function fingerprints(result: Scan): readonly string[] {
  if (result.kind === 'failed') throw new Error(`${result.reason}: ${result.detail}`);
  return result.keys.map(({ fingerprint }) => fingerprint);
}

describe('a real sshd', () => {
  test('shows all its host keys, with the fingerprints that ssh-keygen prints, and no login is tried', async () => {
    const sshd = await startSshd(KEYS);
    expect(fingerprints(await scan(sshd.port))).toEqual(KEYS.map(fingerprintBySsh));
    expect(sshd.log()).not.toMatch(/userauth|Failed|Invalid user|authenticating/i);
  });

  test.each(KEYS)('with only an %s key shows just that', async (type) => {
    const { port } = await startSshd([type]);
    expect(fingerprints(await scan(port))).toEqual([fingerprintBySsh(type)]);
  });

  test('is believed by the real ssh exactly as the decision says', async () => {
    const { port } = await startSshd(KEYS);
    const seen = await scan(port);
    const offered = seen.kind === 'seen' ? seen.keys : [];
    const answer = (type: string) => {
      const pins = { knownHosts: '', fingerprints: [fingerprintBySsh(type)] };
      const trust = decideTrust({ host: ADDRESS, port, pins, remembered: '', policy: 'strict', offered });
      const file = join(folder, `trust-${type}`);
      writeFileSync(file, trust.knownHosts);
      const set = [
        'StrictHostKeyChecking=yes',
        `UserKnownHostsFile=${file}`,
        'GlobalKnownHostsFile=none',
        'BatchMode=yes',
      ];
      const options = [
        ...set,
        `HostKeyAlgorithms=${trust.hostKeyAlgorithms}`,
        'PreferredAuthentications=none',
      ];
      const args = [
        '-F',
        'none',
        '-p',
        String(port),
        ...options.flatMap((option) => ['-o', option]),
        ADDRESS,
        'true',
      ];
      try {
        return execFileSync('ssh', args, { encoding: 'utf8', stdio: 'pipe' });
      } catch (error) {
        return error instanceof Error ? error.message : '';
      }
    };
    // Permission denied comes after the host key was accepted.
    for (const type of KEYS) expect(answer(type)).toContain('Permission denied');
  });

  test('that drops some of several connections at once is asked again, one by one', async () => {
    const { port } = await startSshd(KEYS, 'MaxStartups 1', 'PerSourcePenalties no');
    expect(fingerprints(await scan(port))).toEqual(KEYS.map(fingerprintBySsh));
  });

  test('may be scanned several times in a row without being told off', async () => {
    const sshd = await startSshd(KEYS);
    for (let round = 0; round < 4; round++) expect(fingerprints(await scan(sshd.port))).toHaveLength(3);
    expect(sshd.log()).not.toMatch(/penalty: deferred|drop connection/);
  });

  test('with a post-quantum key exchange only has no common algorithm, for ssh to take over', async () => {
    const { port } = await startSshd(KEYS, 'KexAlgorithms mlkem768x25519-sha256');
    expect(await scan(port)).toMatchObject({ kind: 'failed', reason: 'no-common-algorithm' });
  });
});

describe('what is not a talking sshd is told apart', () => {
  test('a closed port', async () => {
    expect(await scan(nextPort++)).toEqual({ kind: 'failed', reason: 'refused', detail: 'ECONNREFUSED' });
  });

  test('a name that does not exist', async () => {
    expect(await scan(22, { host: 'no-such-host.invalid' })).toMatchObject({
      kind: 'failed',
      reason: 'no-such-host',
    });
  });

  test('a port that says nothing, in time', async () => {
    const port = await startServer(() => undefined);
    const started = performance.now();
    expect(await scan(port, { timeout: 300 })).toMatchObject({ kind: 'failed', reason: 'silent' });
    expect(performance.now() - started).toBeLessThan(3000);
  });

  test('a port that says SSH and nothing more', async () => {
    const port = await startServer((socket) => socket.write('SSH-2.0-OpenSSH_10.0\r\n'));
    expect(await scan(port, { timeout: 300 })).toMatchObject({ kind: 'failed', reason: 'silent' });
  });

  test.each([
    ['a web server', 'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n', 'HTTP/1.1 400 Bad Request'],
    ['a mail server', '220 mail.example.org ESMTP\r\n', '220 mail.example.org ESMTP'],
    ['SSH of 1995', 'SSH-1.5-OpenSSH_1.2\r\n', 'SSH-1.5-OpenSSH_1.2'],
    ['hostile garbage', '\u001b[31m::error::\u0007x\r\n', '[31m::error::x'],
    ['endless garbage', 'x'.repeat(100_000), 'x'.repeat(100)],
  ])('%s', async (_, greeting, detail) => {
    const port = await startServer((socket) => socket.end(greeting, 'latin1'));
    expect(await scan(port)).toEqual({ kind: 'failed', reason: 'not-ssh', detail });
  });

  test('binary garbage after a good first line', async () => {
    const port = await startServer((socket) =>
      socket.end(`SSH-2.0-x\r\n${'\u0001\u00ff'.repeat(500)}`, 'latin1'),
    );
    expect(await scan(port)).toMatchObject({ kind: 'failed', reason: 'cut-off' });
  });

  test('a connection closed without a word', async () => {
    const port = await startServer((socket) => socket.end());
    expect(await scan(port)).toMatchObject({ kind: 'failed', reason: 'cut-off' });
  });

  test.each(['Exceeded MaxStartups\r\n', 'Not allowed at this time\r\n'])(
    'an sshd that turns us away: %j',
    async (words) => {
      const port = await startServer((socket) => socket.end(words));
      expect(await scan(port)).toMatchObject({ kind: 'failed', reason: 'turned-away', detail: words.trim() });
    },
  );

  test('a cancelled run', async () => {
    const port = await startServer(() => undefined);
    const control = new AbortController();
    const result = scan(port, { signal: control.signal });
    control.abort();
    expect(await result).toMatchObject({ kind: 'failed', reason: 'cancelled' });
    expect(await scan(port, { signal: control.signal })).toMatchObject({
      kind: 'failed',
      reason: 'cancelled',
    });
  });
});

test('a scan leaves no connection open', async () => {
  const open = new Set<Socket>();
  const port = await startServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.resume();
  });
  await scan(port, { timeout: 200 });
  await expect.poll(() => open.size).toBe(0);
});
