import { asOutcome, eachHost, reachedOutcome, whyNoneIsTouched } from './each-host.ts';
import type { NodeOutcome, Outcome } from './outcome.ts';
import type { Request } from './request/request.ts';
import { whatLacks } from './stages/already-there.ts';
import { findDestination } from './stages/destination.ts';
import { findHosts } from './stages/find-hosts.ts';
import { refuseFrozen } from './stages/hold.ts';
import { placeKey } from './stages/login-key.ts';
import type { HostedProfile } from './stages/plan.ts';
import { type ReadyHost, reachHosts, recordHost, refuseOneMachineForMany } from './stages/reach.ts';
import { rollBackHost } from './stages/roll-back-host.ts';
import { worldSpeakingFor } from './stages/run.ts';
import type { World } from './world/world.ts';

/** Takes hosts to a generation or system that they have, exactly: guarded, verified and committed like a deploy. Nothing is built. */
export function rollBack(request: Request, world: World): Promise<Outcome> {
  return asOutcome(
    world,
    async () => {
      const key = await placeKey(request, world);
      const { profiles, tools } = await findHosts(request, world);
      const reached = await reachHosts(profiles, { request, world, tools }, key);
      const hosts = profiles.map((profile, at) => ({ profile, ready: reached[at] }));
      refuseOneMachineForMany(hosts);
      const nodes =
        whyNoneIsTouched(hosts) ??
        (await eachHost(hosts, world, (profile, ready) =>
          rollBackOne(profile, ready, request, worldSpeakingFor(profile.node, profiles, world)),
        ));
      return { nodes, planDigest: undefined };
    },
    'roll back',
  );
}

async function rollBackOne(
  profile: HostedProfile,
  ready: ReadyHost,
  request: Request,
  world: World,
): Promise<NodeOutcome> {
  const now = await recordHost(ready, world);
  const outcome = reachedOutcome(profile, now);
  refuseFrozen(now.look.frozen);
  const destination = findDestination(now.look, request);
  if (whatLacks(destination.storePath, now.look, request.engine) === 'nothing')
    return { ...outcome, result: 'unchanged', wanted: destination.storePath, after: now.look };
  return { ...outcome, ...(await rollBackHost(profile, now, destination, { request, world })) };
}
