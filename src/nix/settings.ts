import { homedir } from 'node:os';
import { join } from 'node:path';
import type { NixOptions } from '../request/request.ts';
import { writePrivate } from '../world/private-folder.ts';
import type { World } from '../world/world.ts';

/**
 * The settings our Nix children get, and no other process: what may be secret stands in a 0600 file of the private folder that is
 * named beside the user's own, the rest in NIX_CONFIG. Nothing of the user's is changed. Source: Nix manual, `nix.conf`.
 */
export function nixEnvironment(
  options: NixOptions,
  {
    folder,
    environment,
    ownNix,
    githubHost,
  }: Pick<World, 'folder' | 'environment' | 'ownNix' | 'githubHost'>,
): Readonly<Record<string, string>> {
  const token =
    options.githubToken === undefined || githubHost === undefined
      ? ''
      : `extra-access-tokens = ${githubHost}=${options.githubToken}\n`;
  const ours = writePrivate(join(folder, 'nix.conf'), `${token}${ownNix.config}\n${options.extraConfig}\n`);
  return {
    NIX_CONFIG: 'extra-experimental-features = nix-command flakes\naccept-flake-config = false\n',
    NIX_USER_CONF_FILES: [ours, ...userFiles(environment, ownNix.userConfFiles)].join(':'),
  };
}

/** What Nix would read by itself, so that naming our file doesn't hide it. */
function userFiles(environment: Readonly<Record<string, string>>, named: string): readonly string[] {
  if (named !== '') return [named];
  const home = environment['XDG_CONFIG_HOME'] || join(environment['HOME'] ?? homedir(), '.config');
  const places = [home, ...(environment['XDG_CONFIG_DIRS'] || '/etc/xdg').split(':')];
  return places.map((place) => join(place, 'nix', 'nix.conf'));
}
