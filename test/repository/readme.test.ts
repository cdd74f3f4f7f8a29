import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linesFor, parseKnownHosts } from '../../src/ssh/known-hosts.ts';
import { runToEnd, startBox } from '../cassie-box/cassie-box.ts';
import { type Example, examplesIn, page, ROOT } from './pages.ts';

const README = page('README.md');

describe('yaml in the pages', () => {
  let repository = '';
  beforeAll(() => {
    repository = mkdtempSync(join(tmpdir(), 'examples-'));
    mkdirSync(join(repository, '.git'));
    mkdirSync(join(repository, '.github/workflows'), { recursive: true });
    for (const name of ['action.yml', 'dist']) symlinkSync(join(ROOT, name), join(repository, name));
  });
  afterAll(() => rmSync(repository, { recursive: true }));

  test.each(examplesIn('yaml'))('$page: $text', async (example) => {
    const file = join(repository, '.github/workflows/example.yml');
    // as the action of this checkout, so that every input and output is looked up in action.yml
    writeFileSync(file, asWorkflow(example).replaceAll('org/cassie-deploy@v1', './'));
    const { status, stdout, stderr } = await runToEnd(['actionlint', '-no-color', file], { cwd: repository });
    expect(`${stdout}${stderr}`).toBe('');
    expect(status).toBe(0);
  });

  test('an input that does not exist is noticed', async () => {
    const file = join(repository, '.github/workflows/example.yml');
    const text = '          ssh-hots: web\n';
    writeFileSync(
      file,
      asWorkflow({ page: '', language: 'yaml', text }).replaceAll('org/cassie-deploy@v1', './'),
    );
    const { stdout } = await runToEnd(['actionlint', '-no-color', file], { cwd: repository });
    expect(stdout).toContain('"ssh-hots" is not defined');
  });
});

/** A part of a workflow within the smallest one that it fits into: steps, or the lines below `with`. */
function asWorkflow({ text }: Example): string {
  const job = 'on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n';
  if (text.startsWith('on:')) return text;
  if (text.startsWith('      - ')) return `${job}${text}`;
  return `${job}      - uses: org/cassie-deploy@v1\n        with:\n${text}`;
}

test('the first workflow of the README is the first example, line by line', () => {
  const [first] = examplesIn('yaml').filter((example) => example.page === 'README.md');
  const example = page('examples/github/deploy.yml').split('\n');
  let from = 0;
  for (const line of first?.text.trimEnd().split('\n') ?? []) {
    const at = example.indexOf(line, from);
    expect(at, line).toBeGreaterThanOrEqual(from);
    from = at + 1;
  }
});

describe('Nix in the pages', () => {
  test.each(examplesIn('nix'))('$page: $text', async ({ text }) => {
    const { status, stderr } = await runToEnd(['nix-instantiate', '--parse', '-'], { input: text });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  test("the README's flake activates the system as root", () => {
    expect(examplesIn('nix')[0]?.text).toMatch(/profiles\.system = \{\n\s+user = "root";/);
  });
});

describe('commands in the pages', () => {
  const SCRIPTS = ['./scripts/demo', './scripts/test', 'scripts/setup', 'scripts/test'];
  const PIN = `awk '{ print "cassie-box.example.org", $1, $2 }' /etc/ssh/ssh_host_ed25519_key.pub`;
  // for readers of a release: they ask GitHub, which is not there in a test
  const OF_A_RELEASE =
    /^gh (?:attestation verify dist\/cassie-deploy\.js|release verify v1\.2\.3) --repo org\/cassie-deploy$/;
  const said = examplesIn('sh').flatMap((example) => example.text.trim().split('\n'));

  test('are known to these tests', () => {
    const unknown = said.filter((line) => ![PIN, ...SCRIPTS].includes(line) && !OF_A_RELEASE.test(line));
    expect(unknown).toEqual([]);
  });

  test.each(SCRIPTS)('%s is a program of this repository', (script) => {
    accessSync(join(ROOT, script), constants.X_OK);
  });

  test("the README's line prints a pin that fits the host", async () => {
    const box = await startBox();
    const line = (await box.run(['sh', '-c', PIN])).replace('cassie-box.example.org', box.address);
    const pinned = linesFor(parseKnownHosts(line), box.address, 22).map(({ fingerprint }) => fingerprint);
    const keys = await box.hostKeys();
    await box.stop();
    expect(pinned).toEqual(keys.map(({ fingerprint }) => fingerprint));
  });
});

test('the README leads to the demo and the tests, and has room for the numbers', () => {
  expect(README).toContain('\n./scripts/demo\n./scripts/test\n');
  expect(README).toMatch(/<!-- bench: begin -->\n.*<!-- bench: end -->/s);
});
