import { tellingLines } from '../deploy-rs/chatter.ts';
import { type EngineEnd, wordEnd } from '../deploy-rs/engine.ts';
import { engineCause } from '../deploy-rs/engine-causes.ts';
import { type Changed, Fault, type FaultFacts } from '../fault.ts';
import type { Look } from '../host/look.ts';
import { storePathName } from '../nix/store-path.ts';
import type { Result } from '../outcome.ts';

/** What the two looks say. The engine's words and exit code only explain; they never decide for a success. */
export interface Verdict {
  readonly result: Result;
  readonly changed: Changed;
  readonly newlyFailed: readonly string[];
  readonly fault: Fault | undefined;
}

interface Evidence {
  readonly before: Look;
  readonly after: Look;
  /** The activatable profile and the system in it; a profile without a system is judged by the profile alone. */
  readonly profile: string;
  readonly toplevel: string | undefined;
  readonly engine: EngineEnd;
  /** `test`: the boot default is left as it was. */
  readonly flags: { readonly boot: boolean; readonly test: boolean };
  /** False where the host is put back anyway: then nobody need be told how. */
  readonly showsWayBack: boolean;
  /** A unit whose failure decides nothing. */
  readonly isIgnored: (unit: string) => boolean;
}

export function judge(evidence: Evidence): Verdict {
  const { before, after, flags } = evidence;
  if (after.machineId !== before.machineId)
    return unknown(evidence, {
      code: 'other-machine',
      what: `another machine answers now (machine id ${after.machineId}, before ${before.machineId})`,
      fix: 'find out who has the address now (DHCP, a floating address, DNS), and look at the host by another way before you run again',
    });
  if (!after.final)
    return unknown(evidence, {
      code: 'host-not-final',
      what: `the host still moves: an activation or switch had not ended when time was over; just now ${describe(after)}`,
      fix: 'look at the host before you run again',
    });
  if (flags.boot) return judgeStaged(evidence);
  return runsNew(evidence) ? judgeNew(evidence) : judgeOld(evidence);
}

function judgeNew(evidence: Evidence): Verdict {
  const { before, after } = evidence;
  const newlyFailed = (after.failedUnits ?? []).filter(
    (unit) => !(before.failedUnits ?? []).includes(unit) && !evidence.isIgnored(unit),
  );
  const wrong = wrongWithNew(evidence, newlyFailed);
  if (wrong.length === 0) return { result: 'deployed', changed: 'yes', newlyFailed, fault: undefined };
  // it ran before already, put there by another tool: what failed has left all as it was
  if (evidence.engine.code !== 0 && newlyFailed.length === 0 && sameSystem(before, after))
    return judgeOld(evidence);
  const runs =
    evidence.toplevel === undefined ? 'the profile is the new one' : 'the host runs the new system';
  const what = `${runs}, but ${wrong.join('; ')}`;
  return failed(evidence, { code: 'new-but-not-well', what, changed: 'yes' }, newlyFailed);
}

/** Everything that keeps a new system from being what was asked for, the reader's most urgent first. */
function wrongWithNew(evidence: Evidence, newlyFailed: readonly string[]): readonly string[] {
  const { after, engine, flags, profile, toplevel } = evidence;
  const bootsOther = toplevel !== undefined && (after.bootDefault ?? toplevel) !== toplevel;
  const complaints: readonly (readonly [boolean, string])[] = [
    [newlyFailed.length > 0, `units failed that did not before: ${newlyFailed.join(', ')}`],
    [newlyFailed.length === 0 && engine.code !== 0, `its activation failed (${wordEnd(engine)})`],
    [
      bootsOther && !flags.test,
      `the boot default is ${nameOf(after.bootDefault)}, so a reboot would not start it`,
    ],
    [after.profile !== profile, `the profile is on ${nameOf(after.profileToplevel ?? after.profile)}`],
  ];
  return complaints.flatMap(([holds, text]) => (holds ? [text] : []));
}

