import { afterEach, expect, test } from 'vitest';
import {
  type Box,
  type DelayProxyOptions,
  delayProxy,
  hireOperator,
  makeKey,
  runToEnd,
  startBox,
  waitUntil,
} from './cassie-box.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** A box behind a line, and somebody who logs in over it. */
async function lineToBox(options: Omit<DelayProxyOptions, 'target'> = {}) {
  const key = await makeKey();
  const box = await startBox({ rootKeys: [key.publicKey] });
  const line = await delayProxy({ target: box, ...options });
  undo.push(key.remove, box.stop, line.stop);
  const { sshConfig } = await hireOperator(key, [box]);
  const ssh = (...command: string[]) =>
    runToEnd([
      'ssh',
      '-F',
      sshConfig,
      '-o',
      `HostName=${line.address}`,
      ...command.slice(0, -1),
      box.name,
      ...command.slice(-1),
    ]);
  return { box, line, ssh };
}

test('a line takes its round trips', async () => {
  const { ssh, line } = await lineToBox();
  const near = await millisecondsOf(() => ssh('true'));
  line.setRoundTrip(100);
  const far = await millisecondsOf(() => ssh('true'));
  expect(far - near).toBeGreaterThan(500);
  expect(line.passed().connections).toBe(2);
  await waitUntil('nothing is open', () => line.connections() === 0);
});

test('a line that is cut ends every connection at once, and works again when it is mended', async () => {
  const { box, ssh, line } = await lineToBox();
  const session = ssh('sleep 60');
  await sleepsIn(box);
  line.cut();
  expect((await session).status).toBe(255);
  expect((await ssh('true')).status).toBe(255);
  line.mend();
  expect((await ssh('true')).status).toBe(0);
});

test('a line breaks after so many bytes', async () => {
  const { ssh, line } = await lineToBox();
  line.cutAfterBytes(20_000);
  const ended = await ssh('head -c 1M /dev/zero');
  expect(ended.status).toBe(255);
  expect(ended.stdout.length).toBeLessThan(300_000);
});

test('a black hole swallows all without a word, so only the client’s own patience ends a session', async () => {
  const { box, ssh, line } = await lineToBox();
  const session = ssh('-o', 'ServerAliveInterval=1', '-o', 'ServerAliveCountMax=1', 'sleep 60');
  await sleepsIn(box);
  line.blackHole();
  const started = Date.now();
  expect((await session).stderr).toContain('Timeout, server');
  expect(Date.now() - started).toBeGreaterThan(900);
});

test('a jump host forwards to another box', async () => {
  const key = await makeKey();
  const options = { rootKeys: [key.publicKey] };
  const [jump, box] = await Promise.all([startBox({ name: 'jump', ...options }), startBox(options)]);
  undo.push(key.remove, box.stop, jump.stop);
  const { sshConfig } = await hireOperator(key, [jump, box]);
  const ended = await runToEnd(['ssh', '-F', sshConfig, '-J', 'jump', 'cassie-box', 'hostname']);
  expect(ended.stdout).toBe('cassie-box\n');
  expect(await jump.sshdLog()).toContain('Accepted publickey for root');
});

function sleepsIn(box: Box): Promise<boolean> {
  return waitUntil('the command runs', () => box.processes().some((argv) => argv.includes('60')));
}

async function millisecondsOf(action: () => Promise<unknown>): Promise<number> {
  const start = Date.now();
  await action();
  return Date.now() - start;
}
