import type { Look } from '../host/look.ts';
import type { EngineOptions } from '../request/request.ts';
import type { BuiltProfile } from './build.ts';

/** Running system, profile and boot default are all the wanted ones already; a boot default that can't be read decides nothing. */
export function isAlreadyThere(
  { storePath, profile }: BuiltProfile,
  look: Look,
  { boot, test }: Pick<EngineOptions, 'boot' | 'test'>,
): boolean {
  if (storePath === undefined || look.profile !== storePath || look.busy) return false;
  const toplevel = look.profileToplevel;
  // what a profile is called says nothing: one of another name may hold the system, by its profilePath
  if (toplevel === undefined) return profile !== 'system';
  const boots = look.bootDefault === undefined || look.bootDefault === toplevel;
  return (boot || look.running === toplevel) && (test || boots);
}
