import { setTimeout as pause } from 'node:timers/promises';
import type { MachineDescription } from '../cassie-box/cassie-box.ts';
import { all, type Expected } from './case.ts';
import { cassieDeploy } from './cassie-deploy.ts';
import type { Job } from './job.ts';
import { complaintsAboutAct } from './judge.ts';
import { type Act, playAct } from './play.ts';
import { type Scene, setScene } from './scene.ts';
import type { Sweep } from './sweep.ts';

/** A host that is deployed to again and again, and struck each time at another moment. */
export interface Lane {
  /** `at`: the moment, as a part of a run from 0 to 1. */
  strike(at: number): Promise<Moment>;
  close(): Promise<void>;
}

export interface Moment {
  readonly at: number;
  readonly act: Act;
  /** A second run, which nobody disturbs. */
  readonly again: Act;
  readonly complaints: readonly string[];
}

const WELL: Expected = { said: ['deployed', 'unchanged'], host: 'new' };

/** The first run is one that nobody disturbs: how long it takes is how long a run is. */
export async function openLane(sweep: Sweep, number: number): Promise<Lane> {
  let version = 1000 * (number + 1);
  const nextMachine = () => ({ version: String(++version), behaviour: { activationSeconds: 1 } });
  const open = async () => {
    const machine = nextMachine();
    const scene = await setScene({ machine, box: { make: sweep.make } });
    return { scene, took: (await run(scene, machine)).took };
  };
  let { scene, took } = await open();
  const strike = async (at: number): Promise<Moment> => {
    const machine = nextMachine();
    await scene.change(machine);
    const act = await run(scene, machine, async (job) => {
      await pause(at * took);
      await sweep.strike(scene, job);
    });
    const again = await run(scene, machine);
    const complaints = [
      ...complaintsAboutAct(act, expectedOf(sweep, act)),
      ...complaintsAboutAct(again, WELL).map((text) => `second run: ${text}`),
    ];
    if (complaints.length > 0) {
      await scene.strike();
      ({ scene, took } = await open());
    } else if (again.said.word === 'deployed') took = again.took;
    return { at, act, again, complaints };
  };
  return { strike, close: () => scene.strike() };
}

function run(scene: Scene, machine: MachineDescription, strike?: (job: Job) => Promise<void>): Promise<Act> {
  const meanwhile = strike === undefined ? {} : { meanwhile: (_: Scene, job: Job) => strike(job) };
  return playAct(scene, cassieDeploy, { machine, activationTimeout: 5, ...meanwhile });
}

/** One consistent system; live but not the boot default only where it was verified, and the run cut off before the commit. */
function expectedOf({ also }: Sweep, { hosts }: Act): Expected {
  const wasVerified = hosts.every(({ after }) => after.guard === 'disarmed');
  const uncommitted = wasVerified ? [{ ...all('new'), boots: 'old' }] : [];
  return { said: 'anything', host: [all('old'), all('new'), ...also, ...uncommitted] };
}
