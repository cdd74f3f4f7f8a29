import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Box, failingUnit, outputOf } from '../cassie-box/cassie-box.ts';
import { cancel } from './cancel.ts';
import {
  expectTruth,
  faultIn,
  type Journey,
  type JourneyOptions,
  type Setting,
  stateOf,
  test,
} from './journey.ts';

const BACK = { mode: 'rollback' } as const;

function hostOf(box: Box, user = 'root') {
  return { 'ssh-host': box.dnsName, 'ssh-user': user };
}

/** The factory's generation 1, made by another tool, and versions 2 and 3 that were deployed as 2 and 3. */
async function threeGenerations(setting: Setting, options: JourneyOptions = {}): Promise<Journey> {
  const journey = await setting.journey({ ...options, machine: { ...options.machine, version: '2' } });
  expectTruth(await journey.step(), 'deployed');
  await journey.change({ ...options.machine, version: '3' });
  expectTruth(await journey.step(), 'deployed');
  return journey;
}

/** A PATH on which these programs stand alone. */
async function pathWith(
  setting: Setting,
  ...programs: readonly string[]
): Promise<{ readonly PATH: string }> {
  const bin = mkdtempSync('/tmp/bin-');
  setting.undo(() => rm(bin, { recursive: true }));
  for (const name of programs) await outputOf(['sh', '-c', `ln -s "$(command -v ${name})" "${bin}/"`]);
  return { PATH: bin };
}

test.concurrent('with a broken flake and nothing but ssh on the runner the host goes back to the generation before, exactly', async ({
  setting,
}) => {
  const { box, flake, step } = await threeGenerations(setting);
  const [, second] = box.generations();
  writeFileSync(join(flake.folder, 'flake.nix'), '{ outputs = ');
  await box.rememberFiles();
  const end = await step({ inputs: { ...BACK, ...hostOf(box) }, env: await pathWith(setting, 'ssh') });
  expectTruth(end, 'deployed');
  const { running, bootDefault, profile, generations } = end.after;
  expect({ running, bootDefault, profile }).toEqual({
    running: second?.toplevel,
    bootDefault: second?.toplevel,
    profile: second,
  });
  expect(generations, 'nothing was deleted').toEqual(end.before.generations);
  expect(end.shown).toContain(`root@${box.dnsName} was rolled back to generation 2, nixos-system-`);
  expect(await box.leftovers()).toEqual(['/var/lib/cassie-deploy/held']);

  const again = await step({ inputs: { ...BACK, ...hostOf(box), to: '2' } });
  expectTruth(again, 'unchanged');
  expect(stateOf(again.after)).toBe(stateOf(again.before));
});

test.concurrent('a number leads to its generation, also to one that another tool made; expect-path must be its path', async ({
  setting,
}) => {
  const { box, step } = await threeGenerations(setting);
  const [first, second] = box.generations();
  const wrong = await step({ inputs: { ...BACK, to: '1', 'expect-path': second?.path ?? '' } });
  expectTruth(wrong, 'refused');
  expect(faultIn(wrong)).toContain('other-generation');
  expect(faultIn(wrong)).toContain('generation 2 has it');
  expect(stateOf(wrong.after)).toBe(stateOf(wrong.before));

  const right = await step({ inputs: { ...BACK, to: '1', 'expect-path': first?.toplevel ?? '' } });
  expectTruth(right, 'deployed');
  expect(right.after).toMatchObject({
    running: first?.toplevel,
    bootDefault: first?.toplevel,
    profile: first,
  });
  expect(right.shown).not.toContain('deploy-rs');
});

test.concurrent('a number that Nix used again is refused by expect-path', async ({ setting }) => {
  const { box, step, change } = await threeGenerations(setting);
  const third = box.generations()[2];
  await box.switchByHand(2);
  await box.run(['nix-env', '-p', '/nix/var/nix/profiles/system', '--delete-generations', '3']);
  await change({ version: '4' });
  expectTruth(await step(), 'deployed');
  expect(box.profile()?.number).toBe(3);
  await box.switchByHand(2);
  const end = await step({ inputs: { ...BACK, to: '3', 'expect-path': third?.path ?? '' } });
  expectTruth(end, 'refused');
  expect(faultIn(end)).toContain('Nix uses numbers again');
});