/** The new system does not run: it was taken back, or never began, or something third happened. */
function judgeOld(evidence: Evidence): Verdict {
  const { before, after, engine } = evidence;
  if (!sameSystem(before, after)) {
    return failed(evidence, {
      code: 'system-not-as-wanted',
      what: `${
        after.running === before.running
          ? 'the host runs the old system, but is not as before'
          : 'the host is neither as before nor as wanted'
      }: ${describe(after)}`,
      changed: 'yes',
    });
  }
  if (!wasTouched(before, after)) {
    return failed(evidence, {
      code: 'activation-not-begun',
      what: 'the activation did not begin',
      changed: 'no',
    });
  }
  const claim =
    engine.code === 0 ? `${engine.by ?? 'deploy-rs'} reported success, but ` : 'the switch failed, and ';
  const fault = faultOf(evidence, {
    code: 'rolled-back',
    what: `${claim}the host runs the old system again: ${describe(after)}`,
    changed: 'no',
  });
  return { result: 'rolled-back', changed: 'no', newlyFailed: [], fault };
}

function judgeStaged(evidence: Evidence): Verdict {
  const { before, after, toplevel, profile } = evidence;
  // a profile without a system is no matter of the boot loader
  const boots = toplevel === undefined ? undefined : after.bootDefault;
  const isNext = after.profile === profile && (boots === undefined || boots === toplevel);
  if (isNext && after.running === before.running)
    return { result: 'staged', changed: 'yes', newlyFailed: [], fault: undefined };
  if (sameSystem(before, after)) return judgeOld(evidence);
  return failed(evidence, {
    code: 'not-staged',
    what: `the new system is not what boots next: ${describe(after)}`,
    changed: 'yes',
  });
}

/** A profile without a system is judged by the profile, but not where the one before held a system: then none was switched to. */
function runsNew({ before, after, toplevel, profile }: Evidence): boolean {
  if (toplevel !== undefined) return after.running === toplevel;
  return after.profile === profile && before.profileToplevel === undefined;
}

/** A host without a generation is given one of the system that it ran, when it goes back. */
export function sameSystem(before: Look, after: Look): boolean {
  return (
    after.running === before.running &&
    after.profile === (before.profile ?? (after.profile && before.running)) &&
    after.bootDefault === before.bootDefault
  );
}

/** A profile or running system that was set and set back shows in the times of their links. */
function wasTouched(before: Look, after: Look): boolean {
  return (
    !sameSystem(before, after) ||
    after.profilesSince !== before.profilesSince ||
    after.runningSince !== before.runningSince
  );
}

export function describe(look: Look): string {
  const profile =
    look.profileToplevel === look.running
      ? ''
      : `, its profile is on ${nameOf(look.profileToplevel ?? look.profile)}`;
  const boot = look.bootDefault === look.running ? '' : `, its boot default is ${nameOf(look.bootDefault)}`;
  return `it runs ${nameOf(look.running)}${profile}${boot}`;
}

function nameOf(path: string | undefined): string {
  return path === undefined ? 'not known' : storePathName(path);
}

/** How a person puts the recorded system back, whatever deploy-rs left; nothing where there was none or nothing changed. */
function wayBack({ before, after }: Evidence): string | undefined {
  if (before.profile === undefined || before.running === undefined) return undefined;
  return `to go back, as root on the host: nix-env --profile ${after.profileLink} --set ${before.profile} && ${before.running}/bin/switch-to-configuration switch`;
}

function failed(evidence: Evidence, facts: FaultFacts, newlyFailed: readonly string[] = []): Verdict {
  return {
    result: 'failed',
    changed: facts.changed ?? 'unknown',
    newlyFailed,
    fault: faultOf(evidence, facts),
  };
}

function unknown(evidence: Evidence, facts: FaultFacts): Verdict {
  return {
    result: 'unknown',
    changed: 'unknown',
    newlyFailed: [],
    fault: faultOf(evidence, { ...facts, changed: 'unknown' }),
  };
}

function faultOf(evidence: Evidence, facts: FaultFacts): Fault {
  const { engine, toplevel } = evidence;
  const back =
    evidence.showsWayBack && facts.changed === 'yes' && toplevel !== undefined
      ? wayBack(evidence)
      : undefined;
  const wasRebooted = evidence.after.bootId !== evidence.before.bootId;
  const said = engine.lines.map(({ text }) => text).join('\n');
  const cause = engineCause(said, wasTouched(evidence.before, evidence.after));
  return new Fault({
    ...facts,
    why: wasRebooted ? 'the host was rebooted in the middle of the switch' : cause?.why,
    fix: [facts.fix ?? cause?.fix, back].filter((line) => line !== undefined).join('\n') || undefined,
    lastLines: engine.code === 0 ? [] : tellingLines(engine.lines),
  });
}
