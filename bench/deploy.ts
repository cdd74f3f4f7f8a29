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

/** Our whole run, and how much of it follows deploy-rs's last word: the fresh login that looks until nothing moves. Milliseconds. */
async function oursInParts({
  runner,
}: Scene): Promise<{ readonly whole: number; readonly vouching: number }> {
  const began = performance.now();
  const step = runner.startMain();
  let confirmed = began;
  step.child.stdout?.on('data', (bytes: Buffer) => {
    if (bytes.includes('Deployment confirmed')) confirmed = performance.now();
  });
  const end = await step.end;
  if (end.code !== 0) throw new Error(end.shown);
  return { whole: end.took, vouching: end.took - (confirmed - began) };
}

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
  const waits: number[] = [];
  const mine = async () => {
    await nextChange(scene);
    const { whole, vouching } = await oursInParts(scene);
    waits.push(vouching);
    return whole;
  };
  const shell = async () => {
    await nextChange(scene);
    return timed(() => runShellSteps(steps));
  };
  const whole = await compare(PAIRS, mine, shell);
  report(`one change, ${distance}, deploy ${steps.flags}`, whole);
  const without = whole.ours - median(waits);
  report('  without vouching (a fresh login, two looks)', {
    ...whole,
    ours: without,
    ratio: without / whole.theirs,
  });
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
