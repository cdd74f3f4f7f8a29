import { asFault, Fault } from './fault.ts';
import { type NodeOutcome, type Outcome, resultOfFault, worstOf } from './outcome.ts';
import type { Request } from './request/request.ts';
import { type Built, type BuiltProfile, buildPlan, checkFlake } from './stages/build.ts';
import { findTools, type Tools } from './stages/find-tools.ts';
import { type LoginKey, placeKey } from './stages/login-key.ts';
import { type Plan, planDeploy, withStorePath } from './stages/plan.ts';
import { pushProfile } from './stages/push.ts';
import { compareHostName, type ReadyHost, reachHost } from './stages/reach.ts';
import { switchHost } from './stages/switch.ts';
import { isAlreadyThere, lookAtProfile } from './stages/verify.ts';
import type { World } from './world/world.ts';

/** Evaluates once, builds once and says what would be deployed. No secret is asked for and no host is touched. */
export async function plan(request: Request, world: World): Promise<Outcome> {
  return run(world, async () => {
    const tools = await prepare(request, world);
    const planned = await evaluate(request, tools, world);
    const built = await build(planned, tools, world);
    return { nodes: built.profiles.map(plannedOutcome), planDigest: built.digest };
  });
}

/**
 * Evaluates once, builds once, looks at every host, and only when all of them let us in: brings each its closure, lets deploy-rs switch it,
 * and says what a fresh login sees then.
 */
export async function deploy(request: Request, world: World): Promise<Outcome> {
  return run(world, async () => {
    const key = await placeKey(request, world);
    const tools = await prepare(request, world);
    const planned = await evaluate(request, tools, world);
    refuseOneHostForMany(request, planned);
    const [built, reached] = await Promise.all([
      build(planned, tools, world),
      reachAll(planned, request, key, tools, world),
    ]);
    const ready = reached.map((one, at) => ({ ready: one, profile: profileAt(built, at) }));
    if (ready.some((one) => one.ready instanceof Fault))
      return { nodes: ready.map(notTouched), planDigest: built.digest };
    const nodes = await eachHost(ready, (profile, host) =>
      deployProfile(profile, host, request, tools, world),
    );
    return { nodes, planDigest: built.digest };
  });
}

/** One profile of one node. What is thrown becomes this node's outcome, so that it never hides another's fate. */
async function deployProfile(
  profile: BuiltProfile,
  ready: ReadyHost,
  request: Request,
  tools: Tools,
  world: World,
): Promise<NodeOutcome> {
  const began = world.now();
  const outcome = outcomeOf(profile, ready);
  try {
    compareHostName(profile, ready.look, request.allowHostMismatch, world);
    if (isAlreadyThere(profile, ready.look, request.engine)) {
      return {
        ...outcome,
        result: 'unchanged',
        changed: 'no',
        after: ready.look,
        duration: world.now() - began,
      };
    }
    world.tell({ kind: 'stage', title: `copy to ${outcome.host}` });
    const path = await pushProfile(profile, ready, request.engine.checksigs, tools.nix);
    const toplevel = await lookAtProfile(path, profile, ready, world);
    world.tell({ kind: 'stage', title: `switch ${outcome.host}` });
    const flags = { ...request.engine, verbose: request.verbose };
    const verdict = await switchHost({ built: profile, ready, profile: path, toplevel, flags }, tools, world);
    return { ...outcome, ...verdict, wanted: path, duration: world.now() - began };
  } catch (thrown) {
    const fault = faultOfRun(thrown, world);
    return {
      ...outcome,
      result: resultOfFault(fault),
      changed: fault.changed,
      fault,
      duration: world.now() - began,
    };
  }
}

async function prepare(request: Request, world: World): Promise<Tools> {
  const tools = await findTools(request, world);
  world.tell({ kind: 'detail', text: `Nix ${tools.nix.version}, deploy-rs ${tools.deployRs.version}` });
  return tools;
}

async function evaluate(request: Request, tools: Tools, world: World): Promise<Plan> {
  world.tell({ kind: 'stage', title: 'evaluate' });
  if (request.nix.flakeCheck) await checkFlake(tools.nix, request.targets[0].flake);
  return withStorePath(await planDeploy(request, tools.nix), request.storePath);
}

async function build(planned: Plan, tools: Tools, world: World): Promise<Built> {
  world.tell({ kind: 'stage', title: 'build' });
  return buildPlan(planned, tools.nix, world.folder);
}

