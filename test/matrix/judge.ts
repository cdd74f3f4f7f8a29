import type { Case, Expected, Goal } from './case.ts';
import type { Act, HostSeen, Seen } from './play.ts';
import type { Claim } from './said.ts';
import type { SystemNames } from './scene.ts';
import { isAsBefore, isNew, systemsOf, wordSystems } from './systems.ts';

/** Everything that is not as the case expects of cassie-deploy, and all harm and every story besides; empty when all is well. */
export function complaintsAbout({ one, first, again }: Seen): readonly string[] {
  const second = again === undefined ? [] : complaintsAboutAct(again, secondOf(one));
  return [...complaintsAboutAct(first, one.expect), ...second.map((text) => `second run: ${text}`)];
}

function secondOf({ expect: { again = 'deployed' } }: Case): Expected {
  return { said: again === 'no second run' ? [] : [again], host: 'new' };
}

export function complaintsAboutAct(act: Act, { said, host, others }: Expected): readonly string[] {
  const { word, fault } = act.said;
  return [
    ...(said === 'anything' || said.some((one) => one === word)
      ? []
      : [`said ${word}, not ${said.join(' or ')} (${fault})`]),
    ...(act.rival === undefined || isRivalTold(act) ? [] : [`the rival said ${act.rival.word}`]),
    ...act.leftOnRunner.map((process) => `left on the runner: ${process}`),
    ...act.hosts.flatMap((seen) => {
      const wrong = [...missed(seen, others?.[seen.name] ?? host, act.nameOf), ...harmTo(seen)];
      const told = isTold(act, seen) ? [] : [`${act.said.claimOf(seen.name)} was told`];
      return [...wrong, ...told].map((text) => `${seen.name}: ${text}`);
    }),
  ];
}

/** A second deploy may fail or be refused; what it must not do is claim what no host shows. */
function isRivalTold({ rival, hosts }: Act): boolean {
  return hosts.every(({ name, wanted, before, after: { truth } }) => {
    const isItsOwn = truth.running !== wanted.toplevel && truth.running !== before.running;
    return rival?.claimOf(name) !== 'new' || (isItsOwn && truth.bootDefault === truth.running);
  });
}

/** Where a host is not what it is to be. */
function missed(seen: HostSeen, goal: Goal, nameOf: SystemNames): readonly string[] {
  const [now, then] = [seen.after.truth, seen.before].map((truth) => wordSystems(systemsOf(truth, nameOf)));
  if (goal === 'new') return isNew(seen) ? [] : [`not new: ${now}`];
  if (goal === 'as before') return isAsBefore(seen) ? [] : [`not as before: ${now}; before: ${then}`];
  const goals = goal.map(wordSystems);
  return goals.includes(now ?? '') ? [] : [`not ${goals.join(', nor ')}: ${now}`];
}

/** What no case excuses. */
export function harmTo({ before, after }: HostSeen): readonly string[] {
  const failed = after.truth.failedUnits.filter((unit) => !before.failedUnits.includes(unit));
  const files = after.leftFiles.filter((file) => !/^\/var\/lib\/cassie-deploy(\/|$)/.test(file));
  return [
    ...(after.reachable ? [] : ['locked out']),
    ...(after.still ? [] : ['still moves']),
    ...failed.map((unit) => `${unit} failed`),
    ...files.map((file) => `left ${file}`),
    ...after.leftProcesses.map((line) => `still runs ${line}`),
  ];
}

/** Whether what was said of a host is what it shows. */
export function isTold({ said }: Pick<Act, 'said'>, seen: HostSeen): boolean {
  const isWell =
    seen.after.reachable && seen.after.truth.failedUnits.length <= seen.before.failedUnits.length;
  const claims: Readonly<Record<Claim, boolean>> = {
    new: isNew(seen) && isWell,
    'as before': isAsBefore(seen) && isWell,
    next:
      seen.after.truth.bootDefault === seen.wanted.toplevel &&
      seen.after.truth.running === seen.before.running,
    // the only dry run here is that of a script which fails
    fit: false,
    nothing: true,
  };
  return claims[said.claimOf(seen.name)];
}
