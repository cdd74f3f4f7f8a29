import { Runner } from '../runner/runner.ts';
import { asJob, newMark } from './job.ts';
import { saidByCassieDeploy } from './said.ts';
import type { Scene } from './scene.ts';
import { ACTIVATION, CONFIRM, type Tool } from './tool.ts';

const VERIFY = 5;

/** The bundle, started as the runner starts it, main and post. */
export const cassieDeploy: Tool = {
  name: 'cassie-deploy',
  read: saidByCassieDeploy,
  runsAgain: true,
  patience: CONFIRM + ACTIVATION + VERIFY + 30 + 15,
  start: async (scene, { inputs, activationTimeout = ACTIVATION }) => {
    const mark = newMark();
    const runner = new Runner({
      workspace: scene.flake.folder,
      env: { RUNNER_TRACKING_ID: mark },
      inputs: { ...(await commonInputs(scene)), 'activation-timeout': String(activationTimeout), ...inputs },
    });
    return asJob({
      temp: runner.temp,
      mark,
      running: runner.startMain(),
      post: () => runner.post(),
      remove: () => runner.remove(),
    });
  },
};

async function commonInputs({ key, boxes }: Scene): Promise<Readonly<Record<string, string>>> {
  const lines = await Promise.all([...boxes.values()].map((box) => box.hostKeys()));
  const targets = boxes.size === 1 ? {} : { target: [...boxes.keys()].map((name) => `.#${name}`).join(' ') };
  return {
    ...targets,
    'ssh-private-key': key.privateKey,
    'ssh-known-hosts': lines
      .flat()
      .map((line) => line.knownHosts)
      .join('\n'),
    'confirm-timeout': String(CONFIRM),
    'settle-time': '1',
    'verify-timeout': String(VERIFY),
  };
}
