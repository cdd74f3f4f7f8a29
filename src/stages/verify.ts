import { setTimeout as pause } from 'node:timers/promises';
import { Fault } from '../fault.ts';
import { type CommitEnd, commitHost, type GuardAnswer, letBe, type Verified } from '../host/guard.ts';
import type { Look } from '../host/look.ts';
import { lookFresh } from '../host/over-ssh.ts';
import type { Request } from '../request/request.ts';
import type { World } from '../world/world.ts';
import { goBack } from './go-back.ts';
import { type HealthResult, runHealthChecks } from './health.ts';
import type { Hold } from './hold.ts';
import { judge, type Verdict } from './judge.ts';
import { prunable } from './prunable.ts';
import {
  type Activation,
  cutOff,
  ignores,
  isToGoBack,
  type Switched,
  type Switching,
  tellUnremembered,
  whatToRemember,
  wordFires,
} from './switching.ts';

/** What the first login saw is as wanted: it must still be so after a while, to a second login and to every health check, and only then it boots. */
export async function verifyAndCommit(switching: Switching, first: Switched): Promise<Switched> {
  const { request, hold, world } = switching;
  if (first.result === 'staged') return dropRecord(switching, first);
  world.tell({ kind: 'stage', title: `verify ${hold.ready.host.login.host}` });
  const until = world.now() + request.verify.timeout * 1000;
  const [unhealthy] = await Promise.race([
    Promise.all([healthFault(switching, until), pause(request.verify.settle * 1000)]),
    cutOff(world),
  ]);
  if (unhealthy !== undefined) return goBack(switching, { ...first, ...failedBy(unhealthy) });
  if (hold.guard === undefined || first.after === undefined) return secondLook(switching, first);
  return commit(switching, first, first.after);
}

/** Nothing was activated: what runs already is verified like what a switch brought, and then it boots. What had failed before it came is not known, so nothing may fail. */
export async function commitStanding(
  activation: Activation,
  hold: Hold,
  { request, world }: { readonly request: Request; readonly world: World },
): Promise<Switched> {
  const before = { ...hold.ready.look, failedUnits: [] };
  const question = { profile: hold.ready.profile, watched: activation.profile };
  const standing = {
    before,
    after: before,
    result: 'deployed',
    changed: 'yes',
    newlyFailed: [],
    fault: undefined,
  } as const;
  const switched = await verifyAndCommit({ activation, hold, request, world, question }, standing);
  return { ...switched, before: hold.ready.look };
}