/** A host that can't be reached is a value here: the build beside it goes on, and the others are told as well. */
function reachAll(
  planned: Plan,
  request: Request,
  key: LoginKey,
  tools: Tools,
  world: World,
): Promise<readonly (ReadyHost | Fault)[]> {
  const way = { key, realSsh: tools.ssh };
  return Promise.all(
    planned.profiles.map((profile) =>
      reachHost(profile, request, way, world).catch((thrown) => faultOfRun(thrown, world)),
    ),
  );
}

type Reached = { readonly ready: ReadyHost | Fault; readonly profile: BuiltProfile };

/** Hosts side by side; the profiles of one host one after another, and none after one that went wrong. */
async function eachHost(
  reached: readonly Reached[],
  deployOne: (profile: BuiltProfile, ready: ReadyHost) => Promise<NodeOutcome>,
): Promise<readonly NodeOutcome[]> {
  const byNode = Map.groupBy(reached, ({ profile }) => profile.node);
  const outcomes = await Promise.all(
    [...byNode.values()].map(async (profiles) => {
      const done: NodeOutcome[] = [];
      for (const { profile, ready } of profiles) {
        if (ready instanceof Fault) continue;
        const stopped = done.find(({ fault }) => fault !== undefined);
        done.push(
          stopped === undefined
            ? await deployOne(profile, ready)
            : leftAlone(profile, ready, `the profile ${stopped.profile} of this host went wrong before it`),
        );
      }
      return done;
    }),
  );
  return outcomes.flat();
}

/** One host failed before anything was touched, so nothing is touched anywhere. */
function notTouched({ ready, profile }: Reached): NodeOutcome {
  if (!(ready instanceof Fault))
    return leftAlone(profile, ready, 'another host of this run could not be reached, so none was touched');
  return { ...plannedOutcome(profile), result: resultOfFault(ready), fault: ready };
}

function leftAlone(profile: BuiltProfile, ready: ReadyHost, why: string): NodeOutcome {
  const fault = new Fault({
    code: 'left-alone',
    what: `${profile.node}.${profile.profile} was not touched`,
    why,
  });
  return { ...outcomeOf(profile, ready), result: 'failed', changed: 'no', after: ready.look, fault };
}

function outcomeOf(profile: BuiltProfile, { host, look, hostKeyFingerprint }: ReadyHost): NodeOutcome {
  return {
    ...plannedOutcome(profile),
    host: `${host.login.user}@${host.login.host}`,
    before: look,
    hostKeyFingerprint,
  };
}

function plannedOutcome({ node, profile, storePath }: BuiltProfile): NodeOutcome {
  return {
    node,
    profile,
    host: undefined,
    result: 'planned',
    changed: 'no',
    wanted: storePath,
    before: undefined,
    after: undefined,
    newlyFailed: [],
    hostKeyFingerprint: undefined,
    fault: undefined,
    duration: 0,
  };
}

function refuseOneHostForMany(request: Request, { profiles }: Plan): void {
  const nodes = [...new Set(profiles.map(({ node }) => node))];
  if (request.ssh.host === undefined || nodes.length === 1) return;
  throw new Fault({
    code: 'one-host-for-many',
    what: `ssh-host names one host, but ${nodes.length} nodes are selected: ${nodes.join(', ')}`,
    why: "every node would be put on that one host, one node's system over another's",
    fix: 'select one node with target, or leave ssh-host out and let the flake name the hosts',
    refused: true,
  });
}

function profileAt(built: Built, at: number): BuiltProfile {
  const profile = built.profiles[at];
  if (profile === undefined) throw new Error('a planned profile has no built one');
  return profile;
}

/** A child that a cancel ended looks like a failure of its own: the cancel is what happened. */
function faultOfRun(thrown: unknown, { cancelled }: World): Fault {
  const fault = asFault(thrown);
  if (!cancelled.aborted || fault.changed !== 'no') return fault;
  return asFault(cancelled.reason);
}

async function run(
  world: World,
  body: () => Promise<Pick<Outcome, 'nodes' | 'planDigest'>>,
): Promise<Outcome> {
  const began = world.now();
  try {
    const { nodes, planDigest } = await body();
    return {
      result: worstOf(nodes.map(({ result }) => result)),
      nodes,
      planDigest,
      fault: undefined,
      duration: world.now() - began,
    };
  } catch (thrown) {
    const fault = faultOfRun(thrown, world);
    return {
      result: resultOfFault(fault),
      nodes: [],
      planDigest: undefined,
      fault,
      duration: world.now() - began,
    };
  }
}
