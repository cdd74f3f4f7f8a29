import { Fault } from '../fault.ts';
import { type Guard, type GuardAnswer, letBe, putBack } from '../host/guard.ts';
import type { Look } from '../host/look.ts';
import { describe, sameSystem, type Verdict } from './judge.ts';
import {
  askUntil,
  cutOff,
  isToGoBack,
  type Switched,
  type Switching,
  tellUnremembered,
  untilBack,
  whatToRemember,
  wordFires,
} from './switching.ts';

/** What is not as wanted goes back to exactly what was recorded, or stays where somebody said so (`on-failure: keep`), and is looked at again. */
export async function goBack(switching: Switching, wrong: Switched, done?: GuardAnswer): Promise<Switched> {
  const { hold, world, request, activation, question } = switching;
  const { ready, guard } = hold;
  if (guard === undefined) return wrong;
  if (activation.isStanding || !isToGoBack(request, activation.rollsBack)) {
    const order = { ...whatToRemember(switching, wrong.after?.watchedToplevel), keeps: !request.engine.boot };
    const left = await Promise.race([
      letBe(ready.host, { ...question, patience: 0 }, guard, world, order),
      cutOff(switching),
    ]);
    tellUnremembered(left, switching);
    const goesBack = left.state === 'firing' || left.state === 'back';
    if (!goesBack && !(left.look instanceof Fault))
      return { ...wrong, ...keptAs(switching, wrong, left.look), after: left.look };
    // nobody could disarm it in time, so it goes back by itself
  }
  if (done === undefined) {
    world.tell({ kind: 'stage', title: `put ${ready.host.login.host} back` });
    world.tell({
      kind: 'line',
      from: 'us',
      text: `${wrong.fault?.what ?? 'not as wanted'}: what ran before is put back`,
    });
  }
  const answer = done ?? (await orderBack(switching, guard));
  if (answer.look instanceof Fault)
    return { ...wrong, ...notSeenBack(answer.look, wrong, switching), after: undefined };
  return { ...wrong, ...judgeBack(ready.look, answer.look, answer, wrong), after: answer.look };
}

/** Our session may outlive an sshd that has ended; else the guard acts by itself when its time comes, and that is waited for. */
async function orderBack(switching: Switching, guard: Guard): Promise<GuardAnswer> {
  const { hold, world, question } = switching;
  hold.orderBack();
  const ask = () => putBack(hold.ready.host, { ...question, patience: 30 }, guard, world);
  return (await askUntil(ask, untilBack(hold, world, 0), switching)).answer;
}

/** What stays although it is not as wanted: it ran before this run already, or somebody said so. */
function keptAs(
  { activation }: Switching,
  { changed, fault, before }: Switched,
  after: Look,
): Partial<Verdict> {
  if (fault === undefined) return {};
  const boots =
    after.bootDefault === before.running && !activation.isStanding
      ? ', and a reboot starts the old system'
      : '';
  const what = activation.isStanding
    ? `${fault.what}; it ran before already, and is not made the boot default`
    : `${fault.what}; it is kept (on-failure: keep)${boots}`;
  const fix = fault.fix ?? 'deploy what mends it, or go back: mode: rollback';
  const now = activation.isStanding ? 'no' : changed;
  return { changed: now, fault: new Fault({ ...fault, what, fix, changed: now }) };
}

/** What a look says after a way back. */
function judgeBack(
  before: Look,
  after: Look,
  { state, isDegraded }: Pick<GuardAnswer, 'state' | 'isDegraded'>,
  { fault: cause, newlyFailed }: Verdict,
): Verdict {
  const because = cause?.what ?? 'the new system was not as wanted';
  const more = { why: cause?.why, fix: cause?.fix, lastLines: cause?.lastLines ?? [] };
  if (sameSystem(before, after)) {
    const units = (after.failedUnits ?? []).filter((unit) => !(before.failedUnits ?? []).includes(unit));
    const degraded =
      isDegraded || units.length > 0 ? `; of its units failed: ${units.join(', ') || 'some'}` : '';
    const what = `${because}, so the old system was put back: ${describe(after)}${degraded}`;
    const fault = new Fault({ code: 'rolled-back', what, ...more, changed: 'no' });
    return { result: 'rolled-back', changed: 'no', newlyFailed: units, fault };
  }
  const superseded = state === 'superseded';
  const fault = new Fault({
    code: superseded ? 'superseded' : 'way-back-stuck',
    what: `${because}; ${
      superseded
        ? 'meanwhile somebody switched the host to another system, which was left alone'
        : 'the way back did not come to its end'
    }: ${describe(after)}`,
    ...more,
    fix: superseded
      ? 'ask who repaired the host, then deploy again'
      : 'on the host, as root: cat /var/lib/cassie-deploy/guard/*/log; a reboot starts its boot default',
    changed: 'yes',
  });
  return { result: 'failed', changed: 'yes', newlyFailed, fault };
}

function notSeenBack(fault: Fault, wrong: Verdict, { hold, world }: Switching): Verdict {
  return {
    result: 'unknown',
    changed: 'unknown',
    newlyFailed: wrong.newlyFailed,
    fault: new Fault({
      code: 'host-not-seen',
      what: `${wrong.fault?.what ?? 'the new system was not as wanted'}; the way back was ordered, and then nobody could look: ${fault.what}`,
      fix: [...wordFires(hold, world), 'look at the host by another way (console, VPN)'].join('\n'),
      changed: 'unknown',
    }),
  };
}
