import type { GuardState, Look } from '../host/look.ts';
import { storePathName } from '../nix/store-path.ts';
import type { Result } from '../outcome.ts';
import type { SwitchNote } from '../world/world.ts';

/** What a look after a run that was cut off says, in a result and lines for a reader. */
export interface Seen {
  readonly result: Result;
  readonly lines: readonly string[];
}

/** Nobody saw how the engine ended, so only what runs, boots and is the profile counts; all three must be the new or the old. */
export function judgeCutOff(note: SwitchNote, look: Look, guard?: GuardState): Seen {
  if (look.machineId !== note.recorded.machineId)
    return { result: 'unknown', lines: ['another machine answers at this address now; look at its console'] };
  const { result, what } = look.final
    ? compare(note, look)
    : { result: 'unknown' as const, what: 'the host still moves, and it is not known where it ends' };
  const failed = look.failedUnits ?? [];
  return {
    result,
    lines: [
      what,
      ...GUARD_WORDS[guard ?? 'disarmed'],
      `running: ${name(look.running)}`,
      `profile: ${look.profileGeneration === undefined ? '' : `generation ${look.profileGeneration}, `}${name(look.profileToplevel ?? look.profile)}`,
      `boot default: ${name(look.bootDefault)}`,
      ...(failed.length === 0 ? [] : [`failed units: ${failed.join(', ')}`]),
    ],
  };
}

function compare(note: SwitchNote, look: Look): { readonly result: Result; readonly what: string } {
  const { recorded, flags } = note;
  const wanted = look.watchedToplevel;
  const isNew = look.profile === note.wantedProfile;
  const runsOld = look.running === recorded.running;
  // one that can't be read decides nothing, but it is known what was never committed
  const bootsNew =
    look.bootDefault === undefined
      ? look.uncommitted?.profile !== note.wantedProfile && note.guard === undefined
      : look.bootDefault === wanted;
  if (wanted === undefined)
    return isNew
      ? { result: 'deployed', what: 'the new profile is in place' }
      : { result: 'rolled-back', what: 'the old profile is in place' };
  if (flags.boot && isNew && runsOld && bootsNew)
    return { result: 'staged', what: 'the old system runs, and the new one boots next, as wanted' };
  if (look.running === wanted && (flags.test || (isNew && bootsNew)))
    return { result: 'deployed', what: 'the new system is in place' };
  if (look.running === wanted && isNew && look.bootDefault === recorded.bootDefault)
    return {
      result: 'failed',
      what: 'the new system runs, but the old one still boots next; run again: it only has to be verified and committed',
    };
  if (look.running === wanted)
    return {
      result: 'failed',
      what: 'the new system runs, but profile or boot default are not on it: its activation did not end well',
    };
  if (runsOld && look.profile === recorded.profile && look.bootDefault === recorded.bootDefault)
    return { result: 'rolled-back', what: 'the old system is in place' };
  if (runsOld)
    return { result: 'failed', what: 'the old system runs, but profile or boot default are not as before' };
  return { result: 'failed', what: 'neither the new nor the old system runs' };
}

function name(path: string | undefined): string {
  return path === undefined ? 'not known' : storePathName(path);
}

const GUARD_WORDS: Readonly<Record<GuardState, readonly string[]>> = {
  back: ['the guard on the host put it back'],
  firing: ['the guard on the host is still putting the old system back'],
  stuck: [
    'the guard on the host could not put the old system back; on the host, as root: cat /var/lib/cassie-deploy/guard/*/log',
  ],
  superseded: ['meanwhile somebody switched the host to another system, which the guard left alone'],
  armed: [],
  disarmed: [],
  recorded: [],
};
