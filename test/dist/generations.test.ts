import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Box, makeKey, outputOf } from '../cassie-box/cassie-box.ts';
import { expectTruth, faultIn, type Setting, stateOf, test } from './journey.ts';

const LIST = { mode: 'generations' } as const;

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

/** Four generations: the factory's, one that was deployed, and two by another tool, the last one with its next boot only; then back to the deployed one by hand. */
async function hostWithHistory(setting: Setting) {
  const journey = await setting.journey({ machine: { version: '2' } });
  const { box, flake } = journey;
  expectTruth(await journey.step(), 'deployed');
  await journey.change({ version: '3', kernel: '6.12.9', specialisations: ['rescue'], tellsRevision: true });
  await box.installByAnotherTool(await flake.toplevel(box.name));
  await journey.change({ version: '4' });
  await box.installByAnotherTool(await flake.toplevel(box.name), 'boot');
  await box.switchByHand(2);
  return { ...journey, revision: await flake.revision() };
}

function hostOf(box: Box) {
  return { 'ssh-host': box.dnsName, 'ssh-user': 'root' };
}

/** The lines of the log's table, each cut into its cells. */
function tableIn(shown: string): readonly (readonly string[])[] {
  const table = /^ {2}generation {2}.*(?:\n {2}\d+ .*)*/m.exec(shown)?.[0] ?? '';
  return table.split('\n').map((line) => line.trim().split(/ {2,}/));
}

test.concurrent('generations are listed as the host has them, with a broken flake and nothing but ssh on the runner', async ({
  setting,
}) => {
  const { box, flake, step } = await hostWithHistory(setting);
  writeFileSync(join(flake.folder, 'flake.nix'), '{ outputs = ');
  await box.rememberFiles();
  const end = await step({ inputs: { ...LIST, ...hostOf(box) }, env: await pathWith(setting, 'ssh') });
  expectTruth(end, 'listed');
  expect(stateOf(end.after)).toBe(stateOf(end.before));
  expect(await box.leftovers()).toEqual([]);
  expect(end.connections).toBe(1);

  const truth = box.generations().toReversed();
  const listed = JSON.parse(end.outputs['generations'] ?? '');
  expect(listed).toMatchObject(
    truth.map(({ number, path, toplevel }) => ({
      generation: number,
      storePath: path,
      current: number === 2,
      running: toplevel === end.after.running,
      booted: toplevel === end.after.booted,
      bootDefault: toplevel === end.after.bootDefault,
      held: false,
    })),
  );
  expect(truth.map(({ number }) => number)).toEqual([4, 3, 2, 1]);
  expect(listed[1]).toMatchObject({
    nixosVersion: '25.11.3',
    kernelVersion: '6.12.9',
    specialisations: ['rescue'],
    configurationRevision: expect.stringMatching(/^[0-9a-f]{40}$/),
  });

  const [head, ...rows] = tableIn(end.shown);
  expect(head?.slice(0, 3)).toEqual(['generation', 'is', 'made (UTC)']);
  expect(rows.map(([number]) => number)).toEqual(['4', '3', '2', '1']);
  expect(rows.map((row) => row.at(-1))).toEqual(truth.map(({ path }) => path));
  expect(rows[2]?.[1]).toBe('running, current, boot default');
  expect(rows[3]?.[1]).toBe('booted');
  for (const { path } of truth) expect(end.summary).toContain(`<code>${path}</code>`);
  expect(end.summary).not.toContain('<details>');
});

test.concurrent('a system that runs and is in no generation is named, and that a reboot brings another', async ({
  setting,
}) => {
  const { box, flake, change, step } = await setting.journey();
  await change({ version: '2', kernel: '6.12.9' });
  await box.installByAnotherTool(await flake.toplevel(box.name), 'test');
  const end = await step({ inputs: { ...LIST, ...hostOf(box) } });
  expectTruth(end, 'listed');
  expect(end.shown).toContain(
    "  the running system is no generation's own: nixos-system-cassie-box-25.11.2 (",
  );
  expect(end.shown).toContain('  reboot required: ');
  expect(end.summary).toContain('reboot required');
  expect(tableIn(end.shown)[1]?.[1]).toBe('current, boot default, booted');
});

