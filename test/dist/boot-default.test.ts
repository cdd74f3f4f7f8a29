import { expect } from 'vitest';
import type { Box } from '../cassie-box/cassie-box.ts';
import { expectTruth, faultIn, test } from './journey.ts';

/** As `bootctl set-default` does: four bytes of attributes, then UTF-16 with a final zero. */
async function setFirmwareEntry(box: Box, variable: string, entry: string): Promise<void> {
  const bytes = Buffer.concat([Buffer.from([7, 0, 0, 0]), Buffer.from(`${entry}\0`, 'utf16le')]);
  const folder = '/sys/firmware/efi/efivars';
  const file = `${folder}/${variable}-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f`;
  const script = `mountpoint -q /sys/firmware || mount -t tmpfs tmpfs /sys/firmware; mkdir -p ${folder}; printf %s "$1" | base64 -d >${file}`;
  await box.run(['sh', '-c', script, 'sh', bytes.toString('base64')]);
}

test.concurrent.for(['LoaderEntryDefault', 'LoaderEntryOneShot'])(
  'an old entry that the firmware was told to boot (%s) is no success, whatever loader.conf says: it goes back',
  async (variable, { setting }) => {
    const { box, step } = await setting.journey();
    await setFirmwareEntry(box, variable, 'nixos-generation-1.conf');
    const end = await step();
    expectTruth({ ...end, after: { ...end.after, bootDefault: end.before.running } }, 'rolled-back');
    expect(faultIn(end)).toContain('could not be made the boot default');
    expect(faultIn(end)).toContain('bootctl');
  },
);

test.concurrent('what GRUB boots by a saved entry is not known, and decides nothing', async ({ setting }) => {
  const { box, change, step } = await setting.journey({ machine: { loader: 'grub' } });
  await box.run(['rm', '-r', '/boot/loader']);
  const usual = await step();
  expect(usual.outputs, usual.shown).toMatchObject({
    result: 'deployed',
    'boot-default': usual.after.running,
  });
  const saves = ['1i set default="$', '{saved_entry}"'].join('');
  await box.run(['sed', '-i', saves, '/boot/grub/grub.cfg']);
  const saved = await step();
  expect(saved.outputs, saved.shown).toMatchObject({ result: 'unchanged', 'boot-default': 'not known' });
  await change({ version: '2', loader: 'grub' });
  expect((await step()).outputs['result']).toBe('deployed');
});
