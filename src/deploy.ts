import { asOutcome, eachHost, plannedOutcome, reachedOutcome, whyNoneIsTouched } from './each-host.ts';
import { Fault } from './fault.ts';
import type { Nix } from './nix/nix.ts';
import type { NodeOutcome, Outcome } from './outcome.ts';
import type { Request } from './request/request.ts';
import { whatLacks } from './stages/already-there.ts';
import { type BuiltProfile, buildPlan, checkFlake } from './stages/build.ts';
import { findFitNix, findTools } from './stages/find-tools.ts';
import { refuseFrozen } from './stages/hold.ts';
import { placeKey } from './stages/login-key.ts';
import { type Plan, planDeploy, refuseOneHostForMany, withStorePath } from './stages/plan.ts';
import {
  compareHostName,
  type ReadyHost,
  reachHosts,
  recordHost,
  refuseOneMachineForMany,
} from './stages/reach.ts';
import { type Run, speakingFor } from './stages/run.ts';
import { commitProfile, switchProfile } from './stages/switch-profile.ts';
import type { World } from './world/world.ts';

/** Evaluates once, builds once and says what would be deployed. No secret is asked for and no host is touched. */
export function plan(request: Request, world: World): Promise<Outcome> {
  return asOutcome(world, async () => {
    const { run, planned } = await evaluate(request, world, findFitNix(request, world));
    const built = await build(planned, run);
    return { nodes: built.profiles.map(plannedOutcome), planDigest: built.digest };
  });
}

/**
 * Evaluates once, builds once while it looks at every host, and only when all of them let us in: brings each its closure, lets deploy-rs switch it,
 * and says what a fresh login sees then.
 */
export function deploy(request: Request, world: World): Promise<Outcome> {
  return asOutcome(world, async () => {
    const nix = findFitNix(request, world);
    nix.catch(() => undefined); // told by evaluate; a key that can't be used comes first
    const key = await placeKey(request, world);
    const { run, planned } = await evaluate(request, world, nix);
    refuseOneHostForMany(request, planned.profiles);
    const [built, reached] = await Promise.all([build(planned, run), reachHosts(planned.profiles, run, key)]);
    const hosts = built.profiles.map((profile, at) => ({ profile, ready: reached[at] }));
    refuseOneMachineForMany(hosts);
    const nodes =
      whyNoneIsTouched(hosts) ??
      (await eachHost(hosts, world, (profile, ready) =>
        deployProfile(profile, ready, speakingFor(profile.node, built.profiles, run)),
      ));
    return { nodes, planDigest: built.digest };
  });
}

/** One profile of one node. */
async function deployProfile(profile: BuiltProfile, ready: ReadyHost, run: Run): Promise<NodeOutcome> {
  const { request, world } = run;
  const outcome = reachedOutcome(profile, ready);
  compareHostName(profile, ready.look, request.allowHostMismatch, world);
  // during a long build anybody may have changed the host, so an old look proves nothing
  const lackIn = ({ look }: ReadyHost) =>
    whatLacks(profile.storePath, look, request.engine, profile.profile === 'system');
  const now = lackIn(ready) === 'nothing' ? await recordHost(ready, world) : ready;
  const lack = lackIn(now);
  if (lack === 'nothing') return { ...outcome, result: 'unchanged', before: now.look, after: now.look };
  refuseFrozen(now.look.frozen);
  const committed = lack === 'the commit' ? await commitStandingOne(profile, now, run) : { moved: now };
  if (!('moved' in committed)) return { ...outcome, ...committed };
  return { ...outcome, ...(await switchProfile(profile, committed.moved, run)) };
}

/** Only root can; where nobody wanted a guard, a user without these rights deploys it once more. */
async function commitStandingOne({ node, storePath, settings }: BuiltProfile, ready: ReadyHost, run: Run) {
  if (storePath === undefined || settings.user !== 'root') return { moved: ready };
  const standing = { node, profile: storePath, leaves: [], isAutomatic: true };
  return commitProfile(standing, ready, run).catch((thrown: unknown) => {
    if (thrown instanceof Fault && thrown.code === 'root-needed' && !run.request.guard)
      return { moved: ready };
    throw thrown;
  });
}

/** Whether the other tools are fit is looked at beside the evaluation, and told first. */
async function evaluate(
  request: Request,
  world: World,
  found: Promise<Nix>,
): Promise<{ readonly run: Run; readonly planned: Plan }> {
  world.tell({ kind: 'stage', title: 'evaluate' });
  const nix = await found;
  const evaluated = planDeploy(request, nix);
  evaluated.catch(() => undefined); // told below, after the tools
  const tools = await findTools(request, nix, world);
  const planned = withStorePath(await evaluated, request.storePath);
  if (request.nix.flakeCheck) await checkFlake(nix, planned.flake);
  return { run: { request, world, nix, tools }, planned };
}

function build(planned: Plan, { nix, world }: Run) {
  world.tell({ kind: 'stage', title: 'build' });
  return buildPlan(planned, nix, world.folder);
}
