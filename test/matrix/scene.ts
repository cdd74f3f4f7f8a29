import {
  type Box,
  type BoxOptions,
  type Flake,
  hireOperator,
  type Key,
  type MachineDescription,
  makeFlake,
  makeKey,
  type Operator,
  startBox,
} from '../cassie-box/cassie-box.ts';
import type { Case } from './case.ts';
import { bringOldSystem, OLD } from './old-system.ts';

/** Hosts with an old system each, and the flake that says what is new. */
export interface Scene {
  readonly key: Key;
  /** The first host, `web`; `boxes` has the others too. */
  readonly box: Box;
  readonly boxes: Boxes;
  readonly flake: Flake;
  readonly operator: Operator;
  /** Commits another description of the first machine. */
  change(machine: MachineDescription): Promise<void>;
  /** Another checkout, in which the first machine is this; its system has the name from then on. */
  branch(name: string, machine: MachineDescription): Promise<Flake>;
  know(name: string, toplevel: string | undefined): void;
  /** The names of now. */
  names(): SystemNames;
  strike(): Promise<void>;
}

/** The name that a system was made known by, else its version. */
export type SystemNames = (toplevel: string | undefined) => string;

/** By the name of the node, which is the host's name too. */
export type Boxes = ReadonlyMap<string, Box>;

type Setting = Pick<Case, 'machine' | 'others' | 'box' | 'old' | 'came' | 'flake'>;
type Undo = (step: () => unknown) => void;

export async function setScene(setting: Setting): Promise<Scene> {
  const undo: (() => unknown)[] = [];
  const strike = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    return { ...(await layOut(setting, (step) => undo.push(step))), strike };
  } catch (thrown) {
    await strike();
    throw thrown;
  }
}

async function layOut(setting: Setting, undo: Undo): Promise<Omit<Scene, 'strike'>> {
  const { old = OLD, came = 'by deploy-rs', machine, others } = setting;
  const key = await makeKey();
  undo(key.remove);
  const wanted = new Map(Object.entries({ web: machine, ...others }));
  const boxes = await startBoxes([...wanted.keys()], { rootKeys: [key.publicKey], ...setting.box }, undo);
  const named = (name: string, one: MachineDescription) => ({
    hostname: boxes.get(name)?.dnsName ?? name,
    ...one,
  });
  const before = [...boxes.keys()].map((name) => [name, named(name, name === 'web' ? old : OLD)]);
  const flake = await makeFlake({ machines: Object.fromEntries(before), ...setting.flake });
  undo(flake.remove);
  for (const [name, box] of boxes) await bringOldSystem(box, came, () => flake.profile(name));
  for (const [name, one] of wanted) await flake.change(name, named(name, one));
  const operator = await hireOperator(key, [...boxes.values()]);
  undo(operator.leave);
  const [box] = boxes.values();
  if (box === undefined) throw new Error('web is always there');
  const names = systemNames();
  return {
    ...{ key, box, boxes, flake, operator, ...names },
    change: (one) => flake.change('web', named('web', one)),
    branch: async (name, one) => {
      const other = await makeFlake({ machines: { web: named('web', one) } });
      undo(other.remove);
      names.know(name, await other.toplevel('web'));
      return other;
    },
  };
}

async function startBoxes(names: readonly string[], options: BoxOptions, undo: Undo): Promise<Boxes> {
  const boxes = new Map<string, Box>();
  for (const name of names) {
    const box = await startBox({ name, ...options });
    undo(box.stop);
    boxes.set(name, box);
  }
  return boxes;
}

function systemNames(): Pick<Scene, 'know' | 'names'> {
  const known = new Map<string, string>();
  return {
    know: (name, toplevel) => {
      if (toplevel !== undefined) known.set(toplevel, name);
    },
    names: () => {
      const now = new Map(known);
      return (toplevel = 'none') => now.get(toplevel) ?? /[^-]*$/.exec(toplevel)?.[0] ?? toplevel;
    },
  };
}
