import { Fault } from '../fault.ts';
import { isAtLeast } from '../nix/version.ts';
import type { Start } from '../world/process.ts';

/** `deploy --version` prints `deploy-rs 1.0.0`. */
export interface DeployRs {
  readonly version: string;
  /** 1.0.0 and newer: `--test`, `drvPath`, and the JSON of every Nix. */
  readonly isCurrent: boolean;
}

/** Nix 2.33 changed the JSON that older ones read: they fail with a text that hides the cause (serokell/deploy-rs#355, mended by #359). */
const BREAKS_OLDER = [2, 33] as const;

export async function findDeployRs(start: Start, nixVersion: string): Promise<DeployRs> {
  const finished = await start({ program: 'deploy', args: ['--version'], timeout: 20_000 });
  if (finished.notStarted !== undefined || finished.code !== 0) {
    throw new Fault({
      code: 'deploy-rs-missing',
      what: 'deploy-rs is not on PATH',
      why: finished.notStarted ?? `\`deploy --version\` ended with ${finished.code}`,
      fix: 'add a step before this one: run: nix profile install github:serokell/deploy-rs',
    });
  }
  const version = /(\d+\.\d+(?:\.\d+)?)/.exec(finished.stdout)?.[1];
  if (version === undefined || !/deploy/.test(finished.stdout)) {
    throw new Fault({
      code: 'deploy-rs-other',
      what: `the program \`deploy\` on PATH is not deploy-rs: it calls itself ${JSON.stringify(finished.stdout.trim().slice(0, 60))}`,
      fix: 'put deploy-rs before it on PATH',
    });
  }
  const isCurrent = isAtLeast(version, [1, 0]);
  if (!isCurrent && isAtLeast(nixVersion, BREAKS_OLDER)) {
    throw new Fault({
      code: 'deploy-rs-too-old',
      what: `deploy-rs ${version} does not understand Nix ${nixVersion}`,
      why: 'Nix 2.33 changed the JSON of `nix derivation show` (serokell/deploy-rs#355)',
      fix: 'use deploy-rs 1.0.0 or newer',
    });
  }
  return { version, isCurrent };
}
