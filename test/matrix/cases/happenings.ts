import type { Flake } from '../../cassie-box/cassie-box.ts';
import { lookWhenStill } from '../host.ts';
import type { Job } from '../job.ts';
import { activateAsDeployRs } from '../old-system.ts';
import type { Scene } from '../scene.ts';
import type { Asked, Tool } from '../tool.ts';

/** Open sessions live on, and nobody gets in any more. */
export const WITHOUT_SSHD = { services: { openssh: { enable: false } } };

/** A service that does not start while there is trouble (makeTrouble). */
export const troubledUnit = `[Unit]
Description=Needs a machine without trouble
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c "! test -e /var/lib/trouble"
`;

export async function makeTrouble({ box }: Scene): Promise<void> {
  await box.run(['touch', '/var/lib/trouble']);
  await box.tryToRun(['systemctl', 'stop', 'web.service']);
}

export async function endTrouble({ box }: Scene): Promise<void> {
  await box.run(['rm', '-f', '/var/lib/trouble']);
}

/** What the flake describes was deployed before, by the same tool, and to no good end. */
export async function tryOnce(scene: Scene, tool: Tool, asked: Asked): Promise<void> {
  await (await tool.start(scene, asked)).end();
  await lookWhenStill(scene, scene.box, tool.patience);
}

/** A newer generation, put there as deploy-rs does. */
export async function activate({ box }: Scene, flake: Flake, choice?: 'BOOT=1'): Promise<void> {
  await activateAsDeployRs(box, await flake.profile('web'), choice);
}

export async function untilSwitching({ box }: Scene): Promise<void> {
  await box.waitUntil('the host switches', async () => (await box.truth()).switching, { seconds: 30 });
}

export async function untilShown({ box }: Scene, job: Job, text: string): Promise<void> {
  await box.waitUntil(`the step shows ${text}`, () => job.soFar().includes(text), { seconds: 60 });
}

/** The new system runs, and deploy-rs has nothing more to do on the host. */
export async function untilActivated({ box, flake }: Scene): Promise<void> {
  const wanted = await flake.toplevel('web');
  const isActivated = async () => {
    const { running, switching, activating } = await box.truth();
    return running === wanted && !switching && activating.length === 0;
  };
  await box.waitUntil('the new system is activated', isActivated, { seconds: 60 });
}
