import type { Box, MachineDescription } from '../cassie-box/cassie-box.ts';

/** What runs before a deploy, where a case says nothing else. */
export const OLD: MachineDescription = { version: '1' };

/** A box comes with version 0 as its only generation, put there by another tool. */
export type Came = 'by deploy-rs' | 'by another tool' | 'by another tool, without a generation';

export async function bringOldSystem(
  box: Box,
  came: Came,
  buildProfile: () => Promise<string>,
): Promise<void> {
  if (came === 'by deploy-rs') await activateAsDeployRs(box, await buildProfile());
  if (came === 'by another tool, without a generation')
    await box.run(['sh', '-c', `rm ${PROFILE} ${PROFILE}-*-link`]);
}

/** What a good deploy leaves on a host: its profile is the newest generation, and was activated by its own script. */
export async function activateAsDeployRs(
  box: Box,
  profile: string,
  choice: 'BOOT=1' | 'BOOT=0' = 'BOOT=0',
): Promise<void> {
  await box.addToStore(profile);
  await box.run(['nix-env', '-p', PROFILE, '--set', profile]);
  await box.run(['env', `PROFILE=${profile}`, choice, `${profile}/deploy-rs-activate`]);
}

const PROFILE = '/nix/var/nix/profiles/system';
