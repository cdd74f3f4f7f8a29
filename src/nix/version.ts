import { Fault } from '../fault.ts';
import type { Start } from '../world/process.ts';

const OLDEST = [2, 15] as const;

/** The version of the `nix` on PATH, such as `2.26.3`. */
export async function findNix(start: Start): Promise<string> {
  const finished = await start({ program: 'nix', args: ['--version'], timeout: 20_000 });
  const version = /(\d+)\.(\d+)(?:\.\d+)?/.exec(finished.stdout);
  if (finished.notStarted !== undefined || finished.code !== 0 || version === null) {
    throw new Fault({
      code: 'nix-missing',
      what: 'nix is not on PATH',
      why: finished.notStarted ?? `\`nix --version\` ended with ${finished.code}`,
      fix: 'install Nix in a step before this one, for example with cachix/install-nix-action',
    });
  }
  if (
    Number(version[1]) < OLDEST[0] ||
    (Number(version[1]) === OLDEST[0] && Number(version[2]) < OLDEST[1])
  ) {
    throw new Fault({
      code: 'nix-too-old',
      what: `Nix ${version[0]} is too old`,
      why: `the flake is evaluated once through \`nix eval FLAKE#.\`, which came with Nix ${OLDEST.join('.')}`,
      fix: `use Nix ${OLDEST.join('.')} or newer`,
    });
  }
  return version[0];
}
