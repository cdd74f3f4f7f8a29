import type { Truth } from '../cassie-box/cassie-box.ts';
import type { Systems } from './case.ts';
import type { HostSeen } from './play.ts';
import type { SystemNames } from './scene.ts';

type Parts = Pick<Truth, 'running' | 'profile' | 'bootDefault'>;

export function isNew({ after: { truth }, wanted }: HostSeen): boolean {
  const { running, profile, bootDefault } = truth;
  return running === wanted.toplevel && bootDefault === wanted.toplevel && profile?.path === wanted.profile;
}

/** A host that had no profile may have one of its old system now. */
export function isAsBefore({ before, after: { truth } }: HostSeen): boolean {
  const holdsOld =
    before.profile === undefined
      ? (truth.profile?.toplevel ?? before.running) === before.running
      : truth.profile?.path === before.profile.path;
  return holdsOld && truth.running === before.running && truth.bootDefault === before.bootDefault;
}

export function systemsOf({ running, profile, bootDefault }: Parts, nameOf: SystemNames): Systems {
  return { running: nameOf(running), profile: nameOf(profile?.toplevel), boots: nameOf(bootDefault) };
}

/** One name where all three agree. */
export function wordSystems({ running, profile, boots }: Systems): string {
  if (running === profile && running === boots) return running;
  return `runs ${running}, profile ${profile}, boots ${boots}`;
}
