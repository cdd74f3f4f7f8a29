import { Fault } from '../fault.ts';
import { activateOnHost } from '../host/activate.ts';
import type { Generation, Look } from '../host/look.ts';
import { lookShared } from '../host/over-ssh.ts';
import { parseStorePath, type StorePath, storePathName } from '../nix/store-path.ts';
import type { Request } from '../request/request.ts';
import type { World } from '../world/world.ts';
import { type Hold, hold, type Intent } from './hold.ts';
import type { HostedProfile } from './plan.ts';
import type { ReadyHost } from './reach.ts';
import { switchHost } from './switch.ts';
import { commitProfile, unchanged } from './switch-profile.ts';
import type { Activation, Switched } from './switching.ts';

/** Where a rollback goes: a profile on the host, with its number where a generation has it. */
export interface Destination {
  readonly generation: number | undefined;
  readonly storePath: StorePath;
}

/** Seconds that an activation of a system that ran before may take; deploy-rs's own default. */
const ACTIVATION = 240;

/** Finds what the user names among what the host has. Throws, with what there is, when it is not there or is another than was expected. */
export function findDestination(look: Look, { rollBackTo, expectPath }: Request): Destination {
  const found = named(look, rollBackTo);
  const path = parseStorePath(found.storePath);
  if (path === undefined)
    throw unknownGeneration(look, `generation ${found.generation} leads to no store path`);
  if (expectPath !== undefined && found.storePath !== expectPath && found.toplevel !== expectPath)
    throw otherGeneration(look, found, expectPath);
  return { generation: found.generation, storePath: path };
}

type Found = Pick<Generation, 'storePath' | 'toplevel'> & { readonly generation: number | undefined };

function named(look: Look, to: Request['rollBackTo']): Found {
  if (to.kind === 'store-path') {
    const of = ({ storePath, toplevel }: Generation) => storePath === to.path || toplevel === to.path;
    return look.generations.find(of) ?? { generation: undefined, storePath: to.path, toplevel: undefined };
  }
  const found =
    to.kind === 'previous'
      ? look.generations.find((one) => isBefore(one, look))
      : look.generations.find(({ generation }) => generation === to.number);
  if (found !== undefined) return found;
  throw unknownGeneration(
    look,
    to.kind === 'previous'
      ? 'there is no generation before the current one'
      : `there is no generation ${to.number}`,
  );
}

/** The newest older one that is another system: a generation that was only set anew is no way back. */
function isBefore({ generation, toplevel }: Generation, { profileGeneration, running }: Look): boolean {
  return generation < (profileGeneration ?? 0) && toplevel !== running;
}

function otherGeneration({ generations }: Look, { generation, storePath }: Found, expected: string): Fault {
  const has = generations.find((one) => one.storePath === expected || one.toplevel === expected);
  return new Fault({
    code: 'other-generation',
    what: `generation ${generation} is ${storePathName(storePath)}, not ${storePathName(expected)}, which expect-path names`,
    why: 'Nix uses numbers again after a rollback',
    fix:
      has === undefined
        ? 'no generation of this host has that path; mode: generations lists those it has'
        : `generation ${has.generation} has it: give that number, or the path itself as to`,
    refused: true,
  });
}

function unknownGeneration({ generations }: Look, what: string): Fault {
  const there = generations
    .slice(0, 10)
    .map(({ generation, storePath }) => `${generation} ${storePathName(storePath)}`);
  return new Fault({
    code: 'generation-unknown',
    what: `${what} on this host`,
    why: there.length === 0 ? 'it has no generations' : `it has ${there.join(', ')}`,
    fix: 'mode: generations lists them all',
    refused: true,
  });
}

/** Running system, profile and boot default are all of the destination already. */
export function isThere({ storePath }: Destination, look: Look, { engine }: Request): boolean {
  const toplevel = look.profileToplevel;
  const boots = look.bootDefault === undefined || look.bootDefault === toplevel;
  return (
    look.profile === storePath &&
    !look.busy &&
    (engine.boot || look.running === toplevel) &&
    (engine.test || boots)
  );
}

/** It runs and is the profile, but another system would boot: after `test: true`, or a run that was cut off. */
function onlyLacksTheCommit({ storePath }: Destination, look: Look, { engine }: Request): boolean {
  return (
    !engine.boot &&
    !engine.test &&
    look.profile === storePath &&
    look.running !== undefined &&
    look.running === look.profileToplevel &&
    look.guard?.state !== 'armed' &&
    look.guard?.state !== 'firing'
  );
}

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
  if (onlyLacksTheCommit(destination, ready.look, request)) {
    const { storePath } = destination;
    const leaves = leftBehind(ready.look, [storePath, ready.look.running]);
    const standing = { node: hosted.node, profile: storePath, leaves, isAutomatic: false };
    return { wanted: storePath, ...(await commitProfile(standing, ready, running)) };
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
    if ('begin' in next) return { wanted: destination.storePath, ...(await switchHost(next, held, running)) };
    await held.abandon();
  } finally {
    held.release();
  }
  if (isThere(next, held.ready.look, request)) return { wanted: next.storePath, ...unchanged(held) };
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
  if (!isSame || isThere(destination, look, request) || onlyLacksTheCommit(destination, look, request))
    return destination;
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
