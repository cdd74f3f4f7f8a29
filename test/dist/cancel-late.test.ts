import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Box, makeFlake, makeKey, startBox } from '../cassie-box/cassie-box.ts';
import type { Runner } from '../runner/runner.ts';
import { cancel } from './cancel.ts';
import { jobFor, keepForReading, nothingLeft, setOut } from './trip.ts';

/** The state that main has given the runner so far. */
function stateOf({ temp }: Runner): string {
  return readdirSync(temp)
    .filter((name) => name.startsWith('_runner_file_commands-'))
    .map((name) => readFileSync(join(temp, name, 'state'), 'utf8'))
    .join('\n');
}

test('a cancel after the new system was seen changes nothing of the result', async () => {
  const { box, flake, runner } = await setOut();
  const running = runner.startMain();
  await box.waitUntil('the host was looked at', () => stateOf(runner).includes('"phase":"seen"'), {
    seconds: 30,
    every: 1,
  });
  const end = await cancel(running);
  expect(end.outputs['result'], end.shown).toBe('deployed');
  expect(box.runningSystem()).toBe(await flake.toplevel(box.name));
  expect((await runner.post()).raw).toBe('');
  await nothingLeft(runner);
});

test('of two hosts, a cancel leaves the one that is done as it is told, and post looks at the other only', async () => {
  const key = await makeKey();
  onTestFinished(key.remove);
  const boxes: Box[] = [];
  for (const name of ['quick', 'slow']) {
    const box = await startBox({ name, rootKeys: [key.publicKey] });
    onTestFinished(box.stop);
    boxes.push(box);
  }
  const [quick, slow] = boxes;
  if (quick === undefined || slow === undefined) throw new Error('there are two boxes');
  const old = slow.runningSystem();
  const flake = await makeFlake({
    machines: {
      quick: { hostname: quick.dnsName },
      slow: { hostname: slow.dnsName, behaviour: { activationSeconds: 9 } },
    },
  });
  onTestFinished(flake.remove);
  const runner = jobFor(flake, { 'ssh-private-key': key.privateKey, target: '.#quick, .#slow' });
  const running = runner.startMain();
  await quick.waitUntil('the quick host was looked at', () => stateOf(runner).includes('"phase":"seen"'), {
    seconds: 30,
  });
  expect((await slow.truth()).switching).toBe(true);
  const end = await cancel(running);
  keepForReading(end);
  expect(end.outputs['result'], end.shown).toBe('unknown');
  const outcomes = JSON.stringify(JSON.parse(end.outputs['outcomes'] ?? ''));
  expect(outcomes).toContain('"result":"deployed"');
  const post = await runner.post();
  keepForReading(post, 'post');
  expect(post.shown).not.toContain('quick');
  expect(post.shown).toContain('the old system is in place');
  expect(slow.runningSystem()).toBe(old);
  await nothingLeft(runner);
});

test('a time that is over ends a build, and never a switch', async () => {
  const { box, flake, change, go } = await setOut({ machine: { build: { seconds: 62 } } });
  const before = await box.truth();
  const ended = await go({ timeout: '1s' });
  expect(ended.outputs).toMatchObject({ result: 'failed', changed: 'false' });
  expect(ended.shown).toContain('the run took longer than timeout allows (1 s)');
  expect(await box.truth()).toEqual(before);
  await change({ version: '2', build: { seconds: 0 }, behaviour: { activationSeconds: 5 } });
  const end = await go({ timeout: '4s' });
  expect(end.outputs['result'], end.shown).toBe('deployed');
  expect(end.took).toBeGreaterThan(5_000);
  expect(box.runningSystem()).toBe(await flake.toplevel(box.name));
});
