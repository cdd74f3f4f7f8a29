import { isGuardStanding, type Look } from '../host/look.ts';
import type { EngineOptions } from '../request/request.ts';

/** What a host still lacks of a system: nothing, only that it boots, or all of it. */
export type Lack = 'nothing' | 'the commit' | 'all';

/**
 * Running system, profile and boot default are looked at. A boot default that can't be read decides nothing, but that it was never committed is known.
 * While a guard stands, nothing of the host is settled. `isSystem`: false for a profile that need not hold one.
 */
export function whatLacks(
  path: string | undefined,
  look: Look,
  { boot, test }: Pick<EngineOptions, 'boot' | 'test'>,
  isSystem = true,
): Lack {
  if (path === undefined || look.profile !== path || look.busy || isGuardStanding(look)) return 'all';
  const toplevel = look.profileToplevel;
  if (toplevel === undefined) return isSystem ? 'all' : 'nothing';
  const runs = look.running === toplevel;
  const boots =
    look.bootDefault === undefined ? look.uncommitted?.profile !== path : look.bootDefault === toplevel;
  if ((boot || runs) && (test || boots)) return 'nothing';
  return runs && !boot && !test ? 'the commit' : 'all';
}
