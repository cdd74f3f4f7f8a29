import { asOutcome, notReached, reachedOutcome } from './each-host.ts';
import { Fault, faultOfRun } from './fault.ts';
import { orderLock } from './host/lock.ts';
import { wordLock, wordOwner } from './host/lock-words.ts';
import type { GuardState, Look } from './host/look.ts';
import { type NodeOutcome, type Outcome, resultOfFault } from './outcome.ts';
import type { Request } from './request/request.ts';
import { findHosts } from './stages/find-hosts.ts';
import { ownerLines } from './stages/hold.ts';
import { placeKey } from './stages/login-key.ts';
import type { HostedProfile } from './stages/plan.ts';
import { type ReadyHost, reachHosts } from './stages/reach.ts';
import type { World } from './world/world.ts';

/** Shows, freezes, unfreezes or breaks the deploy lock of every host, side by side. What the hosts run is not changed, but by a broken run's guard. */
export function lock(request: Request, world: World): Promise<Outcome> {
  return asOutcome(
    world,
    async () => {
      const key = await placeKey(request, world);
      const { profiles, tools } = await findHosts(request, world);
      world.tell({ kind: 'stage', title: `lock: ${request.lock.action}` });
      const reached = await reachHosts(profiles, { request, world, tools }, key);
      const nodes = await Promise.all(
        profiles.map((profile, at) => lockOne(profile, reached[at], request, world)),
      );
      return { nodes: nodes.flat(), planDigest: undefined };
    },
    'look after the lock',
  );
}

/** How the guard of a broken run ended. */
const WAY_BACK_WORDS: Readonly<Partial<Record<GuardState, string>>> = {
  back: 'the system that ran before was put back',
  firing: 'the system that ran before is still being put back: look again',
  superseded: 'somebody had switched the host to another system, which was left alone',
  stuck:
    'the system that ran before could not be put back; on the host, as root: cat /var/lib/cassie-deploy/guard/*/log',
};

/** The guard of a run that was broken off has put another system back. */
const MOVED = { changed: 'yes' } as const;

async function lockOne(
  profile: HostedProfile,
  ready: ReadyHost | Fault | undefined,
  { lock: { action, message, until } }: Request,
  world: World,
): Promise<readonly NodeOutcome[]> {
  if (ready === undefined) return [];
  if (ready instanceof Fault) return [notReached(profile, ready)];
  const began = world.now();
  const outcome = reachedOutcome(profile, ready);
  const listed = (look: Look, did: readonly string[]): NodeOutcome => ({
    ...outcome,
    result: 'listed',
    before: look,
    notes: [...did, ...wordLock(look).filter((line) => line !== 'not frozen' || action !== 'unfreeze')],
    duration: world.now() - began,
  });
  if (action === 'show') return [listed(ready.look, [])];
  const order = {
    action,
    owner: ownerLines(world),
    message: message ?? '',
    until: until === undefined ? undefined : Math.floor(until / 1000),
  };
  try {
    const question = { profile: ready.profile, watched: undefined, patience: 0 };
    const { look, did, holder, wayBack } = await orderLock(ready.host, question, order, world);
    const moved = look.running === ready.look.running && look.profile === ready.look.profile ? {} : MOVED;
    return [
      {
        ...listed(look, [
          ...(action === 'freeze' ? [] : [did]),
          ...(holder.length === 0 ? [] : [`it was held by ${wordOwner(holder)}`]),
          ...(wayBack === undefined ? [] : [WAY_BACK_WORDS[wayBack] ?? `the way back stands at: ${wayBack}`]),
        ]),
        ...moved,
      },
    ];
  } catch (thrown) {
    const fault = faultOfRun(thrown, world.cancelled);
    return [{ ...outcome, result: resultOfFault(fault), changed: fault.changed, fault }];
  }
}
