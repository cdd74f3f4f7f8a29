import { Fault } from '../fault.ts';
import type { Start } from '../world/process.ts';

const OLDEST = [2, 9] as const;

/** The version of the `nix` on PATH, such as `2.26.3`. */
export async function findNix(start: Start): Promise<string> {
  const finished = await start({ program: 'nix', args: ['--version'], timeout: 20_000 });
  const version = /\d+\.\d+(?:\.\d+)?/.exec(finished.stdout)?.[0];
  if (finished.notStarted !== undefined || finished.code !== 0 || version === undefined) {
    throw new Fault({
      code: 'nix-missing',
      what: 'nix is not on PATH',
      why: finished.notStarted ?? `\`nix --version\` ended with ${finished.code}`,
      fix: 'install Nix in a step before this one, for example with cachix/install-nix-action',
    });
  }
  if (!isAtLeast(version, OLDEST)) {
    throw new Fault({
      code: 'nix-too-old',
      what: `Nix ${version} is too old`,
      why: 'deploy-rs 1.0.0 starts `nix build --print-out-paths`, which Nix 2.8 does not know (seen)',
      fix: `use Nix ${OLDEST.join('.')} or newer`,
    });
  }
  return version;
}

export function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [a = 0, b = 0] = version.split('.').map(Number);
  return a > major || (a === major && b >= minor);
}
