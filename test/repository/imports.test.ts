import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from './pages.ts';

/** From the top down. A part may use those in the rows below its own, itself, and what is free to all. */
const ROWS: readonly (readonly string[])[] = [
  ['main'],
  ['action', 'post'],
  ['deploy', 'generations', 'roll-back', 'lock'],
  ['each-host'],
  ['report', 'github'],
  ['stages'],
  ['request'],
  ['host', 'deploy-rs'],
  ['nix'],
  ['ssh'],
  ['world', 'fault', 'outcome', 'plain-text', 'version'],
];
const FREE = ROWS.length - 1;

interface Import {
  readonly from: string;
  readonly to: string;
  /** `import type`, or only `type` names: nothing is left of it when the program runs. */
  readonly typeOnly: boolean;
}

const FILES = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.ts'),
);
const IMPORTS = FILES.flatMap(importsOf);

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(ROOT, 'src', file), 'utf8');
  const declared = [
    ...text.matchAll(/^(?:import|export) (type )?(?:\{([^}]*)\}|\* as \w+|\w+) from '(\.[^']+)'/gm),
  ].map(([, type, names, path = '']) => ({ path, typeOnly: type !== undefined || hasOnlyTypes(names) }));
  const lazy = [...text.matchAll(/\bimport\('(\.[^']+)'\)/g)].map(([, path = '']) => ({
    path,
    typeOnly: false,
  }));
  return [...declared, ...lazy].map(({ path, typeOnly }) => ({
    from: file,
    to: posix.join(posix.dirname(file), path),
    typeOnly,
  }));
}

function hasOnlyTypes(names: string | undefined): boolean {
  const list = (names ?? '').split(',').map((name) => name.trim());
  return names !== undefined && list.every((name) => name === '' || name.startsWith('type '));
}

/** `ssh/client.ts` → `ssh`, `deploy.ts` → `deploy`. */
function partOf(file: string): string {
  return file.split('/')[0]?.replace(/\.ts$/, '') ?? file;
}

function rowOf(file: string): number {
  return ROWS.findIndex((parts) => parts.includes(partOf(file)));
}

function show({ from, to }: Import): string {
  return `${from} → ${to}`;
}

describe('imports in src', () => {
  test('every file belongs to a part that has its place', () => {
    expect(FILES.filter((file) => rowOf(file) < 0)).toEqual([]);
    expect(IMPORTS.length).toBeGreaterThan(FILES.length);
  });

  test('point down: what runs uses only what stands below it', () => {
    const up = IMPORTS.filter(({ typeOnly }) => !typeOnly)
      .filter(({ from, to }) => partOf(from) !== partOf(to))
      .filter(({ from, to }) => rowOf(to) <= rowOf(from) && rowOf(to) !== FREE);
    expect(up.map(show)).toEqual([]);
  });

  test('know the front ends not even by their types', () => {
    const up = IMPORTS.filter(
      ({ from, to }) => rowOf(to) < rowOf(from) && rowOf(to) <= rowOf('each-host.ts'),
    );
    expect(up.map(show)).toEqual([]);
  });

  test('make no circle', () => {
    const below = Map.groupBy(
      IMPORTS.filter(({ typeOnly }) => !typeOnly),
      ({ from }) => from,
    );
    const reaches = (start: string, wanted: string, seen = new Set<string>()): boolean =>
      (below.get(start) ?? []).some(({ to }) => {
        if (to === wanted) return true;
        if (seen.has(to)) return false;
        seen.add(to);
        return reaches(to, wanted, seen);
      });
    expect(FILES.filter((file) => reaches(file, file))).toEqual([]);
  });

  test('name the file as it is, so that Node runs the source without a build', () => {
    expect(IMPORTS.filter(({ to }) => !FILES.includes(to)).map(show)).toEqual([]);
  });
});
