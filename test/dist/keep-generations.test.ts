import { expect } from 'vitest';
import type { Box } from '../cassie-box/cassie-box.ts';
import { expectTruth, faultIn, type Setting, stateOf, test } from './journey.ts';

const KEEP_ONE = { 'keep-generations': '1' } as const;
const LIST = { mode: 'generations' } as const;

function numbers(box: Box): readonly number[] {
  return box.generations().map(({ number }) => number);
}

/** The generations that the boot menu offers. */
async function menuOf(box: Box): Promise<readonly number[]> {
  const entries = await box.run(['ls', '/boot/loader/entries']);
  return [...entries.matchAll(/nixos-generation-(\d+)\.conf/g)]
    .map(([, number]) => Number(number))
    .toSorted();
}

/** The factory's generation, which was booted, and then those of other tools, the last of which is current. */
async function hostWith(setting: Setting, versions: readonly string[]) {
  const journey = await setting.journey();
  const { box, flake, change } = journey;
  for (const version of versions) {
    await change({ version });
    await box.installByAnotherTool(await flake.toplevel(box.name));
  }
  return journey;
}

test.concurrent('a deploy deletes the older generations, and none that is booted, recorded or boots', async ({
  setting,
}) => {
  const { box, step, change } = await hostWith(setting, ['2', '3', '4']);
  await change({ version: '5' });
  const end = await step({ inputs: KEEP_ONE });
  expectTruth(end, 'deployed');
  expect(numbers(box), 'booted, recorded, new').toEqual([1, 4, 5]);
  expect(await menuOf(box)).toEqual([1, 4, 5]);
});

test.concurrent('a rollback keeps what it left, and a test run deletes nothing', async ({ setting }) => {
  const { box, step } = await hostWith(setting, ['2', '3', '4']);
  expectTruth(await step({ inputs: { ...KEEP_ONE, mode: 'rollback', test: 'true' } }), 'deployed');
  expect(numbers(box)).toEqual([1, 2, 3, 4]);
  const end = await step({ inputs: { ...KEEP_ONE, mode: 'rollback', to: '3' } });
  expectTruth(end, 'deployed');
  expect(numbers(box)).toEqual([1, 3, 4]);
  expect(await menuOf(box)).toEqual([1, 3, 4]);
});

test.concurrent('a list with keep-generations deletes what nothing needs and writes the boot menu anew; without it nothing is written', async ({
  setting,
}) => {
  const { box, step } = await hostWith(setting, ['2', '3', '4', '5']);
  await box.rememberFiles();
  expectTruth(await step({ inputs: LIST }), 'listed');
  expect(numbers(box)).toEqual([1, 2, 3, 4, 5]);
  expect(await box.leftovers()).toEqual([]);

  await box.switchByHand(3);
  const end = await step({ inputs: { ...LIST, ...KEEP_ONE } });
  expect(end.outputs, end.shown).toMatchObject({ result: 'listed', changed: 'true' });
  expect(stateOf(end.after)).toBe(stateOf(end.before));
  expect(numbers(box), 'booted, current and running and default, newest').toEqual([1, 3, 5]);
  expect(await menuOf(box)).toEqual([1, 3, 5]);
  expect(end.shown).toContain('  deleted: generations 2, 4\n');
  expect(JSON.parse(end.outputs['generations'] ?? '')).toHaveLength(3);
  expect(end.shown).not.toMatch(/^ {2}[24] /m);

  const again = await step({ inputs: { ...LIST, ...KEEP_ONE } });
  expectTruth(again, 'listed');
  expect(again.shown).toContain('nothing to delete');
});

test.concurrent('a boot menu that could not be written is told, with what to do', async ({ setting }) => {
  const { box, step } = await hostWith(setting, ['2', '3']);
  await box.run(['mount', '-o', 'remount,bind,ro', '/boot']);
  const end = await step({ inputs: { ...LIST, ...KEEP_ONE } });
  expect(end.outputs, end.shown).toMatchObject({ result: 'failed', changed: 'true' });
  expect(faultIn(end)).toContain('boot-menu-not-written');
  expect(faultIn(end)).toContain('bin/switch-to-configuration boot');
  expect(stateOf(end.after)).toBe(stateOf(end.before));
  expect(numbers(box)).toEqual([1, 3]);
});

test.concurrent('who may not become root can list generations and not delete them', async ({ setting }) => {
  const { box, key, step } = await hostWith(setting, ['2', '3']);
  await box.addUser('izzy', { sudo: 'none', keys: [key.publicKey] });
  const end = await step({ inputs: { ...LIST, ...KEEP_ONE, 'ssh-user': 'izzy', 'ssh-host': box.dnsName } });
  expectTruth(end, 'refused');
  expect(faultIn(end)).toContain('izzy may not become root');
  expect(numbers(box)).toEqual([1, 2, 3]);
});
