/** Start of the bundle to its first line against an empty program, and what a run has to load. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFlake, makeKey, startBox } from '../test/cassie-box/cassie-box.ts';
import { Runner } from '../test/runner/runner.ts';
import { compare } from './compare.ts';

const DIST = process.env['CASSIE_DIST'] ?? join(import.meta.dirname, '../dist');
const folder = mkdtempSync(join(tmpdir(), 'bench-'));

function firstLine(script: string, env: Readonly<Record<string, string>>): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, [script], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return new Promise((resolve) => {
    let first = 0;
    child.stdout.once('data', () => {
      first = performance.now() - began;
      child.kill('SIGKILL');
    });
    child.on('close', () => resolve(first));
  });
}

const empty = join(folder, 'empty.cjs');
writeFileSync(empty, "process.stdout.write('ready\\n');\n");
const env = {
  RUNNER_OS: 'Linux',
  GITHUB_EVENT_NAME: 'push',
  RUNNER_TEMP: folder,
  GITHUB_WORKSPACE: folder,
  INPUT_TARGET: '.#web',
};
const start = await compare(
  21,
  () => firstLine(join(DIST, 'main.js'), env),
  () => firstLine(empty, env),
);
console.log(
  `start to first line   ours ${start.ours.toFixed(0)} ms  empty program ${start.theirs.toFixed(0)} ms  ${start.ratio.toFixed(2)}×`,
);

const files = readdirSync(DIST).map((name) => join(DIST, name));
const size = (paths: readonly string[]) =>
  paths.reduce((sum, path) => sum + statSync(path).size, 0) / 1_000_000;
const key = await makeKey();
const box = await startBox({ rootKeys: [key.publicKey] });
const flake = await makeFlake({ machines: { 'cassie-box': { version: '1', hostname: box.address } } });
const pin = (await box.hostKeys()).map(({ publicKey }) => `${box.address} ${publicKey}`).join('\n');
for (const [how, inputs] of [
  ['pinned', { 'ssh-known-hosts': pin }],
  ['scanned', {}],
] as const) {
  const coverage = join(folder, how);
  const runner = new Runner({
    workspace: flake.folder,
    inputs: { 'ssh-private-key': key.privateKey, ...inputs },
    env: { NODE_V8_COVERAGE: coverage },
  });
  await runner.main();
  runner.remove();
  console.log(`loaded by a deploy    ${size(loaded(coverage)).toFixed(2)} MB (${how} host key)`);
}
console.log(`whole bundle          ${size(files).toFixed(2)} MB`);
rmSync(folder, { recursive: true });
await box.stop();
process.exit(0);

/** The parts of the bundle that a process really loaded, as V8 lists them. */
function loaded(coverage: string): readonly string[] {
  const text = readdirSync(coverage)
    .map((name) => readFileSync(join(coverage, name), 'utf8'))
    .join('\n');
  const urls = new Set([...text.matchAll(/"url":"file:\/\/([^"]+)"/g)].map(([, path]) => path));
  return files.filter((file) => urls.has(file));
}
