import { createHash } from 'node:crypto';
import { buildAll } from '../nix/build.ts';
import { type Nix, runNix } from '../nix/nix.ts';
import { parseStorePath, type StorePath } from '../nix/store-path.ts';
import type { Plan, PlannedProfile } from './plan.ts';

/** A profile whose closure is in the runner's store (or, with remoteBuild, whose derivation is). */
export interface BuiltProfile extends PlannedProfile {
  /** The activatable profile; undefined only where the host has yet to build it and Nix can't tell its path before. */
  readonly storePath: StorePath | undefined;
}

export interface Built {
  readonly profiles: readonly BuiltProfile[];
  readonly digest: string;
}

/** One build for all profiles. What a host is to build itself is left to it. */
export async function buildPlan(plan: Plan, nix: Nix, folder: string): Promise<Built> {
  const here = plan.profiles.filter(({ settings }) => !settings.remoteBuild);
  const paths =
    here.length === 0
      ? []
      : await buildAll(
          nix,
          here.map(({ drvPath, path }) => drvPath ?? path),
          folder,
        );
  const built = new Map(here.map((profile, at) => [profile, paths[at]]));
  const profiles = plan.profiles.map((profile) => ({
    ...profile,
    storePath: built.get(profile) ?? parseStorePath(profile.path),
  }));
  return { profiles, digest: digestOf(profiles) };
}

/** Over what would be activated, and nothing else: the same closures give the same digest on every machine. */
function digestOf(
  profiles: readonly Pick<BuiltProfile, 'node' | 'profile' | 'storePath' | 'drvPath'>[],
): string {
  const lines = profiles
    .map(({ node, profile, storePath, drvPath }) => JSON.stringify([node, profile, storePath ?? drvPath]))
    .toSorted();
  return `sha256:${createHash('sha256').update(lines.join('\n')).digest('hex')}`;
}

export async function checkFlake(nix: Nix, flake: string): Promise<void> {
  await runNix(nix, 'checking the flake', [
    'flake',
    'check',
    flake,
    '--no-update-lock-file',
    ...nix.extraArgs,
  ]);
}
