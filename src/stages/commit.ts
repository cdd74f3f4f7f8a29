import { Fault } from '../fault.ts';
import { type CommitEnd, commitHost, type GuardAnswer, type Verified } from '../host/guard.ts';
import type { Look } from '../host/look.ts';
import { goBack } from './go-back.ts';
import { judge } from './judge.ts';
import { prunable } from './prunable.ts';
import {
  askUntil,
  failedBy,
  ignores,
  isToGoBack,
  notSeenAgain,
  type Switched,
  type Switching,
  tellUnremembered,
  untilBack,
  whatToRemember,
} from './switching.ts';

/** Compare, disarm, make it boot, look: one login, tried again until the guard would have put the host back. What it finds otherwise goes back. */
export async function commit(switching: Switching, first: Switched, seen: Look): Promise<Switched> {
  const { hold, question, world, request } = switching;
  const { before } = first;
  const { guard, ready } = hold;
  if (guard === undefined) return first;
  const verified = whatWasVerified(switching, seen, before);
  const { answer, silence } = await askUntil(
    () => commitHost(ready.host, { ...question, patience: 0 }, guard, verified, world),
    untilBack(hold, world, request.verify.timeout),
    switching,
  );
  const { look, end } = answer;
  tellUnremembered(answer, switching);
  if (look instanceof Fault) return { ...first, ...notSeenAgain(look, switching), after: undefined };
  if (end?.kind === 'committed' && end.guardWasDead)
    world.tell({
      kind: 'warning',
      text: `the guard on ${ready.host.login.host} had died before it was disarmed`,
    });
  const seenNow = judgeSecond(switching, before, look, end);
  if (silence !== undefined && seenNow.result !== 'deployed')
    return goBack(switching, { ...seenNow, ...failedBy(letInOnce(silence)) });
  return afterCommit(switching, seenNow, answer, end);
}

function judgeSecond(
  { activation, request }: Switching,
  before: Look,
  after: Look,
  end: CommitEnd | undefined,
): Switched {
  const verdict = judge({
    profile: activation.profile,
    toplevel: after.watchedToplevel,
    before,
    after,
    engine: { code: 0, signal: undefined, lines: [] },
    flags: { boot: false, test: request.engine.test || end?.kind === 'differs' },
    showsWayBack: false,
    isIgnored: ignores(request),
  });
  return { ...verdict, before, after };
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
