import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { lineSplitter, processStarter, startDetached, startHeld } from '../../src/world/process.ts';
import { waitUntil } from '../cassie-box/cassie-box.ts';

const folder = mkdtempSync(join(tmpdir(), 'process-'));
afterAll(() => rmSync(folder, { recursive: true }));
const environment = { PATH: process.env['PATH'] ?? '', GIVEN: 'yes' };
const never = new AbortController().signal;
const sh = (script: string) => ({ program: 'sh', args: ['-c', script] });

describe('a program', () => {
  const start = processStarter(environment, never);

  test('gets the environment it is given, and no other', async () => {
    const { stdout } = await start({ program: 'env', args: [], env: { MORE: '1' } });
    expect(stdout.trim().split('\n').toSorted()).toEqual(
      ['GIVEN=yes', 'MORE=1', `PATH=${environment.PATH}`].toSorted(),
    );
  });

  test('gets its arguments as they are: no shell reads them', async () => {
    const args = ['$(echo x)', '; echo y', '*', "'", '', 'a b'];
    const { stdout } = await start({ program: 'printf', args: ['%s\\n', ...args] });
    expect(stdout).toBe(`${args.join('\n')}\n`);
  });

  test('that fails is told by its code, one that is killed by its signal', async () => {
    expect(await start(sh('exit 7'))).toMatchObject({ code: 7, signal: undefined, ended: 'by-itself' });
    expect(await start(sh('kill -TERM $$'))).toMatchObject({ code: undefined, signal: 'SIGTERM' });
  });

  test('that is not there is told, and nothing is thrown', async () => {
    const finished = await start({ program: 'no-such-program', args: [] });
    expect(finished).toMatchObject({ code: undefined, notStarted: expect.stringContaining('ENOENT') });
  });

  test('that does not read its input is judged by its exit', async () => {
    const finished = await start({ program: 'true', args: [], stdin: ['x'.repeat(1_000_000)] });
    expect(finished.code).toBe(0);
  });

  test('ends with all it started when its time is over', async () => {
    const pidFile = join(folder, 'pid');
    const finished = await start({ ...sh(`sleep 60 & echo $! >${pidFile}; wait`), timeout: 300 });
    expect(finished).toMatchObject({ ended: 'timed-out', code: undefined });
    const pid = Number(readFileSync(pidFile, 'utf8'));
    await waitUntil('the sleep is dead', () => isDead(pid));
  });

  test('ends when the run is cancelled, and none is started after that', async () => {
    const cancel = new AbortController();
    const startCancelled = processStarter(environment, cancel.signal);
    const running = startCancelled(sh('echo started >&2; sleep 60'));
    setTimeout(() => cancel.abort(), 100);
    expect(await running).toMatchObject({ ended: 'cancelled' });
    expect(await startCancelled(sh(`touch ${folder}/late`))).toMatchObject({ ended: 'cancelled' });
    expect(() => readFileSync(join(folder, 'late'))).toThrow('ENOENT');
  });
});

test('a detached program goes on with its output in a file', async () => {
  const file = join(folder, 'output');
  const { exit } = startDetached({ ...sh('echo out; echo err >&2; exit 3'), env: environment }, file);
  expect(await exit).toEqual({ code: 3, signal: undefined });
  expect(readFileSync(file, 'utf8')).toBe('out\nerr\n');
});

test('a held program has answered once the end is seen, and lives until it is closed', async () => {
  const pidFile = join(folder, 'held');
  const held = startHeld(environment, sh(`echo $$ >${pidFile}; echo the end; exec cat`), 'the end');
  expect((await held.answer).stdout).toContain('the end');
  const pid = Number(readFileSync(pidFile, 'utf8'));
  expect(isDead(pid)).toBe(false);
  held.close();
  await waitUntil('the held program is dead', () => isDead(pid));
});

test('lines are the same however their text comes', () => {
  const text = fc
    .array(fc.constantFrom('a', 'ä', '🚀', ' ', '\n', '\r\n', '\u001b[0m'))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, fc.array(fc.nat(40)), (whole, cuts) => {
      const at = [0, ...cuts.filter((cut) => cut < whole.length).toSorted((a, b) => a - b), whole.length];
      const pieces = at.slice(1).map((end, piece) => whole.slice(at[piece], end));
      expect(linesOf(pieces)).toEqual(linesOf([whole]));
    }),
    { seed: 4 },
  );
});

function linesOf(pieces: readonly string[]): readonly string[] {
  const lines: string[] = [];
  const splitter = lineSplitter((line) => lines.push(line));
  pieces.forEach(splitter.push);
  splitter.end();
  return lines;
}

function isDead(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

describe('a program that never stops printing', () => {
  const flood = (bytes: number, end: string) =>
    sh(`head -c ${bytes} /dev/zero | tr '\\000' x; echo '${end}'; sleep 60`);

  test('is answered at once where the end is seen, though it printed 200 MB without a line end', async () => {
    const began = performance.now();
    const held = startHeld(environment, flood(200_000_000, 'the end'), 'the end');
    const { stdout, ended } = await held.answer;
    held.close();
    expect(ended).toBe('by-itself');
    expect(stdout).toMatch(/xthe end\n$/);
    expect(stdout.length).toBeLessThan(70_000_000);
    expect(performance.now() - began).toBeLessThan(20_000);
  });

  test('gives lines all the same', async () => {
    const lengths: number[] = [];
    const start = processStarter(environment, never);
    await start({
      ...sh(`head -c 20000000 /dev/zero | tr '\\000' x >&2; echo >&2; echo last >&2`),
      onLine: (line) => lengths.push(line.length),
    });
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(20_000_004);
    expect(Math.max(...lengths)).toBeLessThan(200_000);
  });
});
