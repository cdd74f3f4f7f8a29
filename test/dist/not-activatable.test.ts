import { expect } from 'vitest';
import { faultIn, test } from './journey.ts';

test.concurrent('a system without an activation of deploy-rs is told before anything is activated', async ({
  setting,
}) => {
  const { box, flake, change, step } = await setting.journey();
  await change({ version: '2' });
  const bare = await flake.toplevel(box.name);
  const end = await step({ inputs: { 'store-path': bare } });
  expect(end.outputs, end.shown).toMatchObject({ result: 'failed', changed: 'false' });
  expect(end.after).toEqual(end.before);
  expect(faultIn(end)).toContain('profile-not-activatable');
  expect(faultIn(end)).toContain('deploy-rs.lib.SYSTEM.activate.nixos CONFIGURATION');
  expect(end.shown).toContain('the host was not changed');
});
