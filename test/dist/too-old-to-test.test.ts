import { expect } from 'vitest';
import { expectTruth, faultIn, test } from './journey.ts';

const OLD_LIBRARIES = ['2025', 'ignores TEST'] as const;

test.concurrent.for(OLD_LIBRARIES)(
  "a closure of a deploy-rs library that can't test (%s) is switched for good, and the old system boots again at once until the commit",
  async (library, { setting }) => {
    const { box, change, step } = await setting.journey();
    const good = await step();
    await change({ version: '2', library });
    const end = await step();
    expectTruth(end, 'deployed');
    expect(end.shown).toContain('a power cut would boot the new system unverified');
    const log = await box.readFile('/var/log/switch-to-configuration.log');
    const steps = log
      .split('\n')
      .filter((line) => line.endsWith(' ends'))
      .slice(-3)
      .map((line) => line.split(' ').slice(1, 3).join(' '));
    const [old, now] = [good.after.running, end.after.running];
    expect(steps).toEqual([`${now} switch`, `${old} boot`, `${now} boot`]);
  },
);

test.concurrent('what is built on the host is known only there: deploy-rs is started again without --test', async ({
  setting,
}) => {
  const { change, step } = await setting.journey({ machine: { node: { remoteBuild: true } } });
  await step();
  await change({ version: '2', library: '2025', node: { remoteBuild: true } });
  const end = await step();
  expectTruth(end, 'deployed');
  expect(end.shown).toContain('a power cut would boot the new system unverified');
});

test.concurrent('test: true with such a library is refused: it would become the boot default', async ({
  setting,
}) => {
  const { change, step } = await setting.journey();
  await step();
  await change({ version: '2', library: '2025' });
  const end = await step({ inputs: { test: 'true' } });
  expectTruth(end, 'refused');
  expect(faultIn(end)).toContain('nix flake update deploy-rs');
  expect(end.after.running).toBe(end.before.running);
});

test.concurrent("NixOS's own upgrade, at work or soon due, is named", async ({ setting }) => {
  const { box, step } = await setting.journey({ box: { make: 'systemd' } });
  const unit = (name: string, text: string) => box.writeFile(`/run/systemd/system/${name}`, text);
  await unit('nixos-upgrade.service', '[Service]\nType=oneshot\nExecStart=/bin/sleep infinity\n');
  await unit('nixos-upgrade.timer', '[Timer]\nOnCalendar=*:*:00\n');
  await box.run(['systemctl', 'daemon-reload']);
  await box.run(['systemctl', 'start', '--no-block', 'nixos-upgrade.service', 'nixos-upgrade.timer']);
  const end = await step();
  expect(end.outputs['result'], end.shown).toBe('deployed');
  expect(end.shown).toContain('nixos-upgrade.service is at work');
  expect(end.shown).toMatch(/nixos-upgrade\.timer is due at /);
});
