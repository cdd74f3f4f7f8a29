/** The whole run of the bundle against the shell steps people write by hand: nothing changed, and one change; near and 50 ms away. */
import {
  type Box,
  delayProxy,
  type Flake,
  makeFlake,
  makeKey,
  startBox,
} from '../test/cassie-box/cassie-box.ts';
import { Runner } from '../test/runner/runner.ts';
import { compare, median, timed } from './compare.ts';
import { runShellSteps, type ShellSteps } from './shell-steps.ts';

const PAIRS = Number(process.env['CASSIE_BENCH_PAIRS'] ?? 7);

interface Scene {
  readonly box: Box;
  readonly flake: Flake;
  readonly runner: Runner;
  readonly host: string;
  readonly privateKey: string;
}

let versions = 100;

async function nextChange({ flake, host }: Scene): Promise<void> {
  await flake.change('cassie-box', { version: String(versions++), hostname: host });
}

/** Our whole run, in milliseconds. */
async function ours({ runner }: Scene): Promise<number> {
  const end = await runner.main();
  if (end.code !== 0) throw new Error(end.shown);
  return end.took;
}

/** What our run of one change is made of; milliseconds. */
interface Parts {
  readonly whole: number;
  /** Lock, record and guard before the activation; the second login with its commit after the first. The wait between the two logins is not in it. */
  readonly guarding: number;
  /** The first fresh login, until nothing moves. */
  readonly looking: number;
}

/** The least wait between the two logins; milliseconds. */
const SETTLE = 1_000;

async function oursInParts({ runner }: Scene): Promise<Parts> {
  const step = runner.startMain({ inputs: { verbose: 'true', 'settle-time': String(SETTLE / 1000) } });
  const at = new Map<string, number>();
  step.child.stdout?.on('data', (bytes: Buffer) => {
    for (const mark of MARKS) if (!at.has(mark) && bytes.includes(mark)) at.set(mark, performance.now());
  });
  const end = await step.end;
  const over = performance.now();
  if (end.code !== 0) throw new Error(end.shown);
  const [gate, switching, confirmed, verifying] = MARKS.map((mark) => at.get(mark) ?? Number.NaN);
  return {
    whole: end.took - SETTLE,
    guarding: (switching ?? 0) - (gate ?? 0) + over - (verifying ?? 0) - SETTLE,
    looking: (verifying ?? 0) - (confirmed ?? 0),
  };
}

/** What the log shows when deploy-rs reaches the gate, when it is opened, when deploy-rs is done, and when the first login has seen a still host. */
const MARKS = [
  'Activating profile `system`',
  '::group::switch',
  'Deployment confirmed',
  '::group::verify',
] as const;

async function sessions({ box }: Scene, work: () => Promise<unknown>): Promise<number> {
  const count = async () =>
    (await box.sshdLog()).split('\n').filter((line) => /Accepted publickey/.test(line)).length;
  const before = await count();
  await work();
  return (await count()) - before;
}

function report(
  what: string,
  { ours, theirs, ratio }: { ours: number; theirs: number; ratio: number },
): void {
  console.log(
    `${what.padEnd(44)} ${(ours / 1000).toFixed(2)} s  ${(theirs / 1000).toFixed(2)} s  ${ratio.toFixed(2)}×`,
  );
}

async function measure(scene: Scene, distance: string): Promise<void> {
  const steps = { folder: scene.flake.folder, host: scene.host, privateKey: scene.privateKey };
  await nextChange(scene);
  await ours(scene);
  for (const flags of ['', '-s'] as const) {
    const shell = () => timed(() => runShellSteps({ ...steps, flags }));
    report(`nothing changed, ${distance}, deploy ${flags}`, await compare(PAIRS, () => ours(scene), shell));
  }
  for (const flags of ['', '-s'] as const) await compareChange(scene, distance, { ...steps, flags });
  console.log(
    `  ssh logins, nothing changed: ours ${await sessions(scene, () => ours(scene))}, theirs ${await sessions(scene, () => runShellSteps({ ...steps, flags: '' }))}`,
  );
  await nextChange(scene);
  const oursChange = await sessions(scene, () => ours(scene));
  await nextChange(scene);
  console.log(
    `  ssh logins, one change:      ours ${oursChange}, theirs ${await sessions(scene, () => runShellSteps({ ...steps, flags: '' }))}`,
  );
}

async function compareChange(scene: Scene, distance: string, steps: ShellSteps): Promise<void> {
  const parts: Parts[] = [];
  const mine = async () => {
    await nextChange(scene);
    parts.push(await oursInParts(scene));
    return parts.at(-1)?.whole ?? Number.NaN;
  };
  const shell = async () => {
    await nextChange(scene);
    return timed(() => runShellSteps(steps));
  };
  const whole = await compare(PAIRS, mine, shell);
  report(`one change, ${distance}, deploy ${steps.flags}`, whole);
  const looking = median(parts.map((part) => part.looking));
  const guarding = median(parts.map((part) => part.guarding));
  report('  without the look and the guard', {
    ...whole,
    ours: whole.ours - looking - guarding,
    ratio: (whole.ours - looking - guarding) / whole.theirs,
  });
  console.log(
    `  the first login that looks ${(looking / 1000).toFixed(2)} s; guard, second login and commit ${(guarding / 1000).toFixed(2)} s`,
  );
}

const key = await makeKey();
const box = await startBox({ rootKeys: [key.publicKey] });
const proxy = await delayProxy({ target: box, roundTripMs: 50 });
console.log(`${'whole run'.padEnd(44)} ours    theirs  ratio (median of ${PAIRS} pairs)`);
for (const [distance, host] of [
  ['0 ms', box.address],
  ['50 ms', proxy.address],
] as const) {
  const flake = await makeFlake({ machines: { 'cassie-box': { version: '1', hostname: host } } });
  const pin = (await box.hostKeys()).map(({ publicKey }) => `${host} ${publicKey}`).join('\n');
  const runner = new Runner({
    workspace: flake.folder,
    inputs: { 'ssh-private-key': key.privateKey, 'ssh-known-hosts': pin },
  });
  await measure({ box, flake, runner, host, privateKey: key.privateKey }, distance);
  runner.remove();
  flake.remove();
}
await proxy.stop();
await box.stop();
process.exit(0);
