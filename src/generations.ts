import { asOutcome, notReached, reachedOutcome } from './each-host.ts';
import { Fault, faultOfRun } from './fault.ts';
import { type NodeOutcome, type Outcome, resultOfFault } from './outcome.ts';
import type { Request } from './request/request.ts';
import { findHosts } from './stages/find-hosts.ts';
import { placeKey } from './stages/login-key.ts';
import type { HostedProfile } from './stages/plan.ts';
import { pruneHost } from './stages/prune-host.ts';
import { type ReadyHost, reachHosts } from './stages/reach.ts';
import { worldSpeakingFor } from './stages/run.ts';
import type { World } from './world/world.ts';

/** Looks at every host, side by side, and says which generations it has. Nothing is built, and no host is changed unless `keep-generations` is given. */
export function generations(request: Request, world: World): Promise<Outcome> {
  return asOutcome(
    world,
    async () => {
      const key = await placeKey(request, world);
      const { profiles, tools } = await findHosts(request, world);
      world.tell({ kind: 'stage', title: 'look' });
      const began = world.now();
      const reached = await reachHosts(profiles, { request, world, tools }, key);
      const nodes = await Promise.all(
        profiles.map(async (profile, at) => {
          const ready = reached[at];
          if (ready === undefined) return [];
          const speaking = worldSpeakingFor(profile.node, profiles, world);
          const outcome = await generationsOf(profile, ready, request, speaking);
          return [{ ...outcome, duration: world.now() - began }];
        }),
      );
      return { nodes: nodes.flat(), planDigest: undefined };
    },
    'list generations',
  );
}

async function generationsOf(
  profile: HostedProfile,
  ready: ReadyHost | Fault,
  request: Request,
  world: World,
): Promise<NodeOutcome> {
  if (ready instanceof Fault) return notReached(profile, ready);
  const outcome: NodeOutcome = { ...reachedOutcome(profile, ready), result: 'listed' };
  if (request.keepGenerations === undefined) return outcome;
  try {
    return { ...outcome, ...(await pruneHost(ready, request.keepGenerations, request, world)) };
  } catch (thrown) {
    const fault = faultOfRun(thrown, world.cancelled);
    return { ...outcome, result: resultOfFault(fault), changed: fault.changed, fault };
  }
}
