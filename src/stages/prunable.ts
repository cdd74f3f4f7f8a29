import type { Numbered } from '../host/guard.ts';
import type { Generation, Look } from '../host/look.ts';

/** What of a look decides it. */
type Seen = Pick<Look, 'generations' | 'running' | 'booted' | 'bootDefault' | 'profile' | 'held'>;

/**
 * The generations beyond the newest `keep`, oldest first, without those that are needed or may be: the profile's current one, those of the running and
 * booted systems and of the boot default, those that the host was rolled back from, and those of `recorded`, which are profiles or systems.
 */
export function prunable(
  seen: Seen,
  keep: number,
  recorded: readonly (string | undefined)[],
): readonly Numbered[] {
  const needed = new Set([...systemsOf(seen), seen.profile, ...seen.held, ...recorded]);
  return seen.generations
    .toSorted((a, b) => b.generation - a.generation)
    .slice(Math.max(keep, 1))
    .filter(
      (one) => !one.current && !pathsOf(one).some((path) => needed.has(path)) && !mayBeNeeded(one, seen),
    )
    .map(({ generation, storePath }) => ({ generation, storePath }))
    .toReversed();
}

function systemsOf({ running, booted, bootDefault }: Seen): readonly (string | undefined)[] {
  return [running, booted, bootDefault];
}

function pathsOf({ storePath, toplevel }: Generation): readonly string[] {
  return toplevel === undefined ? [storePath] : [storePath, toplevel];
}

/** A system that can't be read may be any; one that is no generation's own may be the specialisation of any that has some. */
function mayBeNeeded({ toplevel, specialisations }: Generation, seen: Seen): boolean {
  if (toplevel === undefined) return false;
  return systemsOf(seen).some((path) => {
    if (path === undefined) return true;
    return specialisations.length > 0 && seen.generations.every((one) => one.toplevel !== path);
  });
}
