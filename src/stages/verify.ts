import { Fault } from '../fault.ts';
import type { Look } from '../host/look.ts';
import { remoteShell } from '../host/over-ssh.ts';
import { parseStorePath, type StorePath } from '../nix/store-path.ts';
import type { EngineOptions } from '../request/request.ts';
import { shellWord } from '../ssh/quote.ts';
import type { World } from '../world/world.ts';
import type { BuiltProfile } from './build.ts';
import type { ReadyHost } from './reach.ts';

/** Running system, profile and boot default are all the wanted ones already; a boot default that can't be read decides nothing. */
export function isAlreadyThere(
  { storePath, profile }: BuiltProfile,
  look: Look,
  { boot, test }: Pick<EngineOptions, 'boot' | 'test'>,
): boolean {
  if (storePath === undefined || look.profile !== storePath || look.busy) return false;
  if (profile !== 'system') return true;
  const toplevel = look.profileToplevel;
  const boots = look.bootDefault === undefined || look.bootDefault === toplevel;
  return toplevel !== undefined && (boot || look.running === toplevel) && (test || boots);
}

/** The system inside a profile that was just copied, as the host itself reads it; undefined for a profile that holds no NixOS system. */
export async function lookAtProfile(
  path: StorePath,
  { profile }: BuiltProfile,
  { host }: ReadyHost,
  world: World,
): Promise<StorePath | undefined> {
  const file = shellWord(`${path}/nixos-version`);
  const finished = await world.start({
    program: host.client.program,
    args: [host.client.alias, remoteShell(`readlink -f ${file} && test -e ${file}`)],
    env: host.client.sharing,
    timeout: 60_000,
  });
  const toplevel = parseStorePath(
    finished.stdout
      .trim()
      .split('\n')
      .at(-1)
      ?.replace(/\/nixos-version$/, ''),
  );
  if (finished.code === 0 && toplevel !== undefined) return toplevel;
  if (profile !== 'system') return undefined;
  throw new Fault({
    code: 'no-system-in-profile',
    what: `the profile ${path} holds no NixOS system`,
    fix: 'its path must be deploy-rs.lib.SYSTEM.activate.nixos CONFIGURATION',
  });
}
