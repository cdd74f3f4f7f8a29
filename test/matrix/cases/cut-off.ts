import { all, type Case } from '../case.ts';
import { untilActivated, untilShown, untilSwitching, WITHOUT_SSHD } from './happenings.ts';

const SLOW = { version: '2', behaviour: { activationSeconds: 3 } };
/** The runner waits 7.5 s before it does more than ask. */
const SLOWER_THAN_THE_RUNNER = { version: '2', behaviour: { activationSeconds: 10 } };

const ACTIVATING = 'activating the configuration...';

/** Somebody or something comes in between. */
export const CUT_OFF_CASES: readonly Case[] = [
  {
    title: 'the job is cancelled in mid-activation',
    machine: SLOWER_THAN_THE_RUNNER,
    activationTimeout: 20,
    meanwhile: async (scene, job) => {
      await untilShown(scene, job, ACTIVATING);
      await job.cancel();
    },
    expect: { said: ['unknown'], host: 'as before' },
  },
  {
    title: 'the runner dies in mid-activation',
    machine: SLOW,
    meanwhile: async (scene, job) => {
      await untilShown(scene, job, ACTIVATING);
      await job.kill();
    },
    expect: { said: ['none'], host: 'as before' },
  },
  {
    title: 'the host loses its power in mid-activation',
    machine: SLOW,
    meanwhile: async (scene, job) => {
      await untilShown(scene, job, ACTIVATING);
      await scene.box.reboot();
    },
    expect: {
      said: ['rolled-back', 'failed', 'unknown'],
      host: [all('old'), { ...all('old'), profile: 'new' }],
    },
  },
  {
    title: 'a person at the console puts a third system on a host that locked itself out',
    machine: { version: '2', config: WITHOUT_SSHD, behaviour: { activationSeconds: 1 } },
    meanwhile: async (scene) => {
      const third = await (await scene.branch('third', { version: '3' })).toplevel('web');
      await untilSwitching(scene);
      await scene.box.waitUntil('the switch is over', async () => !(await scene.box.truth()).switching);
      await scene.box.installByAnotherTool(third);
    },
    // deploy-rs's own magic rollback, which stays on, does not know a repair when it sees one; the guard does
    expect: { said: ['failed', 'rolled-back'], host: [all('third'), all('old')] },
    mended: { version: '4' },
  },
  {
    title: 'a person puts a third system on the host right after the activation was confirmed',
    machine: { version: '2' },
    inputs: { 'settle-time': '8', 'verify-timeout': '20' },
    notForDeployAlone: 'its run ends with the confirmation',
    meanwhile: async (scene) => {
      const third = await (await scene.branch('third', { version: '3' })).toplevel('web');
      await scene.box.addToStore(third);
      await untilActivated(scene);
      await scene.box.installByAnotherTool(third);
    },
    expect: { said: ['failed'], host: [all('third')] },
  },
  {
    title: 'two deploys to one host at once; the first fails',
    machine: { version: '2', behaviour: { activationSeconds: 2, activationFails: true } },
    rival: { version: '3' },
    expect: { said: ['rolled-back'], host: [all('old'), all('rival')] },
    mended: { version: '4' },
  },
];
