import type { Case } from '../case.ts';
import type { Scene } from '../scene.ts';

const SOUND = { version: '2' };

/** A file system of the host has no room for another byte. */
export const FULL_DISK_CASES: readonly Case[] = [
  {
    title: '/boot is full',
    box: { bootSize: '1m' },
    machine: SOUND,
    before: ({ box }) => box.fillDisk('/boot'),
    expect: { said: ['rolled-back', 'failed'], host: 'as before' },
    mend: empty('/boot'),
  },
  {
    title: '/var is full',
    box: { diskSize: '30m' },
    machine: SOUND,
    before: ({ box }) => box.fillDisk('/var'),
    expect: { said: ['rolled-back', 'failed', 'refused'], host: 'as before' },
    mend: empty('/var'),
  },
  {
    title: '/run is full',
    box: { make: 'systemd' },
    machine: SOUND,
    before: async ({ box }) => {
      // as it is it takes half of the machine's memory
      await box.run([
        'sh',
        '-c',
        'mount -o remount,size=$(($(df --output=used /run | tail -n 1) + 512))k /run',
      ]);
      await box.fillDisk('/run');
    },
    expect: { said: ['rolled-back', 'failed', 'refused'], host: 'as before' },
    mend: empty('/run'),
  },
];

function empty(folder: string) {
  return ({ box }: Scene) => box.run(['rm', '-f', `${folder}/filling`]);
}
