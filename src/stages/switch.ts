import { tellingLines } from '../deploy-rs/chatter.ts';
import { type EngineEnd, wordEnd } from '../deploy-rs/engine.ts';
import { engineCause } from '../deploy-rs/engine-causes.ts';
import { Fault } from '../fault.ts';
import { type GuardAnswer, lookAndExtend } from '../host/guard.ts';
import type { Look } from '../host/look.ts';
import { glanceAt, lookFresh } from '../host/over-ssh.ts';
import { storePathName } from '../nix/store-path.ts';
import type { Request } from '../request/request.ts';
import type { World } from '../world/world.ts';
import { goBack } from './go-back.ts';
import type { Hold } from './hold.ts';
import { judge, type Verdict } from './judge.ts';
import {
  type Activation,
  askUntil,
  cutOff,
  ignores,
  isToGoBack,
  noteOf,
  type Switched,
  type Switching,
  untilBack,
  wordFires,
} from './switching.ts';
import { verifyAndCommit } from './verify.ts';

/** Activates, and only what fresh logins have verified becomes the boot default; anything else is put back to what was recorded. */
export async function switchHost(
  activation: Activation,
  hold: Hold,
  { request, world }: { readonly request: Request; readonly world: World },
): Promise<Switched> {
  const question = { profile: hold.ready.profile, watched: activation.profile };
  const switching = { activation, hold, request, world, question };
  world.remember(noteOf(switching, 'switching'));
  const engine = await Promise.race([activation.begin(), cutOff(switching)]);
  const first = await lookWhenFinal(switching);
  const extended = { ...switching, hold: withMoreTime(hold, first, switching) };
  world.remember(noteOf(extended, 'switching'));
  const switched = await conclude(extended, engine, first);
  world.remember(noteOf(extended, 'seen'));
  // what another machine runs is no news of this one
  const isSame = switched.after?.machineId === switched.before.machineId;
  return { ...switched, after: isSame ? switched.after : undefined };
}

/** The first look has given the guard time for the verification. */
function withMoreTime(hold: Hold, { state }: GuardAnswer, { request, world }: Switching): Hold {
  if (hold.guard === undefined || state !== 'armed') return hold;
  return { ...hold, guard: { ...hold.guard, fires: world.now() + secondsToVerify(request) * 1000 } };
}

function secondsToVerify({ verify }: Request): number {
  return verify.timeout + 30;
}

/** From the first look on a host that is still: it is as wanted and proves itself, or is as it was, or goes back. */
async function conclude(switching: Switching, engine: EngineEnd, first: GuardAnswer): Promise<Switched> {
  const { activation, hold, request } = switching;
  const before = hold.ready.look;
  const after = first.look;
  if (after instanceof Fault) return { ...unseen(after, engine, switching), before, after: undefined };
  const verdict = judge({
    profile: activation.profile,
    toplevel: after.watchedToplevel,
    before,
    after,
    engine,
    flags: { boot: request.engine.boot, test: request.engine.test || isCommittedLater(hold, request) },
    showsWayBack: hold.guard === undefined || !isToGoBack(request, activation.rollsBack),
    isIgnored: ignores(request),
  });
  if (
    !activation.keepsDefault &&
    isCommittedLater(hold, request) &&
    after.bootDefault === after.watchedToplevel
  )
    switching.world.tell({ kind: 'warning', text: STILL_BOOTS_NEW });
  const seen = { ...verdict, before, after };
  if (first.state === 'back' && verdict.result === 'deployed')
    return { ...seen, result: 'unchanged', changed: 'no' }; // it was as wanted already
  if (verdict.result === 'unknown' || first.state === 'back') return seen;
  if (verdict.result === 'deployed' || verdict.result === 'staged') return verifyAndCommit(switching, seen);
  return goBack(switching, seen);
}

const STILL_BOOTS_NEW =
  'the old system could not be made the boot default again (the log of the guard tells why): until the commit a power cut boots the new one, unverified';

/** Until the commit the old system boots; where the activation could not leave that to us, the first look has put it right. */
function isCommittedLater({ guard }: Hold, { engine }: Request): boolean {
  return guard !== undefined && !engine.boot;
}

/** Fresh logins until one sees a host on which nothing moves: for as long as the activation may take, or until its guard has put it back. */
async function lookWhenFinal(switching: Switching): Promise<GuardAnswer> {
  const { activation, hold, world, question } = switching;
  const until = untilBack(hold, world, activation.seconds + 30);
  let glance: Promise<string> | undefined = glanceAt(hold.ready.host, { ...question, patience: 0 }, world);
  const ask = (patience: number) => {
    const first = glance;
    glance = undefined;
    return firstLook(switching, patience, first);
  };
  return (await askUntil(ask, until, switching)).answer;
}

async function firstLook(
  { hold, question, world, request, activation }: Switching,
  patience: number,
  glance: Promise<string> | undefined,
): Promise<GuardAnswer> {
  const { guard, ready } = hold;
  if (guard === undefined) {
    const look = await lookFresh(ready.host, { ...question, patience }, world, glance);
    return { look, state: undefined, isDegraded: false, said: [] };
  }
  const keepOldDefault = !activation.keepsDefault && !request.engine.boot;
  const more = { seconds: secondsToVerify(request), keepOldDefault };
  return lookAndExtend(ready.host, { ...question, patience }, guard, more, world, glance);
}

function unseen(fault: Fault, engine: EngineEnd, { hold, world }: Switching): Verdict {
  const said = engineCause(engine.lines.map(({ text }) => text).join('\n'), true)?.why;
  return {
    result: 'unknown',
    changed: 'unknown',
    newlyFailed: [],
    fault: new Fault({
      code: 'host-not-seen',
      what: `after the switch nobody could look at the host: ${fault.what}`,
      why: `${wordEnd(engine)}, which proves nothing${said === undefined ? '' : `; by its last words, ${said}`}`,
      fix: [
        ...wordFires(hold, world),
        `look at the host by another way (console, VPN)${wordOld(hold.ready.look)}`,
        ...(fault.code.startsWith('host-key')
          ? ['if it was meant to get another host key, compare that key there, pin it, and run again']
          : []),
      ].join('\n'),
      lastLines: tellingLines(engine.lines, 8),
      changed: 'unknown',
    }),
  };
}

function wordOld({ running, profileGeneration }: Look): string {
  const ran = running === undefined ? '' : `; before the switch it ran ${storePathName(running)}`;
  return profileGeneration === undefined
    ? ran
    : `${ran}, and generation ${profileGeneration} in its boot menu is the old one`;
}
