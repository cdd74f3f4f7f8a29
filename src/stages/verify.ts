import { setTimeout as pause } from 'node:timers/promises';
import { Fault } from '../fault.ts';
import { letBe } from '../host/guard.ts';
import { lookFresh } from '../host/over-ssh.ts';
import type { Request } from '../request/request.ts';
import type { World } from '../world/world.ts';
import { commit } from './commit.ts';
import { goBack } from './go-back.ts';
import { type HealthResult, runHealthChecks } from './health.ts';
import type { Hold } from './hold.ts';
import { judge } from './judge.ts';
import {
  type Activation,
  askUntil,
  cutOff,
  failedBy,
  ignores,
  noteOf,
  notSeenAgain,
  type Switched,
  type Switching,
  tellUnremembered,
  whatToRemember,
} from './switching.ts';

/** What the first login saw is as wanted: it must still be so after a while, to a second login and to every health check, and only then it boots. */
export async function verifyAndCommit(switching: Switching, first: Switched): Promise<Switched> {
  const { request, hold, world } = switching;
  if (first.result === 'staged') return dropRecord(switching, first);
  world.tell({ kind: 'stage', title: `verify ${hold.ready.host.login.host}` });
  const until = world.now() + request.verify.timeout * 1000;
  const [unhealthy] = await Promise.race([
    Promise.all([healthFault(switching, until), pause(request.verify.settle * 1000)]),
    cutOff(switching),
  ]);
  if (unhealthy !== undefined) return goBack(switching, { ...first, ...failedBy(unhealthy) });
  if (hold.guard === undefined || first.after === undefined) return secondLook(switching, first);
  return commit(switching, first, first.after);
}

/** Nothing was activated: what runs already is verified like what a switch brought, and then it boots. Where it is not known what had failed before it came, nothing may fail. */
export async function commitStanding(
  activation: Activation,
  hold: Hold,
  { request, world }: { readonly request: Request; readonly world: World },
): Promise<Switched> {
  const { uncommitted } = hold.ready.look;
  const failedUnits = uncommitted?.profile === activation.profile ? uncommitted.knownFailed : [];
  const before = { ...hold.ready.look, failedUnits };
  const question = { profile: hold.ready.profile, watched: activation.profile };
  const standing = {
    before,
    after: before,
    result: 'deployed',
    changed: 'yes',
    newlyFailed: [],
    fault: undefined,
  } as const;
  const switching = { activation, hold, request, world, question };
  world.remember(noteOf(switching, 'switching'));
  const switched = await verifyAndCommit(switching, standing);
  world.remember(noteOf(switching, 'seen'));
  return { ...switched, before: hold.ready.look };
}

/** How long a host may be silent that has nothing left to do but forget. Milliseconds. */
const LATE = 30_000;

/** The next boot is prepared, and nothing that runs was changed: there is no more to put back. */
async function dropRecord(switching: Switching, seen: Switched): Promise<Switched> {
  const { hold, question, world } = switching;
  const { guard, ready } = hold;
  if (guard === undefined) return seen;
  const order = { ...whatToRemember(switching, seen.after?.watchedToplevel), keeps: false };
  const ask = () => letBe(ready.host, { ...question, patience: 0 }, guard, world, order);
  tellUnremembered((await askUntil(ask, world.now() + LATE, switching)).answer, switching);
  return seen;
}

async function healthFault({ request, hold, world }: Switching, until: number): Promise<Fault | undefined> {
  const { checks } = request.verify;
  if (checks.length === 0) return undefined;
  const { host } = hold.ready;
  const results = await runHealthChecks(
    checks,
    { host, address: host.login.host, folder: request.workingDirectory },
    until,
    world,
  );
  const bad = results.filter(({ ok }) => !ok);
  if (bad.length === 0) return undefined;
  return new Fault({
    code: 'health-check-failed',
    what: `the new system runs, but is not healthy: ${bad.map(({ name }) => name).join(', ')}`,
    why: bad.map(wordHealth).join('; '),
    changed: 'yes',
  });
}

function wordHealth({ name, why, tries }: HealthResult): string {
  return `${name}: ${why ?? 'not healthy'} (${tries} ${tries === 1 ? 'try' : 'tries'})`;
}

/** Where there is no guard, the second login decides alone. */
async function secondLook(switching: Switching, first: Switched): Promise<Switched> {
  const { hold, question, world, activation, request } = switching;
  const look = await Promise.race([
    lookFresh(hold.ready.host, { ...question, patience: 30 }, world),
    cutOff(switching),
  ]);
  if (look instanceof Fault) return { ...first, ...notSeenAgain(look, switching), after: undefined };
  const verdict = judge({
    profile: activation.profile,
    toplevel: look.watchedToplevel,
    before: first.before,
    after: look,
    engine: { code: 0, signal: undefined, lines: [] },
    flags: { boot: false, test: request.engine.test },
    showsWayBack: true,
    isIgnored: ignores(request),
  });
  return { ...first, ...verdict, after: look };
}
