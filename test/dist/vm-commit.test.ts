import { expect } from 'vitest';
import { type Box, bootable } from '../cassie-box/cassie-box.ts';
import { test } from './journey.ts';

/** A whole machine translates every instruction: what takes a box moments takes it seconds. */
const PATIENT = {
  'confirm-timeout': '60',
  'activation-timeout': '120',
  'verify-timeout': '120',
} as const;

const LONG_LOOK = { 'settle-time': '30' } as const;

async function resume(box: Box): Promise<void> {
  await box.cutPower();
  await box.powerOn();
}

async function pins(box: Box): Promise<{ 'ssh-known-hosts': string }> {
  return { 'ssh-known-hosts': (await box.hostKeys()).map(({ knownHosts }) => knownHosts).join('\n') };
}

// a minute or two, by what else runs
test('a machine whose power is cut before the commit boots the old system by itself, and after the commit the new', {
  timeout: 300_000,
}, async ({ setting }) => {
  const { box, flake, runner, step } = await setting.journey({
    box: { make: 'vm' },
    machine: { version: '1', boots: await bootable() },
    inputs: PATIENT,
  });
  const old = box.runningSystem();
  const coming = await flake.toplevel(box.name);

  const running = runner.startMain({ inputs: { ...(await pins(box)), ...LONG_LOOK } });
  const confirmed = () => running.soFar().includes('Deployment confirmed');
  await box.waitUntil('deploy-rs has ended', confirmed, { seconds: 60 });
  expect(await box.truth()).toMatchObject({ running: coming, bootDefault: old });
  await resume(box);
  const cut = await running.end;
  expect(cut.outputs['result'], cut.shown).not.toBe('deployed');
  expect(cut.code).toBe(1);
  await runner.post();
  expect(await box.truth()).toMatchObject({ running: old, booted: old, bootDefault: old });

  const whole = await step({ inputs: { 'settle-time': '1' } });
  expect(whole.outputs['result'], whole.shown).toBe('deployed');
  expect(whole.after).toMatchObject({ running: coming, bootDefault: coming });
  await resume(box);
  expect(await box.truth()).toMatchObject({ running: coming, booted: coming, bootDefault: coming });
});
