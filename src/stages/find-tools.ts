import { type DeployRs, findDeployRs } from '../deploy-rs/version.ts';
import { Fault } from '../fault.ts';
import type { Nix } from '../nix/nix.ts';
import { nixEnvironment } from '../nix/settings.ts';
import { findNix, isAtLeast } from '../nix/version.ts';
import type { Request } from '../request/request.ts';
import type { World } from '../world/world.ts';

/** The programs a run stands on beside Nix, found and fit. */
export interface Tools {
  readonly deployRs: DeployRs;
  /** Where the real ssh is; ours starts it. */
  readonly ssh: string;
}

/** Finds git, ssh for what reaches a host and deploy-rs for what it deploys; a pair that is known to fail is a fault before anything starts. */
export async function findTools(request: Request, nix: Nix, world: World): Promise<Tools> {
  const [deployRs, ssh] = await Promise.all([
    request.mode === 'deploy' ? findDeployRs(world.start, nix.version) : NOT_NEEDED,
    request.mode === 'plan' ? '' : findSsh(),
    needsGit(request) ? findGit() : undefined,
  ]);
  world.tell({ kind: 'detail', text: `Nix ${nix.version}, deploy-rs ${deployRs.version}` });
  return { deployRs, ssh };
}

/** Nix with the settings of this run. */
export async function findFitNix(request: Request, world: World): Promise<Nix> {
  // GitHub hides what comes from secrets; a token that another step made is ours to hide
  if (request.nix.githubToken !== undefined) world.tell({ kind: 'secret', text: request.nix.githubToken });
  const version = await findNix(world.start);
  return {
    start: world.start,
    env: nixEnvironment(request.nix, world),
    version,
    isOld: !isAtLeast(version, [2, 15]),
    extraArgs: request.nix.extraArgs,
    cwd: request.workingDirectory,
    onLine: (text) => world.tell({ kind: 'line', from: 'program', text }),
  };
}

const NOT_NEEDED: DeployRs = { version: 'not needed', isCurrent: true };

/** Where the real ssh is. */
export async function findSsh(): Promise<string> {
  const ssh = await which('ssh');
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
  if ((await which('git')) !== '') return;
  throw new Fault({
    code: 'git-missing',
    what: 'git is not on PATH, and Nix needs it to read the flake',
    fix: 'install git on the runner; a NixOS runner service needs it in services.github-runners.NAME.extraPackages',
  });
}

/** Where a program is on PATH; empty: nowhere. Loaded when needed, so that the bundle holds the library once. */
async function which(program: string): Promise<string> {
  const io = await import('@actions/io');
  return io.which(program, false);
}
