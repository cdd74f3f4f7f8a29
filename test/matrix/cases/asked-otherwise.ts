import { all, type Case } from '../case.ts';
import { activate } from './happenings.ts';

const SOUND = { version: '2' };

/** What is asked for is not the usual switch of one host. */
export const ASKED_OTHERWISE_CASES: readonly Case[] = [
  {
    title: 'three nodes; one fails, one is new, one unchanged',
    machine: { ...SOUND, behaviour: { activationFails: true } },
    others: { db: SOUND, cache: { version: '1' } },
    expect: { said: ['rolled-back'], host: 'as before', others: { db: 'new', cache: 'as before' } },
    mended: SOUND,
  },
  {
    title: 'a dry run of a script that fails',
    machine: { ...SOUND, behaviour: { dryActivationFails: true } },
    flags: ['--dry-activate'],
    inputs: { 'dry-run': 'true' },
    expect: { said: ['planned'], host: 'as before' },
    mended: SOUND,
  },
  {
    title: 'for the next boot only, and the boot loader fails; another system was staged before',
    machine: { version: '3', behaviour: { breaksBootLoader: true } },
    flags: ['--boot'],
    inputs: { boot: 'true' },
    before: async (scene) => activate(scene, await scene.branch('staged', SOUND), 'BOOT=1'),
    expect: { said: ['rolled-back', 'failed'], host: [{ ...all('staged'), running: 'old' }] },
    mended: { version: '3' },
  },
  {
    title: 'nothing is selected: the node has no profiles',
    came: 'by another tool',
    machine: SOUND,
    flake: { deploy: { nodes: { web: { hostname: 'web', profiles: {} } } } },
    expect: { said: ['failed', 'refused'], host: 'as before', again: 'no second run' },
  },
  {
    title: 'sudo on the host asks for a password',
    machine: { ...SOUND, node: { sshUser: 'izzy' } },
    before: ({ box, key }) => box.addUser('izzy', { sudo: 'password', trusted: true, keys: [key.publicKey] }),
    expect: { said: ['failed', 'refused'], host: 'as before' },
    mend: ({ box }) => box.writeFile('/etc/sudoers.d/izzy', 'izzy ALL=(ALL:ALL) NOPASSWD: ALL\n'),
  },
];
