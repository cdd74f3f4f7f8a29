import { expect } from 'vitest';
import { expectTruth, faultIn, test } from './journey.ts';

/** Open sessions live on, and nobody gets in any more. */
const WITHOUT_SSHD = { services: { openssh: { enable: false } } };

/** deploy-rs's own name for the file by which a deploy is confirmed (lib.rs, make_lock_path). */
const canaryOf = (profile: string) =>
  `/tmp/deploy-rs-canary-${profile.replace('/nix/store/', '').slice(0, 32)}`;

test.concurrent('a change that stops sshd is taken back by the host itself, and that is what is told', async ({
  setting,
}) => {
  const { box, change, step } = await setting.journey();
  const good = await step();
  await change({ version: '2', config: WITHOUT_SSHD, behaviour: { activationSeconds: 1 } });
  const bad = step();
  await box.waitUntil(
    'the host went back by itself',
    async () =>
      (await box.readFile('/var/log/switch-to-configuration.log')).includes(
        `${good.after.running} switch ends`,
      ),
    { seconds: 30 },
  );
  const end = await bad;
  expectTruth(end, 'rolled-back');
  expect(end.after.running).toBe(good.after.running);
  expect(faultIn(end)).toContain('nobody could log in to confirm in time');
});

test.concurrent('a canary that an earlier try left is removed: deploy-rs would take it for a confirmation', async ({
  setting,
}) => {
  const { box, flake, change, step } = await setting.journey();
  await step();
  await change({ version: '2', behaviour: { activationSeconds: 2 } });
  await box.writeFile(canaryOf(await flake.profile(box.name)), '');
  const end = await step();
  expectTruth(end, 'deployed');
  expect(end.after.running).toBe(await flake.toplevel(box.name));
});

test.concurrent('a host that loses its power in the switch is looked at once it is back: what it booted is told', async ({
  setting,
}) => {
  const { box, change, step } = await setting.journey();
  const good = await step();
  await change({ version: '2', behaviour: { activationSeconds: 30 } });
  const cut = step();
  await box.waitUntil('the switch is at work', async () => (await box.truth()).switching, { seconds: 30 });
  await box.reboot();
  const end = await cut;
  expect(['failed', 'rolled-back']).toContain(end.outputs['result']);
  expectTruth(end, end.outputs['result'] ?? '');
  expect([good.after.running, end.after.bootDefault]).toContain(end.after.running);
  expect(faultIn(end)).toContain('was rebooted');
});
