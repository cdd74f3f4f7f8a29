import { Fault } from '../fault.ts';
import { type GuardAnswer, letBe, putBack } from '../host/guard.ts';
import type { Look } from '../host/look.ts';
import { describe, sameSystem, type Verdict } from './judge.ts';
import { cutOff, isToGoBack, type Switched, type Switching, whatToRemember, wordFires } from './switching.ts';

/** What is not as wanted goes back to exactly what was recorded, or stays where somebody said so (`on-failure: keep`), and is looked at again. */
export async function goBack(switching: Switching, wrong: Switched, done?: GuardAnswer): Promise<Switched> {
  const { hold, world, request, activation, question } = switching;
  const { ready, guard } = hold;
  if (guard === undefined) return wrong;
  if (!isToGoBack(request, activation.rollsBack)) {
    const remembered = whatToRemember(switching, wrong.after?.watchedToplevel);
    await Promise.race([
      letBe(ready.host, { ...question, patience: 0 }, guard, world, remembered),
      cutOff(world),
    ]);
    return { ...wrong, fault: wrong.fault && kept(wrong.fault) };
  }
  if (done === undefined) {
    world.tell({ kind: 'stage', title: `put ${ready.host.login.host} back` });
    world.tell({
      kind: 'line',
      from: 'us',
      text: `${wrong.fault?.what ?? 'not as wanted'}: what ran before is put back`,
    });
  }
  const answer =
    done ??
    (await Promise.race([putBack(ready.host, { ...question, patience: 30 }, guard, world), cutOff(world)]));
  if (answer.look instanceof Fault)
    return { ...wrong, ...notSeenBack(answer.look, wrong, switching), after: undefined };
  return { ...wrong, ...judgeBack(ready.look, answer.look, answer, wrong), after: answer.look };
}

function kept(fault: Fault): Fault {
  return new Fault({
    ...fault,
    what: `${fault.what}; it is kept (on-failure: keep), and a reboot starts the old system`,
    fix: fault.fix ?? 'deploy what mends it, or go back: mode: rollback',
  });
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
    return { result: 'rolled-back', changed: 'no', newlyFailed: [], fault };
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
