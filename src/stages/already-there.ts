import type { Look } from '../host/look.ts';
import type { StorePath } from '../nix/store-path.ts';
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

/** The profile that runs already and only does not boot yet: an earlier run was cut off between its verification and its commit. */
export function whatOnlyLacksTheCommit(
  { storePath, settings }: BuiltProfile,
  look: Look,
  { boot, test }: Pick<EngineOptions, 'boot' | 'test'>,
): StorePath | undefined {
  const toplevel = look.profileToplevel;
  if (boot || test || settings.user !== 'root' || toplevel === undefined || look.busy) return undefined;
  if (look.guard?.state === 'armed' || look.guard?.state === 'firing') return undefined;
  const lacksIt = look.profile === storePath && look.running === toplevel && look.bootDefault !== toplevel;
  return lacksIt && look.bootDefault !== undefined ? storePath : undefined;
}
