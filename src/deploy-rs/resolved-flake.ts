import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivate } from '../world/private-folder.ts';

/** Everything deploy-rs is told: nothing of it is evaluated again, and nothing of the flake's sshOpts is in it. */
export interface ResolvedProfile {
  readonly node: string;
  readonly profile: string;
  readonly alias: string;
  readonly sshUser: string;
  readonly user: string;
  readonly path: string;
  /** Only for a build on the host, which starts from the derivation. */
  readonly drvPath: string | undefined;
  readonly profilePath: string | undefined;
  readonly sudo: string | undefined;
  readonly tempPath: string | undefined;
  readonly magicRollback: boolean;
  readonly autoRollback: boolean;
  readonly confirmTimeout: number;
  readonly activationTimeout: number;
  readonly fastConnection: boolean;
  readonly remoteBuild: boolean;
}

/**
 * Writes a flake whose `deploy` is plain data, and gives the target that deploy-rs takes. `drvPath` names what deploy-rs builds: with `PATH/` it asks Nix
 * for the path itself (push.rs, deriver_for_build), so a profile that was fetched, or whose derivation is unknown here, deploys like one that was built.
 */
export function writeResolvedFlake(folder: string, resolved: ResolvedProfile): string {
  const { node, profile, alias, path, drvPath, profilePath, sudo, tempPath, ...settings } = resolved;
  const name = plainName(node) ? node : 'node';
  const deploy = {
    ...settings,
    ...(sudo === undefined ? {} : { sudo }),
    ...(tempPath === undefined ? {} : { tempPath }),
    interactiveSudo: false,
    sshOpts: [],
    nodes: {
      [name]: {
        hostname: alias,
        profiles: {
          [profile]: {
            path,
            drvPath: resolved.remoteBuild && drvPath !== undefined ? drvPath : `${path}/`,
            ...(profilePath === undefined ? {} : { profilePath }),
          },
        },
      },
    },
  };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writePrivate(join(folder, 'deploy.json'), JSON.stringify(deploy));
  writePrivate(
    join(folder, 'flake.nix'),
    '{ outputs = _: { deploy = builtins.fromJSON (builtins.readFile ./deploy.json); }; }\n',
  );
  return `path:${folder}#${name}.${plainName(profile) ? profile : JSON.stringify(profile)}`;
}

/** A name that deploy-rs's target parser takes without quotes (lib.rs, parse_flake); keywords of Nix are none. */
function plainName(name: string): boolean {
  return (
    /^[A-Za-z_][A-Za-z0-9_-]*$/.test(name) &&
    !['if', 'then', 'else', 'let', 'in', 'with', 'rec', 'inherit', 'assert', 'or'].includes(name)
  );
}
