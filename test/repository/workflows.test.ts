import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { version } from '../../src/version.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const workflowsIn = (folder: string): readonly string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.yml'))
    .map((name) => join(folder, name));

const EXAMPLES = workflowsIn('examples/github');
const OURS = workflowsIn('.github/workflows');

describe.each([...EXAMPLES, ...OURS])('%s', (name) => {
  const text = read(name);

  test('pins every action that is not ours by a full SHA, with its version beside it', () => {
    const uses = [...text.matchAll(/^\s*(?:- )?uses: *(.+)$/gm)].map(([, what]) => what ?? '');
    const foreign = uses.filter((what) => !/^(?:\.\/|org\/cassie-deploy@v1$)/.test(what));
    for (const what of foreign) expect(what).toMatch(/^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('names no image that can change', () => {
    for (const [, image] of text.matchAll(/^\s*image: *(.+)$/gm))
      expect(image).toMatch(/@sha256:[0-9a-f]{64}$/);
  });

  test('says what it may do, and gives no job more time than it needs', () => {
    expect(text).toMatch(/^permissions:/m);
    for (const job of jobsOf(text).filter((one) => one.includes('\n    steps:')))
      expect(job).toMatch(/^ {4}timeout-minutes: \d+$/m);
  });

  test('lets one run at a time touch the same thing', () => {
    expect(text).toMatch(/^ *concurrency:\n +group: .+\n +cancel-in-progress: /m);
  });
});

describe.each(EXAMPLES)('%s', (name) => {
  const text = read(name);

  test('has our step, reads the repository and nothing else, and never cuts a deploy off', () => {
    expect(text).toContain('uses: org/cassie-deploy@v1');
    expect(text).toMatch(/^permissions:\n {2}contents: read\n\n/m);
    expect(text).toContain('cancel-in-progress: false');
    expect(text.includes('persist-credentials: false')).toBe(text.includes('actions/checkout@'));
  });

  test('is short', () => {
    expect(text.split('\n').length).toBeLessThanOrEqual(50);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(140);
  });

  test('pins the host key, or is the first one, or touches no host', () => {
    if (['deploy.yml', 'pull-request.yml'].includes(basename(name))) return;
    expect(text).toMatch(/^ *ssh-known-hosts: \$\{\{ vars\.SSH_KNOWN_HOSTS \}\}$/m);
    expect(text).toContain('host-key-policy: strict');
  });
});

test('actionlint finds nothing in the examples, and every input they give is in action.yml', () => {
  const folder = join(root, '.cache', `actionlint-${process.pid}`);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, '.github/workflows'), { recursive: true });
  mkdirSync(join(folder, '.git'));
  writeFileSync(join(folder, 'action.yml'), read('action.yml'));
  mkdirSync(join(folder, 'dist'));
  for (const file of ['main.js', 'post.js']) writeFileSync(join(folder, 'dist', file), '');
  // actionlint reads an action's inputs only where it is used from its own folder
  for (const name of EXAMPLES)
    writeFileSync(
      join(folder, '.github/workflows', basename(name)),
      read(name).replace('org/cassie-deploy@v1', './'),
    );
  expect(actionlint(folder)).toBe('');
  const wrong =
    'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: ./\n        with:\n          nosuch: 1\n';
  writeFileSync(join(folder, '.github/workflows/wrong.yml'), wrong);
  expect(actionlint(folder)).toContain('input "nosuch" is not defined in action');
});

test('the version is the same in package.json and in the program', () => {
  expect(JSON.parse(read('package.json')).version).toBe(version);
});

test('the changelog has a place for what is not released yet', () => {
  expect(read('CHANGELOG.md')).toMatch(/^## Unreleased$/m);
});

/** Each job's text, from its name to the next one's. */
function jobsOf(text: string): readonly string[] {
  const [, jobs = ''] = text.split(/^jobs:\n/m);
  return jobs.split(/^(?= {2}[\w-]+:$)/m).filter((job) => job.trim() !== '');
}

function actionlint(folder: string): string {
  const { stdout, stderr, error } = spawnSync('actionlint', ['-no-color'], { cwd: folder, encoding: 'utf8' });
  if (error !== undefined) throw error;
  return stdout + stderr;
}
