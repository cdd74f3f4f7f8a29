import { all, type Systems } from './case.ts';
import type { Job } from './job.ts';
import type { Scene } from './scene.ts';

/** One thing that may happen at any moment of a run. */
export interface Sweep {
  readonly name: string;
  readonly make: 'light' | 'systemd';
  /** How many moments, evenly spread over a run. */
  readonly moments: number;
  /** How many hosts are swept side by side. */
  readonly lanes: number;
  strike(scene: Scene, job: Job): Promise<unknown>;
  /** What a host may show afterwards, besides all of it old and all of it new. */
  readonly also: readonly Systems[];
}

const POWER_CUT = {
  moments: 10,
  lanes: 4,
  strike: ({ box }: Scene) => box.reboot(),
  // it boots the old system; what the profile names is mended by the next run
  also: [{ ...all('old'), profile: 'new' }],
};

export const SWEEPS: readonly Sweep[] = [
  {
    name: 'cancelled',
    make: 'light',
    moments: 40,
    lanes: 4,
    strike: (_, job) => job.cancel(),
    also: [],
  },
  // a guard that nobody disarms waits for its time, and the machine has nothing to do meanwhile
  {
    name: 'killed',
    make: 'light',
    moments: 40,
    lanes: 8,
    strike: (_, job) => job.kill(),
    also: [],
  },
  { name: 'power cut', make: 'light', ...POWER_CUT },
  { name: 'power cut, systemd', make: 'systemd', ...POWER_CUT },
];

/** The middles of as many equal parts of a run. */
export function momentsOf({ moments }: Pick<Sweep, 'moments'>): readonly number[] {
  return Array.from({ length: moments }, (_, number) => (number + 0.5) / moments);
}