test.concurrent('a generation that is not there is refused, and told which there are', async ({
  setting,
}) => {
  const { box, step } = await setting.journey();
  const end = await step({ inputs: { ...BACK, ...hostOf(box), to: '7' } });
  expectTruth(end, 'refused');
  expect(faultIn(end)).toContain('there is no generation 7 on this host');
  expect(faultIn(end)).toContain('it has 1 nixos-system-');
  const before = await step({ inputs: { ...BACK, ...hostOf(box) } });
  expectTruth(before, 'refused');
  expect(faultIn(before)).toContain('no generation before the current one');
});

test.concurrent('a store path is a way back too: of a generation by profile or toplevel, or on the host without any', async ({
  setting,
}) => {
  const { box, flake, step, change } = await threeGenerations(setting);
  const [first, second] = box.generations();
  const byToplevel = await step({ inputs: { ...BACK, to: second?.toplevel ?? '' } });
  expectTruth(byToplevel, 'deployed');
  expect(byToplevel.after.profile).toEqual(second);
  const byProfile = await step({ inputs: { ...BACK, to: first?.path ?? '' } });
  expectTruth(byProfile, 'deployed');
  expect(byProfile.after.profile).toEqual(first);

  await change({ version: '4' });
  const path = await flake.profile(box.name);
  const absent = await step({ inputs: { ...BACK, ...hostOf(box), to: path } });
  expectTruth(absent, 'refused');
  expect(faultIn(absent)).toContain('is not on this host');
  expect(stateOf(absent.after)).toBe(stateOf(absent.before));

  await box.addToStore(path);
  const there = await step({ inputs: { ...BACK, ...hostOf(box), to: path } });
  expectTruth(there, 'deployed');
  expect(there.after.profile).toEqual({ number: 4, path, toplevel: await flake.toplevel(box.name) });
});

test.concurrent('as a user who may become root by sudo it goes back; without the right it says so before anything', async ({
  setting,
}) => {
  const { key, box, step } = await threeGenerations(setting);
  await box.addUser('kim', { sudo: 'nopasswd', keys: [key.publicKey] });
  await box.addUser('izzy', { sudo: 'none', keys: [key.publicKey] });
  const refused = await step({ inputs: { ...BACK, ...hostOf(box, 'izzy') } });
  expectTruth(refused, 'refused');
  expect(faultIn(refused)).toContain('izzy may not become root');
  expect(faultIn(refused)).not.toContain('guard: off');
  const off = await step({ inputs: { ...BACK, ...hostOf(box, 'izzy'), guard: 'off' } });
  expectTruth(off, 'refused');
  expect(faultIn(off)).toContain('izzy may not become root');
  expect(stateOf(off.after)).toBe(stateOf(refused.before));

  const end = await step({ inputs: { ...BACK, ...hostOf(box, 'kim') } });
  expectTruth(end, 'deployed');
  expect(end.after.profile?.number).toBe(2);
});

test.concurrent('with boot only the next boot changes, with test all but the next boot', async ({
  setting,
}) => {
  const { box, step } = await threeGenerations(setting);
  const [first, second, third] = box.generations();
  const staged = await step({ inputs: { ...BACK, boot: 'true' } });
  expectTruth(staged, 'staged');
  expect(staged.after).toMatchObject({
    running: third?.toplevel,
    bootDefault: second?.toplevel,
    profile: second,
  });
  expect(staged.shown).toContain('is rolled back with its next boot; until then it runs: ');
  const deploy = await step();
  expect(faultIn(deploy), 'what it will leave with the next boot is held').toContain('rolled-back-from');

  const tested = await step({ inputs: { ...BACK, to: '1', test: 'true' } });
  expectTruth(tested, 'deployed');
  expect(tested.after).toMatchObject({
    running: first?.toplevel,
    bootDefault: second?.toplevel,
    profile: first,
  });
});

test.concurrent('a system whose units fail is no way back: the host is left exactly as it was', async ({
  setting,
}) => {
  const journey = await setting.journey({ machine: { version: '2', units: { web: failingUnit } } });
  const { box, flake, step, change } = journey;
  await box.installByAnotherTool(await flake.toplevel(box.name), 'boot');
  await box.switchByHand(1);
  await change({ version: '3' });
  expectTruth(await step(), 'deployed');
  const end = await step({ inputs: { ...BACK, to: '2' } });
  expectTruth(end, 'rolled-back');
  expect(stateOf(end.after)).toBe(stateOf(end.before));
  expect(end.after.failedUnits).toEqual([]);
  expect(end.after.profile).toEqual(end.before.profile);
  expect(faultIn(end)).toContain('web.service');
  expect(end.shown).toContain('could not be rolled back, and runs again what it ran before');
  expect(end.shown).not.toContain('deploy-rs');
  const sick = { 'health-checks': '- command: exit 1\n  name: the house\n  retries: 0\n' };
  const unhealthy = await step({ inputs: { ...BACK, ...sick, to: '1' } });
  expectTruth(unhealthy, 'rolled-back');
  expect(faultIn(unhealthy)).toContain('not healthy: the house');
  expect(stateOf(unhealthy.after)).toBe(stateOf(end.before));
  expectTruth(await step(), 'unchanged');
});

