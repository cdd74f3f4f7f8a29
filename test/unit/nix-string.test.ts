import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nixString } from '../../src/nix/evaluate.ts';
import { outputOf } from '../cassie-box/cassie-box.ts';

test('Nix itself reads every quoted text as it was', async () => {
  const parts = fc.constantFrom(
    '$',
    '{',
    '}',
    '${',
    '$${',
    '"',
    "''",
    '\\',
    '\\n',
    '\n',
    '\r',
    '\t',
    'x',
    '#',
    '/*',
  );
  const text = fc.oneof(
    fc.array(parts).map((some) => some.join('')),
    // Nix has no string with a zero byte
    fc.string({ unit: 'binary' }).map((any) => any.replaceAll('\0', '')),
  );
  const texts = fc.sample(text, { seed: 4, numRuns: 500 });
  const folder = mkdtempSync(join(tmpdir(), 'nix-string-'));
  const file = join(folder, 'texts.nix');
  writeFileSync(file, `[\n${texts.map(nixString).join('\n')}\n]\n`);
  const read = await outputOf(['nix', 'eval', '--json', '--file', file]);
  rmSync(folder, { recursive: true });
  expect(JSON.parse(read)).toEqual(texts);
});