test.concurrent('without a host the flake says where it is, and a configuration that is broken is no hindrance', async ({
  setting,
}) => {
  const { box, step, change } = await setting.journey();
  await change({ evaluation: { error: 'no such option' } });
  const env = await pathWith(setting, 'ssh', 'nix', 'git');
  const end = await step({ inputs: LIST, env });
  expectTruth(end, 'listed');
  expect(JSON.parse(end.outputs['outcomes'] ?? '')[box.name].system.result).toBe('listed');
});

test.concurrent('a flake that is broken is told, and that ssh-host and ssh-user do without it', async ({
  setting,
}) => {
  const { box, flake, step } = await setting.journey();
  writeFileSync(join(flake.folder, 'flake.nix'), '{ outputs = ');
  const end = await step({ inputs: { ...LIST, 'ssh-host': box.dnsName } });
  expect(end.outputs).toMatchObject({ result: 'failed', changed: 'false' });
  expect(faultIn(end)).toContain('fix: set ssh-user too: then the flake is not evaluated');
});

test.concurrent('of two hosts one that is down is told, and the other is listed', async ({ setting }) => {
  const { key, box: web } = await setting.host({ name: 'web' });
  const { box: db } = await setting.host({ name: 'db', rootKeys: [key.publicKey] });
  const machines = { web: { hostname: web.dnsName }, db: { hostname: db.dnsName } };
  const place = { flake: await setting.flake({ machines }), key, boxes: [web, db] };
  await db.stopSshd();
  const end = await setting.run(setting.runner(place, { ...LIST, target: '.#web .#db' }), place);
  expect(end.outputs).toMatchObject({ result: 'failed', changed: 'false' });
  const outcomes = JSON.parse(end.outputs['outcomes'] ?? '');
  expect(outcomes.web.system).toMatchObject({ result: 'listed', storePath: web.runningSystem() });
  expect(outcomes.db.system).toMatchObject({ result: 'failed', fault: { code: 'connection-refused' } });
  expect(end.shown).toContain('db could not be looked at');
  expect(tableIn(end.shown)).toHaveLength(2);
});

test.concurrent('a key that the host does not know lists nothing, and says so', async ({ setting }) => {
  const { box, step } = await setting.journey();
  const stranger = await makeKey();
  setting.undo(stranger.remove);
  const end = await step({ inputs: { ...LIST, ...hostOf(box), 'ssh-private-key': stranger.privateKey } });
  expect(end.outputs).toMatchObject({ result: 'failed', changed: 'false', generations: '[]' });
  expect(faultIn(end)).toContain('login-refused');
  expect(end.shown).toContain('could not be looked at');
});

test.concurrent('a host without any generation is listed, and says that it has none', async ({ setting }) => {
  const { box, step } = await setting.journey({ box: { system: 'none' } });
  const end = await step({ inputs: { ...LIST, ...hostOf(box) } });
  expect(end.outputs, end.shown).toMatchObject({ result: 'listed', generations: '[]', generation: '' });
  expect(end.shown).toContain('the profile has no generation');
});

test.concurrent('another profile is listed when the target names it', async ({ setting }) => {
  const machine = { otherProfiles: { blog: { name: 'blog-1', activate: 'true', user: 'root' } } };
  const { box, step } = await setting.journey({ machine });
  expect((await step()).outputs['result']).toBe('deployed');
  const end = await step({ inputs: { ...LIST, ...hostOf(box), target: `.#${box.name}.blog` } });
  expect(end.outputs, end.shown).toMatchObject({ result: 'listed', generation: '1' });
  expect(JSON.parse(end.outputs['generations'] ?? '')).toMatchObject([{ current: true, running: false }]);
  expect(end.shown).toContain(`${box.name}.blog (root@${box.dnsName}) is now on: generation 1, `);
});
