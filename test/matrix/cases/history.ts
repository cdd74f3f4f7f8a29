import { all, type Case } from '../case.ts';
import { activate, endTrouble, makeTrouble, troubledUnit, tryOnce, WITHOUT_SSHD } from './happenings.ts';

const TROUBLED = { version: '1', units: { web: troubledUnit } };
const SLOWLY_WITHOUT = { version: '2', config: WITHOUT_SSHD, behaviour: { activationSeconds: 1 } };
const SLOW = { version: '2', behaviour: { activationSeconds: 4 } };
const QUICKLY_WITHOUT = { version: '2', behaviour: { killsSshdAfterMs: 1 } };

/** What was done to the host before decides how it ends. */
export const HISTORY_CASES: readonly Case[] = [
  {
    title: 'once more after a failed confirmation, with a slow activation',
    machine: SLOWLY_WITHOUT,
    before: (scene, tool) => tryOnce(scene, tool, { machine: SLOWLY_WITHOUT }),
    expect: { said: ['rolled-back'], host: 'as before' },
    mended: { version: '3' },
  },
  {
    title: 'once more after a failed confirmation, with a fast activation',
    machine: QUICKLY_WITHOUT,
    before: (scene, tool) => tryOnce(scene, tool, { machine: QUICKLY_WITHOUT }),
    expect: { said: ['rolled-back'], host: 'as before' },
    mended: { version: '3' },
  },
  {
    title: 'once more after activation-timeout, this time with time enough',
    machine: SLOW,
    before: (scene, tool) => tryOnce(scene, tool, { machine: SLOW, activationTimeout: 2 }),
    expect: { said: ['deployed'], host: 'new', again: 'unchanged' },
  },
  {
    title: 'the same closure again, and this time its activation would fail',
    old: TROUBLED,
    machine: TROUBLED,
    before: makeTrouble,
    expect: { said: ['unchanged'], host: 'as before', again: 'unchanged' },
    mend: endTrouble,
  },
  {
    title:
      'the same closure again over a system that a person tried, and it fails: deploy-rs deletes the good generation',
    old: TROUBLED,
    machine: TROUBLED,
    before: async (scene) => {
      const [first] = scene.box.generations();
      await scene.box.run([`${first?.toplevel}/bin/switch-to-configuration`, 'test']);
      await makeTrouble(scene);
    },
    expect: { said: ['rolled-back'], host: 'as before' },
    mend: endTrouble,
  },
  {
    title: 'a person had gone back to an older generation by hand, then a deploy fails',
    machine: { version: '3', behaviour: { activationFails: true } },
    before: async (scene) => {
      const older = scene.box.profile()?.number ?? 0;
      await activate(scene, await scene.branch('newest', { version: '2' }));
      await scene.box.switchByHand(older);
    },
    expect: { said: ['rolled-back'], host: [all('old')] },
    mended: { version: '3' },
  },
];
