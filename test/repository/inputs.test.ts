import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { between } from '../../scripts/generate/markers.ts';
import { INPUT_LIST } from '../../src/request/inputs.ts';
import { OUTPUTS } from '../../src/request/outputs.ts';

const root = resolve(import.meta.dirname, '../..');
const actionYml = page('action.yml');
const SHOWN = INPUT_LIST.filter((input) => !input.hidden);

function page(name: string): string {
  return readFileSync(resolve(root, name), 'utf8');
}

/** The names that stand two spaces in, below a key of action.yml. */
function namesBelow(key: string): readonly string[] {
  const section = new RegExp(`^${key}:\\n((?:  .*\\n)*)`, 'm').exec(actionYml)?.[1] ?? '';
  return [...section.matchAll(/^ {2}([\w-]+):$/gm)].map(([, name]) => name ?? '');
}

test('action.yml, README.md and docs/inputs.md are what the tables draw', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/generate.ts', '--check'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

describe('action.yml', () => {
  test('declares every input, every alias that is shown, and every output', () => {
    const names = INPUT_LIST.flatMap((input) => [input.name, ...(input.hidden ? [] : input.aliases)]);
    expect(namesBelow('inputs')).toEqual(names);
    expect(namesBelow('outputs')).toEqual(Object.keys(OUTPUTS));
  });

  test('has expressions only in the defaults of inputs, of contexts that GitHub knows there', () => {
    const expressions = [...actionYml.matchAll(/^(.*)\$\{\{ (.*) \}\}(.*)$/gm)];
    expect(expressions.map(([, before, , after]) => `${before}${after}`)).toEqual([
      "    default: ''",
      "    default: ''",
    ]);
    expect(expressions.map(([, , inside]) => inside)).toEqual(['github.token', 'toJSON(strategy)']);
    expect(actionYml.split('${{')).toHaveLength(1 + expressions.length);
  });

  test('starts the bundle with the runtime it is tested with', () => {
    const runs = [
      'runs:',
      '  using: node24',
      '  main: dist/main.js',
      '  post: dist/post.js',
      '  post-if: always()',
      '',
    ];
    expect(actionYml.endsWith(runs.join('\n'))).toBe(true);
  });

  test('has a description that the marketplace takes', () => {
    expect(/^description: (.*)$/m.exec(actionYml)?.[1]?.length).toBeLessThanOrEqual(125);
  });
});

test('docs/inputs.md shows every input with its other names, and every output', () => {
  const docs = page('docs/inputs.md');
  for (const input of SHOWN) {
    const row = docs.split('\n').find((line) => line.startsWith(`| \`${input.name}\` |`));
    expect(row).toBeDefined();
    for (const alias of input.aliases) expect(row).toContain(`\`${alias}\``);
  }
  for (const name of Object.keys(OUTPUTS)) expect(docs).toContain(`| \`${name}\` |`);
  expect(docs).not.toContain('| `strategy` |');
});

test('README.md names the common inputs', () => {
  const readme = page('README.md');
  for (const input of SHOWN.filter((one) => one.common)) expect(readme).toContain(`| \`${input.name}\` |`);
});

test('a page without its markers is not written', () => {
  expect(() => between('# page\n', 'inputs', 'table')).toThrow('put <!-- inputs: begin -->');
});
