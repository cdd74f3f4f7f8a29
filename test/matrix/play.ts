import type { Truth } from '../cassie-box/cassie-box.ts';
import type { Case } from './case.ts';
import { untilSwitching } from './cases/happenings.ts';
import { type HostShows, lookWhenStill } from './host.ts';
import type { Said } from './said.ts';
import { type Scene, type SystemNames, setScene } from './scene.ts';
import type { Asked, Tool } from './tool.ts';

/** One case, played with one of the tools. */
export interface Seen {
  readonly one: Case;
  readonly first: Act;
  /** The second run, of cassie-deploy only. */
  readonly again: Act | undefined;
}

/** One run: what it said, and what the hosts showed before it and after. */
export interface Act {
  readonly said: Said;
  readonly hosts: readonly HostSeen[];
  /** What a second deploy said that ran at the same time. */
  readonly rival: Said | undefined;
  readonly nameOf: SystemNames;
  /** Milliseconds from the start of the step to its end. */
  readonly took: number;
  /** What was left on the runner when the job was over. */
  readonly leftOnRunner: readonly string[];
}

export interface HostSeen {
  readonly name: string;
  readonly before: Truth;
  readonly wanted: Wanted;
  readonly after: HostShows;
}

/** What the flake describes; without a profile nothing of it is ever deployed. */
export interface Wanted {
  readonly toplevel: string;
  readonly profile: string | undefined;
}

export async function play(one: Case, tool: Tool): Promise<Seen> {
  const scene = await setScene(one);
  try {
    await one.before?.(scene, tool);
    const first = await playAct(scene, tool, one);
    const runsAgain = tool.runsAgain && one.expect.again !== 'no second run';
    return { one, first, again: runsAgain ? await playAgain(scene, tool, one) : undefined };
  } finally {
    await scene.strike();
  }
}

/** As a person would: what was wrong is mended, and the workflow run once more. */
async function playAgain(scene: Scene, tool: Tool, one: Case): Promise<Act> {
  const { machine, mended = machine, mend, activationTimeout } = one;
  await mend?.(scene);
  await scene.change(mended);
  return playAct(scene, tool, {
    machine: mended,
    ...(activationTimeout === undefined || mended !== machine ? {} : { activationTimeout }),
  });
}

type Script = Asked & Pick<Case, 'meanwhile' | 'rival'>;

/** One run from begin to end, and what the hosts show then. */
export async function playAct(scene: Scene, tool: Tool, script: Script): Promise<Act> {
  const hosts = await Promise.all([...scene.boxes.keys()].map((name) => lookBefore(scene, name)));
  const rival = await prepareRival(scene, tool, script);
  const job = await tool.start(scene, script);
  const happening = Promise.all([rival(), script.meanwhile?.(scene, job)]).catch(async (thrown) => {
    await job.kill();
    throw thrown;
  });
  const [end, [saidByRival]] = await Promise.all([job.end(), happening]);
  const seen = hosts.map(async ({ box, ...host }) => ({
    ...host,
    after: await lookWhenStill(scene, box, tool.patience),
  }));
  return {
    said: tool.read(end),
    rival: saidByRival,
    hosts: await Promise.all(seen),
    nameOf: scene.names(),
    took: end.main.took,
    leftOnRunner: end.processesLeft,
  };
}

async function lookBefore(scene: Scene, name: string) {
  const { flake, boxes } = scene;
  const box = boxes.get(name) ?? scene.box;
  await box.rememberFiles();
  const profile = await flake.profile(name).catch(() => undefined);
  const [before, wanted] = [await box.truth(), { toplevel: await flake.toplevel(name), profile }];
  scene.know('new', wanted.toplevel);
  scene.know('old', before.running);
  return { name, box, before, wanted };
}

/** The same host, another commit: begins as soon as the host is being switched. */
async function prepareRival(
  scene: Scene,
  tool: Tool,
  { rival }: Script,
): Promise<() => Promise<Said | undefined>> {
  if (rival === undefined) return async () => undefined;
  const flake = await scene.branch('rival', rival);
  return async () => {
    await untilSwitching(scene);
    const job = await tool.start({ ...scene, flake }, { machine: rival });
    return tool.read(await job.end());
  };
}
