import { Fault, faultOfRun } from './fault.ts';
import { type Aim, type NodeOutcome, type Outcome, resultOfFault, worstOf } from './outcome.ts';
import type { HostedProfile } from './stages/plan.ts';
import type { ReadyHost } from './stages/reach.ts';
import type { World } from './world/world.ts';

/** A profile by its names, and what is to be activated where something is. */
interface Named extends Pick<HostedProfile, 'node' | 'profile'> {
  readonly storePath?: string | undefined;
}

/** A profile and its host, or why the host could not be reached. */
interface Reached<Profile> {
  readonly profile: Profile;
  readonly ready: ReadyHost | Fault | undefined;
}

/** When one host could not be reached, no host is touched: the outcomes that say so; undefined when all were. */
export function whyNoneIsTouched(reached: readonly Reached<Named>[]): readonly NodeOutcome[] | undefined {
  if (reached.every(({ ready }) => ready !== undefined && !(ready instanceof Fault))) return undefined;
  return reached.map(({ profile, ready }) => {
    if (ready instanceof Fault) return notReached(profile, ready);
    return leftAlone(profile, ready, 'another host of this run could not be reached, so none was touched');
  });
}

/**
 * Hosts side by side; the profiles of one host one after another, and none after one that went wrong. What is thrown becomes the outcome of its
 * node, so that it never hides another's fate.
 */
export async function eachHost<Profile extends Named>(
  reached: readonly Reached<Profile>[],
  world: World,
  changeOne: (profile: Profile, ready: ReadyHost) => Promise<NodeOutcome>,
): Promise<readonly NodeOutcome[]> {
  const byNode = Map.groupBy(reached, ({ profile }) => profile.node);
  const outcomes = await Promise.all(
    [...byNode.values()].map(async (profiles) => {
      const done: NodeOutcome[] = [];
      for (const { profile, ready } of profiles) {
        if (ready === undefined || ready instanceof Fault) continue;
        const wrong = done.find(({ fault }) => fault !== undefined);
        const why = `the profile ${wrong?.profile} of this host went wrong before it`;
        done.push(
          wrong === undefined
            ? await guarded(profile, done.length === 0 ? ready : { ...ready, seenAt: 0 }, world, changeOne)
            : leftAlone(profile, ready, why),
        );
      }
      return done;
    }),
  );
  return outcomes.flat();
}

async function guarded<Profile extends Named>(
  profile: Profile,
  ready: ReadyHost,
  world: World,
  changeOne: (profile: Profile, ready: ReadyHost) => Promise<NodeOutcome>,
): Promise<NodeOutcome> {
  const began = world.now();
  const outcome = await changeOne(profile, ready).catch((thrown: unknown): NodeOutcome => {
    const fault = faultOfRun(thrown, world.cancelled);
    return { ...reachedOutcome(profile, ready), result: resultOfFault(fault), changed: fault.changed, fault };
  });
  return { ...outcome, duration: world.now() - began };
}

function leftAlone(profile: Named, ready: ReadyHost | undefined, why: string): NodeOutcome {
  const fault = new Fault({
    code: 'left-alone',
    what: `${profile.node}.${profile.profile} was not touched`,
    why,
  });
  const outcome =
    ready === undefined ? plannedOutcome(profile) : { ...reachedOutcome(profile, ready), after: ready.look };
  return { ...outcome, result: 'failed', fault };
}

/** What becomes of a profile whose host could not be reached. */
export function notReached(profile: Named, fault: Fault): NodeOutcome {
  return { ...plannedOutcome(profile), result: resultOfFault(fault), fault };
}

export function reachedOutcome(profile: Named, { host, look, hostKeyFingerprint }: ReadyHost): NodeOutcome {
  return {
    ...plannedOutcome(profile),
    host: `${host.login.user}@${host.login.host}`,
    before: look,
    hostKeyFingerprint,
  };
}

export function plannedOutcome({ node, profile, storePath }: Named): NodeOutcome {
  return {
    node,
    profile,
    host: undefined,
    aim: 'deploy',
    result: 'planned',
    changed: 'no',
    wanted: storePath,
    before: undefined,
    after: undefined,
    newlyFailed: [],
    hostKeyFingerprint: undefined,
    notes: [],
    fault: undefined,
    duration: 0,
  };
}

/** The whole run as a value, whatever was thrown. */
export async function asOutcome(
  world: World,
  body: () => Promise<Pick<Outcome, 'nodes' | 'planDigest'>>,
  aim: Aim = 'deploy',
): Promise<Outcome> {
  const began = world.now();
  const duration = () => world.now() - began;
  try {
    const { nodes, planDigest } = await body();
    return {
      result: worstOf(nodes.map(({ result }) => result)),
      nodes: nodes.map((node) => ({ ...node, aim })),
      planDigest,
      fault: undefined,
      duration: duration(),
    };
  } catch (thrown) {
    const fault = faultOfRun(thrown, world.cancelled);
    return { result: resultOfFault(fault), nodes: [], planDigest: undefined, fault, duration: duration() };
  }
}