/** The next boot is prepared, and nothing that runs was changed: there is no more to put back. */
async function dropRecord(switching: Switching, seen: Switched): Promise<Switched> {
  const { hold, question, world } = switching;
  if (hold.guard !== undefined) {
    const remembered = whatToRemember(switching, seen.after?.watchedToplevel);
    tellUnremembered(
      await letBe(hold.ready.host, { ...question, patience: 0 }, hold.guard, world, remembered),
      world,
    );
  }
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

function failedBy(fault: Fault): Verdict {
  return { result: 'failed', changed: 'yes', newlyFailed: [], fault };
}

const PAUSE = 2_000;

/** Compare, disarm, make it boot, look: one login, tried again until the guard would have put the host back. What it finds otherwise goes back. */
async function commit(switching: Switching, first: Switched, seen: Look): Promise<Switched> {
  const { hold, question, world, activation, request } = switching;
  const { before } = first;
  const { guard, ready } = hold;
  if (guard === undefined) return first;
  const verified = whatWasVerified(switching, seen, before);
  const until = world.now() + (request.verify.timeout + (guard.watches ? 90 : 0)) * 1000;
  for (let silence: Fault | undefined; ; ) {
    const answer = await Promise.race([
      commitHost(ready.host, { ...question, patience: 0 }, guard, verified, world),
      cutOff(world),
    ]);
    const { look, end } = answer;
    tellUnremembered(answer, world);
    if (look instanceof Fault) {
      if (world.now() < until) {
        silence = look;
        await pause(PAUSE);
        continue;
      }
      return { ...first, ...notSeenAgain(look, switching), after: undefined };
    }
    if (end?.kind === 'committed' && end.guardWasDead)
      world.tell({
        kind: 'warning',
        text: `the guard on ${ready.host.login.host} had died before it was disarmed`,
      });
    const verdict = judge({
      profile: activation.profile,
      toplevel: look.watchedToplevel,
      before,
      after: look,
      engine: { code: 0, signal: undefined, lines: [] },
      flags: { boot: false, test: request.engine.test || end?.kind === 'differs' },
      showsWayBack: false,
      isIgnored: ignores(request),
    });
    const seenNow = { ...verdict, before, after: look };
    if (silence !== undefined && verdict.result !== 'deployed')
      return goBack(switching, { ...seenNow, ...failedBy(letInOnce(silence)) });
    return afterCommit(switching, seenNow, answer, end);
  }
}

function letInOnce(silence: Fault): Fault {
  return new Fault({
    code: 'let-in-once',
    what: 'the new system let one login in, and the next ones not',
    why: silence.what,
    fix: silence.fix,
    changed: 'yes',
  });
}

function whatWasVerified(switching: Switching, seen: Look, before: Look): Verified {
  const { activation, request } = switching;
  const running = seen.running ?? '';
  return {
    machineId: seen.machineId,
    bootId: before.bootId,
    running,
    profile: activation.profile,
    knownFailed: before.failedUnits ?? [],
    ignoredUnits: request.verify.ignoredUnits,
    commits: !request.engine.test,
    rollsBack: isToGoBack(request, activation.rollsBack),
    prune:
      request.keepGenerations === undefined || request.engine.test
        ? []
        : prunable(seen, request.keepGenerations, [before.running, before.profile]),
    ...whatToRemember(switching, running),
  };
}

async function afterCommit(
  switching: Switching,
  seen: Switched,
  answer: GuardAnswer,
  end: CommitEnd | undefined,
): Promise<Switched> {
  if (end?.kind === 'committed') return seen;
  if (end?.kind === 'not-committed') return goBack(switching, notBootable(seen, end.why), answer);
  if (seen.result !== 'deployed') return goBack(switching, seen);
  const why = end?.kind === 'differs' ? end.why : 'the guard had begun to put the old system back';
  const fault = new Fault({
    code: 'not-verified',
    what: 'the new system ran, but did not stay as it was verified',
    why,
    changed: 'yes',
  });
  return goBack(switching, { ...seen, ...failedBy(fault) });
}

function notBootable(seen: Switched, why: string): Switched {
  const fault = new Fault({
    code: 'boot-loader-failed',
    what: 'the new system runs and is well, but could not be made the boot default',
    fix: 'on the host: df -h /boot; bootctl status (an entry set with bootctl set-default or set-oneshot wins over the boot loader); the lines above are its own',
    lastLines: why.split('\n').slice(-8),
    changed: 'yes',
  });
  return { ...seen, ...failedBy(fault) };
}

function notSeenAgain(fault: Fault, { hold, world }: Switching): Verdict {
  return {
    result: 'unknown',
    changed: 'unknown',
    newlyFailed: [],
    fault: new Fault({
      code: 'host-not-seen',
      what: `the new system let one login in, and then nobody could look at the host: ${fault.what}`,
      fix: [...wordFires(hold, world), 'look at the host by another way (console, VPN)'].join('\n'),
      changed: 'unknown',
    }),
  };
}

/** Where there is no guard, the second login decides alone. */
async function secondLook(switching: Switching, first: Switched): Promise<Switched> {
  const { hold, question, world, activation, request } = switching;
  const look = await Promise.race([
    lookFresh(hold.ready.host, { ...question, patience: 30 }, world),
    cutOff(world),
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
