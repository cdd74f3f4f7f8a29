import { join } from 'node:path';
import { Fault } from '../fault.ts';
import { isRecord } from './evaluate.ts';
import { type Nix, runNix } from './nix.ts';
import { parseStorePath, type StorePath } from './store-path.ts';

/**
 * Builds all of `installables` (a `.drv`, or a path that is to be fetched) with one Nix command and gives each one's output, in order. A link in
 * `folder` keeps them from the garbage collector while the run goes on.
 */
export async function buildAll(
  nix: Nix,
  installables: readonly string[],
  folder: string,
): Promise<readonly StorePath[]> {
  const args = [
    'build',
    '--json',
    '--print-build-logs',
    '--out-link',
    join(folder, 'built'),
    ...installables.map((installable) => outputOfDerivation(nix, installable)),
    ...nix.extraArgs,
  ];
  const json: unknown = JSON.parse(await runNix(nix, 'building the profiles', args));
  const built = Array.isArray(json) ? json : [];
  return installables.map((installable) => {
    const path = parseStorePath(outputOf(built.find((entry) => stands(entry, installable))));
    if (path === undefined) {
      throw new Fault({
        code: 'build-without-output',
        what: `nix build succeeded but names no output of ${installable}`,
      });
    }
    return path;
  });
}

/** What `nix build` is told to mean the output of a derivation. */
function outputOfDerivation({ isOld }: Pick<Nix, 'isOld'>, installable: string): string {
  return installable.endsWith('.drv') && !isOld ? `${installable}^out` : installable;
}

/** Nix's JSON names a derivation by `drvPath`, a path it only fetched by the path itself. */
function stands(entry: unknown, installable: string): boolean {
  if (typeof entry === 'string') return entry === installable;
  return isRecord(entry) && (entry['drvPath'] === installable || entry['path'] === installable);
}

function outputOf(entry: unknown): string | undefined {
  if (typeof entry === 'string') return entry;
  if (!isRecord(entry)) return undefined;
  const outputs = entry['outputs'];
  const path = isRecord(outputs) ? outputs['out'] : entry['path'];
  return typeof path === 'string' ? path : undefined;
}
