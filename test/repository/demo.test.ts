import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Ended, runToEnd, type Truth } from '../cassie-box/cassie-box.ts';
import { disagreements, type Seen } from '../demo/compare.ts';
import { wrap } from '../demo/page.ts';
import { SCENES } from '../demo/scenes.ts';
import { summaryAsText } from '../demo/summary-text.ts';

const root = resolve(import.meta.dirname, '../..');

describe('the demo', () => {
  let demo: Ended;
  beforeAll(async () => {
    demo = await runToEnd([process.execPath, 'test/demo/main.ts'], { cwd: root });
  });

  test('runs to its end, and each run says what the host shows', () => {
    expect(demo.stderr).toBe('');
    expect(demo.stdout.trimEnd().split('\n').at(-1)).toMatch(
      /^✓ 4 runs, and each said what the host shows; \d+ s$/,
    );
    expect(demo.status).toBe(0);
  });

  test('shows log, outputs, summary and host of each run under its heading', () => {
    for (const [at, { title, result }] of SCENES.entries()) {
      expect(demo.stdout).toContain(`\n${at + 1}  ${title}\n`);
      expect(demo.stdout).toMatch(new RegExp(`\n✓ ${result}, exit [01]: `));
    }
    for (const part of ['the log', 'the outputs', 'the summary', 'what the host itself says'])
      expect(demo.stdout.split(`\n${part}`)).toHaveLength(SCENES.length + 1);
  });

  test('fits 100 columns, and has no colour when it is not on a terminal', () => {
    expect(demo.stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
    expect(demo.stdout.match(/^ {2}─+ {2}─+ {2}─+$/gm)).toHaveLength(SCENES.length);
    expect(demo.stdout).not.toContain('\u001b');
  });

  test('shows no line of the private key', () => {
    expect(demo.stdout).not.toMatch(/PRIVATE KEY|b3BlbnNzaC1rZXk/);
  });
});

test('on a terminal the demo is coloured, unless NO_COLOR says otherwise', async () => {
  const page = `import { good } from '${root}/test/demo/page.ts'; console.log(good('well'));`;
  const onTerminal = (variables: string) =>
    runToEnd([
      'python3',
      '-c',
      'import pty, sys; pty.spawn(sys.argv[1:])',
      ...['env', '-u', 'NO_COLOR', ...(variables === '' ? [] : [variables])],
      ...[process.execPath, '--input-type=module', '-e', page],
    ]);
  expect((await onTerminal('')).stdout).toContain('\u001b[32m');
  expect((await onTerminal('NO_COLOR=1')).stdout).not.toContain('\u001b');
});

describe('what the step says is compared with the host', () => {
  const system = (version: number) => ({ number: version, path: `/p${version}`, toplevel: `/s${version}` });
  const truth = (version: number): Truth => ({
    power: 'on',
    running: `/s${version}`,
    booted: '/s0',
    profile: system(version),
    generations: [system(version)],
    bootDefault: `/s${version}`,
    failedUnits: [],
    switching: false,
    activating: [],
  });
  const ended = { signal: null, shown: '', raw: '', masks: [], state: {}, summary: '', took: 1 };
  const outputs = {
    result: 'deployed',
    changed: 'true',
    'store-path': '/s2',
    'previous-store-path': '/s1',
    generation: '2',
    'previous-generation': '1',
    'boot-default': '/s2',
    'failed-units': '[]',
    'rolled-back': 'false',
  };
  const scene = SCENES[2] ?? SCENES[0];
  const seen = (more: Partial<Seen> = {}): Seen => ({
    scene: scene ?? expect.fail('no scene'),
    end: { ...ended, code: 0, outputs },
    post: { ...ended, code: 0, outputs: {} },
    before: truth(1),
    after: truth(2),
    wanted: '/s2',
    ...more,
  });

  test('a true word has no disagreement', () => {
    expect(disagreements(seen())).toEqual([]);
  });

  test('a success over a host that runs the old system is told', () => {
    const found = disagreements(seen({ after: truth(1) }));
    expect(found).toContain('result: the step says deployed, the host shows rolled-back');
    expect(found).toContain('store-path: the step says /s2, the host shows /s1');
    expect(found).toContain('the scene was to end deployed');
  });

  test('a boot default that is not the new system is told', () => {
    const after = { ...truth(2), bootDefault: '/s1' };
    expect(disagreements(seen({ after }))).toContain('boot-default: the step says /s2, the host shows /s1');
  });

  test('a wrong exit code is told, whatever the outputs say', () => {
    const end = { ...ended, code: 1, outputs };
    expect(disagreements(seen({ end }))).toEqual(['the step ended with 1, not 0']);
  });
});

describe('the page', () => {
  test('cuts long lines at spaces, behind the same bar', () => {
    const long = `  host | ${'word '.repeat(30)}`.trimEnd();
    const wrapped = wrap(long, '  ');
    expect(wrapped.every((line) => line.length <= 100)).toBe(true);
    expect(wrapped.length).toBe(2);
    expect(wrapped[1]).toMatch(/^ {4}host \| word/);
  });

  test('cuts a word only when it fits no line', () => {
    expect(wrap(`copying ${'x'.repeat(95)}`, '  ')).toEqual(['  copying', `  ${'x'.repeat(95)}`]);
    expect(wrap('x'.repeat(150), '').map((line) => line.length)).toEqual([100, 50]);
  });

  test('shows a summary as text, its tables in columns and its details folded', () => {
    const markdown = [
      '### ✅ web runs&#58; it',
      '',
      '| | before |',
      '|---|---|',
      '| running system | <code>&#97;</code> |',
      '',
      '<details><summary>generations</summary>',
      '',
      'hidden',
      '',
      '</details>',
    ];
    expect(summaryAsText(markdown.join('\n')).split('\n')).toEqual([
      '✅ web runs: it',
      '',
      '                before',
      '──────────────  ──────',
      'running system  a',
      '',
      '▸ generations',
    ]);
  });
});

describe('scripts/demo', () => {
  const script = resolve(root, 'scripts/demo');

  test('sets up what the demo needs, without the tools of the tests, and runs it', () => {
    expect(readFileSync(script, 'utf8')).toContain(
      'scripts/setup root node deploy-rs\nexec scripts/world node --run demo\n',
    );
  });

  test('says that it needs Linux', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'not-linux-'));
    writeFileSync(join(folder, 'uname'), '#!/bin/sh\necho Darwin\n', { mode: 0o755 });
    const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}` };
    const { status, stdout, stderr } = await runToEnd([script], { env });
    rmSync(folder, { recursive: true });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^demo: this is Darwin; the demo needs Linux\b.*\n$/);
  });

  test('says that it needs root or user namespaces', async () => {
    const asNobody = ['setpriv', '--reuid=65534', '--clear-groups', script];
    const { status, stdout, stderr } = await runToEnd(asNobody);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^demo: needs root, or user namespaces\b.*\n$/);
  });
});
