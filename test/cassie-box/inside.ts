import type { Chassis } from './chassis.ts';
import type { Power } from './power.ts';
import { type Ended, type ProgramOptions, runToEnd } from './program.ts';
import { addToStore } from './systems.ts';

/** The inside of a box that is on, seen without SSH. */
export type Inside = {
  readonly chassis: Chassis;
  /** undefined while the power is off */
  power(): Power | undefined;
  /** runs a program as root in the box, whatever became of it */
  tryToRun(argv: readonly string[], options?: Pick<ProgramOptions, 'input'>): Promise<Ended>;
  /** runs a program that must succeed; its trimmed standard output */
  run(argv: readonly string[], options?: Pick<ProgramOptions, 'input'>): Promise<string>;
  /** adds a path of the operator's store, with all it refers to, to the box's store */
  addToStore(path: string): Promise<void>;
};

const path = '/run/wrappers/bin:/run/current-system/sw/bin:/usr/sbin:/usr/bin';

export function insideOf(chassis: Chassis, power: () => Power | undefined): Inside {
  const tryToRun: Inside['tryToRun'] = async (argv, options = {}) => {
    const on = power();
    if (!on) throw new Error('the power of the box is off');
    const enter = [
      'nsenter',
      '--target',
      String(on.pid),
      '--mount',
      '--uts',
      '--ipc',
      '--pid',
      '--cgroup',
      '--wdns=/',
    ];
    return runToEnd([...enter, 'env', '-i', `PATH=${path}`, 'HOME=/root', 'USER=root', ...argv], options);
  };
  const run: Inside['run'] = async (argv, options) => {
    const ended = await tryToRun(argv, options);
    if (ended.status !== 0) throw new Error(`${argv.join(' ')} ended with ${ended.status}: ${ended.stderr}`);
    return ended.stdout.trim();
  };
  return { chassis, power, tryToRun, run, addToStore: (path) => addToStore(chassis, path) };
}
