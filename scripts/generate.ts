/**
 * Writes what is drawn from the tables of inputs and outputs: action.yml, the tables in README.md and docs/inputs.md,
 * and the README's example of a summary.
 * `--check` writes nothing, and exits 1 with the names of the files that differ.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { actionYml } from './generate/action-yml.ts';
import { between } from './generate/markers.ts';
import { exampleSummary } from './generate/summary.ts';
import { allInputs, allOutputs, commonInputs, commonOutputs } from './generate/tables.ts';

const root = resolve(import.meta.dirname, '..');

const files: readonly { readonly name: string; readonly draw: (old: string) => string }[] = [
  { name: 'action.yml', draw: actionYml },
  {
    name: 'README.md',
    draw: (old) =>
      between(
        between(between(old, 'summary', exampleSummary()), 'inputs', commonInputs()),
        'outputs',
        commonOutputs(),
      ),
  },
  {
    name: 'docs/inputs.md',
    draw: (old) => between(between(old, 'inputs', allInputs()), 'outputs', allOutputs()),
  },
];

const differing = files.flatMap(({ name, draw }) => {
  const path = resolve(root, name);
  const old = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const drawn = draw(old);
  return drawn === old ? [] : [{ name, path, drawn }];
});

if (process.argv.includes('--check')) {
  for (const { name } of differing)
    console.error(`${name} differs from the tables: run \`npm run generate\``);
  process.exitCode = differing.length === 0 ? 0 : 1;
} else {
  for (const { path, drawn } of differing) writeFileSync(path, drawn);
}
