import type { Chassis } from './chassis.ts';
import type { Inside } from './inside.ts';

/** Adds a path of the operator's store, with all it refers to, to the store in a chassis. */
export async function addToStore(chassis: Chassis, path: string): Promise<void> {
  await chassis.run(['nix', 'copy', '--no-check-sigs', '--to', `local?root=${chassis.folder}`, path]);
}

/** What nixos-rebuild does with a toplevel: a new generation, then switch. */
export async function installByAnotherTool(inside: Inside, toplevel: string, action: string): Promise<void> {
  await inside.addToStore(toplevel);
  if (action !== 'test') await setProfile(inside, '--set', toplevel);
  await inside.run([`${toplevel}/bin/switch-to-configuration`, action]);
}

/** What a person types at the console to go back. */
export async function switchByHand(inside: Inside, generation: number): Promise<void> {
  await setProfile(inside, '--switch-generation', String(generation));
  await inside.run(['/nix/var/nix/profiles/system/bin/switch-to-configuration', 'switch']);
}

/** The boot loader's default becomes the generation, as a person chooses it in the menu for good. */
export async function makeBootDefault(inside: Inside, generation: number): Promise<void> {
  await setProfile(inside, '--switch-generation', String(generation));
  await inside.run(['/nix/var/nix/profiles/system/bin/switch-to-configuration', 'boot']);
}

function setProfile(inside: Inside, ...words: string[]): Promise<string> {
  return inside.run(['nix-env', '-p', '/nix/var/nix/profiles/system', ...words]);
}
