import type { Box, Truth } from '../cassie-box/cassie-box.ts';
import { type GuardState, guardState, isGuardAtWork } from './guard.ts';
import type { Scene } from './scene.ts';

/** What a host shows once nothing moves any more; read from its files and processes, and one login. */
export interface HostShows {
  readonly truth: Truth;
  /** False: it still moved when the waiting was over. */
  readonly still: boolean;
  readonly guard: GuardState | undefined;
  readonly reachable: boolean;
  readonly leftFiles: readonly string[];
  /** Of deploy-rs, of ours, or of a login. */
  readonly leftProcesses: readonly string[];
}

/** Waits until nothing moves, for so many seconds at most; then looks. A host without power gets it first. */
export async function lookWhenStill(scene: Scene, box: Box, seconds: number): Promise<HostShows> {
  if ((await box.truth()).power === 'off') await box.powerOn();
  const still = await waitUntilStill(box, seconds);
  const { status } = await scene.operator.ssh(box, 'true');
  return {
    still,
    truth: await box.truth(),
    guard: await guardState(box),
    reachable: status === 0,
    leftFiles: await box.leftovers(),
    leftProcesses: box
      .processes()
      .map((argv) => argv.join(' ').trim())
      .filter((line) => OURS.test(line)),
  };
}

const OURS =
  /activate-rs|cassie-(?:guard|deploy)|deploy-rs-|nix-store --serve|nix-daemon --stdio|sshd-session: \w+@/;

/** Nobody switches, no guard is armed, and for a second all looks show the same. */
async function waitUntilStill(box: Box, seconds: number): Promise<boolean> {
  let seen = '';
  let since = 0;
  const isStill = async () => {
    const now = (await isMoving(box)) ? 'moves' : JSON.stringify(await box.truth());
    if (now !== seen || now === 'moves') [seen, since] = [now, Date.now()];
    return now !== 'moves' && Date.now() - since > 1_200;
  };
  return box.waitUntil('the host is still', isStill, { seconds, every: 100 }).then(
    () => true,
    () => false,
  );
}

async function isMoving(box: Box): Promise<boolean> {
  const { switching, activating } = await box.truth();
  return switching || activating.length > 0 || (await isGuardAtWork(box));
}
