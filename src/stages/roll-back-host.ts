import { Fault } from '../fault.ts';
import { activateOnHost } from '../host/activate.ts';
import type { Look } from '../host/look.ts';
import { lookShared } from '../host/over-ssh.ts';
import { type StorePath, storePathName } from '../nix/store-path.ts';
import type { Request } from '../request/request.ts';
import type { World } from '../world/world.ts';
import { whatLacks } from './already-there.ts';
import { type Destination, findDestination } from './destination.ts';
import { type Hold, hold, type Intent } from './hold.ts';
import type { HostedProfile } from './plan.ts';
import type { ReadyHost } from './reach.ts';
import { switchHost } from './switch.ts';
import { commitProfile, unchanged } from './switch-profile.ts';
import type { Activation, Switched } from './switching.ts';

/** Seconds that an activation of a system that ran before may take; deploy-rs's own default. */
const ACTIVATION = 240;

interface Running {
  readonly request: Request;
  readonly world: World;
}

type RolledBack = Switched & { readonly wanted: StorePath };

/** As guarded, verified and committed as a deploy, but the host itself switches: what it goes to need not be deploy-rs's. */
export async function rollBackHost(
  hosted: HostedProfile,
  ready: ReadyHost,
  destination: Destination,
  running: Running,
): Promise<RolledBack> {
  const { request, world } = running;
  if (whatLacks(destination.storePath, ready.look, request.engine) === 'the commit') {
    const { storePath } = destination;
    const leaves = leftBehind(ready.look, [storePath, ready.look.running]);
    const standing = { node: hosted.node, profile: storePath, leaves, isAutomatic: false };
    const committed = await commitProfile(standing, ready, running);
    if (!('moved' in committed)) return { wanted: storePath, ...committed };
    return rollBackHost(hosted, committed.moved, destination, running);
  }
  if (destination.generation === undefined) await mustBeThere(ready, destination, world);
  world.tell({
    kind: 'stage',
    title: `roll ${ready.host.login.host} back to ${wordDestination(destination)}`,
  });
  const held = await hold(ready, intentOf(destination, request), request, world);
  const next = await decideUnderLock(hosted, held, destination, running).catch(async (thrown) => {
    await held.abandon();
    throw thrown;
  });
  try {
    if ('begin' in next) {
      const standing = await held.stillStands();
      return { wanted: destination.storePath, ...(await switchHost(next, standing, running)) };
    }
    await held.abandon();
  } finally {
    held.release();
  }
  if (whatLacks(next.storePath, held.ready.look, request.engine) === 'nothing')
    return { wanted: next.storePath, ...unchanged(held) };
  return rollBackHost(hosted, held.ready, next, running);
}

function intentOf({ storePath }: Destination, request: Request): Intent {
  return {
    coming: storePath,
    isSystem: true,
    switchSeconds: secondsOf(request),
    isAutomatic: false,
    deployRs: undefined,
  };
}

function secondsOf({ engine }: Request): number {
  return engine.activationTimeout ?? ACTIVATION;
}

/** Who held the lock before us may have moved the host, or been cut off: `previous`, a number and what is left to do are what they are under the lock. */
async function decideUnderLock(
  hosted: HostedProfile,
  { ready, guard }: Hold,
  wanted: Destination,
  { request, world }: Running,
): Promise<Activation | Destination> {
  const { look } = ready;
  const destination = findDestination(look, request);
  const isSame = destination.storePath === wanted.storePath;
  if (!isSame || whatLacks(destination.storePath, look, request.engine) !== 'all') return destination;
  const toplevel = look.watchedToplevel;
  if (toplevel === undefined || guard === undefined) throw noSystem(destination);
  return activationOf(hosted, ready, { ...destination, toplevel }, { request, world });
}

/** A path that no generation has need not be on the host at all. */
async function mustBeThere(
  { host, profile }: ReadyHost,
  destination: Destination,
  world: World,
): Promise<void> {
  const look = await lookShared(host, { profile, watched: destination.storePath, patience: 0 }, world);
  if (look instanceof Fault) throw look;
  if (look.watchedToplevel === undefined) throw noSystem(destination);
}

function wordDestination({ generation, storePath }: Destination): string {
  const name = storePathName(storePath);
  return generation === undefined ? name : `generation ${generation}, ${name}`;
}

function activationOf(
  { node }: HostedProfile,
  { host, profile, look }: ReadyHost,
  to: Destination & { readonly toplevel: StorePath },
  { request, world }: Running,
): Activation {
  const seconds = secondsOf(request);
  return {
    node,
    profile: to.storePath,
    isStanding: false,
    keepsDefault: !request.engine.boot,
    seconds,
    rollsBack: true,
    leaves: leftBehind(look, [to.storePath, to.toplevel]),
    begin: () => activateOnHost(host, { profile, ...to, boot: request.engine.boot, seconds }, world),
  };
}

/** All that a host goes back from, without what it goes to: none of it must come back by itself. */
function leftBehind(look: Look, to: readonly (string | undefined)[]): readonly string[] {
  const all = [look.profile, look.profileToplevel, look.running, look.bootDefault];
  return [...new Set(all)].filter((path) => path !== undefined).filter((path) => !to.includes(path));
}

function noSystem({ storePath }: Destination): Fault {
  return new Fault({
    code: 'store-path-not-there',
    what: `${storePath} is not on this host, or is no NixOS system`,
    fix: 'give a path that mode: generations shows, or copy it there first: nix copy --to ssh://USER@HOST PATH',
    refused: true,
  });
}