test.concurrent('what a host was rolled back from is not deployed again by itself, only with force; another is', async ({
  setting,
}) => {
  const { box, step, change } = await threeGenerations(setting);
  const third = box.generations()[2];
  expectTruth(await step({ inputs: BACK, env: { GITHUB_ACTOR: 'kim' } }), 'deployed');
  for (const push of ['the next push', 'and the one after it']) {
    const end = await step();
    expectTruth(end, 'refused');
    expect(faultIn(end), push).toContain('rolled-back-from');
    expect(faultIn(end)).toContain('force: true');
    expect(faultIn(end)).toMatch(/why: it was left by kim, someone\/machines at 20\d\d-\S+ \S+ UTC/);
    expect(stateOf(end.after)).toBe(stateOf(end.before));
  }
  const listed = await step({ inputs: { mode: 'generations' } });
  expect(JSON.parse(listed.outputs['generations'] ?? '').map((one: { held: boolean }) => one.held)).toEqual([
    true,
    false,
    false,
  ]);
  expect(listed.shown).toMatch(/^ {2}3 .* held/m);

  await change({ version: '4' });
  expectTruth(await step(), 'deployed');
  await change({ version: '3' });
  expect(faultIn(await step()), 'it is held until somebody forces it').toContain('rolled-back-from');
  const forced = await step({ inputs: { force: 'true' } });
  expectTruth(forced, 'deployed');
  expect(forced.after.running).toBe(third?.toplevel);
  expectTruth(await step(), 'unchanged');
  expectTruth(await step({ inputs: { ...BACK, to: '1' } }), 'deployed');
  expectTruth(await step({ inputs: { force: 'true' } }), 'deployed');
  expect(await box.leftovers()).not.toContain('/var/lib/cassie-deploy/held');
});

/** A rollback to the first of three systems, whose activation takes a while. */
async function beginRollback(setting: Setting, make: 'light' | 'systemd') {
  const slow = { behaviour: { activationSeconds: 3 } };
  const journey = await setting.journey({ box: { make }, machine: { version: '2', ...slow } });
  const { box, flake, key, step, change } = journey;
  expectTruth(await step(), 'deployed');
  await change({ version: '3' });
  expectTruth(await step(), 'deployed');
  const runner = setting.runner({ flake, key, boxes: [box] });
  const before = await box.truth();
  const running = runner.startMain({ inputs: { ...BACK, ...hostOf(box) } });
  await box.waitUntil('the host switches', async () => (await box.truth()).switching, { seconds: 60 });
  return { ...journey, runner, running, before };
}

test.concurrent('a rollback that is cancelled in its middle is taken back by the guard, and the post step tells it', async ({
  setting,
}) => {
  const { box, runner, running, before } = await beginRollback(setting, 'light');
  const end = await cancel(running);
  expect(end.outputs, end.shown).toMatchObject({ result: 'unknown', changed: 'unknown' });
  const post = await runner.post();
  expect(post.shown).toContain('the old system is in place');
  const after = await box.truth();
  expect(stateOf(after)).toBe(stateOf(before));
  expect(after.profile).toEqual(before.profile);
  expect(await box.leftovers()).not.toContain('/var/lib/cassie-deploy/held');
});

test.concurrent('a rollback whose runner is gone is finished by the next run', async ({ setting }) => {
  const { box, running, before, step } = await beginRollback(setting, 'systemd');
  running.child.kill('SIGKILL');
  await running.end;
  const end = await step({ inputs: { ...BACK, ...hostOf(box) } });
  expect(end.shown).toContain('an earlier run was cut off in its switch');
  expect(end.outputs['result'], end.shown).toBe('deployed');
  expect(end.after.profile?.number).toBe(2);
  expect(end.after.running).not.toBe(before.running);
  expect(end.after.bootDefault).toBe(end.after.running);
});
