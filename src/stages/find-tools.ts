import { which } from '@actions/io';
import { type DeployRs, findDeployRs } from '../deploy-rs/version.ts';
import { Fault } from '../fault.ts';
import type { Nix } from '../nix/nix.ts';
import { nixEnvironment } from '../nix/settings.ts';
import { findNix } from '../nix/version.ts';
import type { Request } from '../request/request.ts';
import type { World } from '../world/world.ts';

/** The programs a run stands on, found and fit. */
export interface Tools {
  readonly nixVersion: string;
  readonly deployRs: DeployRs;
  /** Where the real ssh is; ours starts it. */
  readonly ssh: string;
}

/** Finds nix and, for what touches a host, deploy-rs and ssh; a pair that is known to fail is a fault before anything starts. */
export async function findTools(request: Request, world: World): Promise<Tools> {
  const touchesHosts = request.mode === 'deploy';
  const version = findNix(world.start);
  const [nixVersion, deployRs, ssh] = await Promise.all([
    version,
    touchesHosts ? version.then((found) => findDeployRs(world.start, found)) : NOT_NEEDED,
    touchesHosts ? findSsh() : '',
    needsGit(request) ? findGit() : undefined,
  ]);
  return { nixVersion, deployRs, ssh };
}

/** Nix with the settings of this run. It is used while `findTools` still looks whether it is fit. */
export function openNix(request: Request, world: World): Nix {
  return {
    start: world.start,
    env: nixEnvironment(request.nix, world),
    extraArgs: request.nix.extraArgs,
    cwd: request.workingDirectory,
    onLine: (text) => world.tell({ kind: 'line', from: 'program', text }),
  };
}

const NOT_NEEDED: DeployRs = { version: 'not needed', isCurrent: true };

async function findSsh(): Promise<string> {
  const ssh = await which('ssh', false);
  if (ssh !== '') return ssh;
  throw new Fault({
    code: 'ssh-missing',
    what: 'ssh is not on PATH',
    fix: 'install the OpenSSH client on the runner; a NixOS runner service needs it in services.github-runners.NAME.extraPackages',
  });
}

/** Nix reads a flake in a folder, or one that git fetches, through the program git. */
function needsGit(request: Request): boolean {
  return /^(?:\.|\/|git)/.test(request.targets[0].flake);
}

async function findGit(): Promise<void> {
  if ((await which('git', false)) !== '') return;
  throw new Fault({
    code: 'git-missing',
    what: 'git is not on PATH, and Nix needs it to read the flake',
    fix: 'install git on the runner; a NixOS runner service needs it in services.github-runners.NAME.extraPackages',
  });
}
