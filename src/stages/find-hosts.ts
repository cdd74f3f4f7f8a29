import { Fault } from '../fault.ts';
import type { Request } from '../request/request.ts';
import type { World } from '../world/world.ts';
import { findFitNix, findSsh, findTools, type Tools } from './find-tools.ts';
import { type HostedProfile, planHosts, refuseOneHostForMany } from './plan.ts';

export interface Hosts {
  readonly profiles: readonly HostedProfile[];
  readonly tools: Pick<Tools, 'ssh'>;
}

/**
 * The hosts of a run that builds nothing. Where ssh-host and a user are given nothing is evaluated, and Nix need not even be there: when such a run is
 * needed most, the flake is what is broken.
 */
export async function findHosts(request: Request, world: World): Promise<Hosts> {
  const tools = { ssh: await findSsh() };
  const named = namedHost(request);
  if (named !== undefined) return { profiles: [named], tools };
  const profiles = await evaluateHosts(request, world).catch((thrown: unknown) => {
    throw withWayOut(thrown, request);
  });
  refuseOneHostForMany(request, profiles);
  return { profiles, tools };
}

/** The system of the one host that the inputs name; undefined: only the flake knows. */
function namedHost({ ssh, engine, targets }: Request): HostedProfile | undefined {
  if (ssh.host === undefined || ssh.user === undefined || !isOneSystem(targets)) return undefined;
  return {
    node: targets[0].node ?? ssh.host.name,
    profile: 'system',
    hostname: ssh.host.name,
    profilePath: undefined,
    settings: { sshUser: ssh.user, sshOpts: [], user: 'root', sudo: engine.sudo },
  };
}

/** Of another profile only the flake knows whose it is. */
function isOneSystem([{ profile }, ...others]: Request['targets']): boolean {
  return others.length === 0 && (profile === undefined || profile === 'system');
}

async function evaluateHosts(request: Request, world: World): Promise<readonly HostedProfile[]> {
  world.tell({ kind: 'stage', title: 'evaluate' });
  const nix = await findFitNix(request, world);
  await findTools(request, nix, world);
  return planHosts(request, nix);
}

/** A flake, or a Nix, that fails need not be mended first. */
function withWayOut(thrown: unknown, { ssh, targets }: Request): unknown {
  if (!(thrown instanceof Fault) || !isOneSystem(targets)) return thrown;
  const way = `set ${ssh.host === undefined ? 'ssh-host and ssh-user' : 'ssh-user too'}: then the flake is not evaluated`;
  return new Fault({ ...thrown, fix: thrown.fix === undefined ? way : `${thrown.fix}\nor ${way}` });
}
