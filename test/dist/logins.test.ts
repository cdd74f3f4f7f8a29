import { expect } from 'vitest';
import { expectTruth, faultIn, test } from './journey.ts';

const asIzzy = { node: { sshUser: 'izzy' } };

test.concurrent('a user with sudo without a password deploys as root does', async ({ setting }) => {
  const { key, box, flake, step } = await setting.journey({ machine: asIzzy });
  await box.addUser('izzy', { sudo: 'nopasswd', trusted: true, keys: [key.publicKey] });
  const first = await step();
  expectTruth(first, 'deployed');
  expect(first.after.running).toBe(await flake.toplevel(box.name));
  const again = await step();
  expectTruth(again, 'unchanged');
});

test.concurrent('sudo that asks for a password: nothing is activated, and the rule to add is shown', async ({
  setting,
}) => {
  const { key, box, step } = await setting.journey({ machine: asIzzy });
  await box.addUser('izzy', { sudo: 'password', trusted: true, keys: [key.publicKey] });
  const asked = await step();
  expect(asked.outputs).toMatchObject({
    result: 'refused',
    changed: 'false',
    'store-path': asked.before.running,
  });
  expect(asked.after.running).toBe(asked.before.running);
  expect(asked.after.profile).toEqual(asked.before.profile);
  expect(faultIn(asked)).toContain('izzy may not become root');
  expect(faultIn(asked)).toContain('why: sudo: a password is required');
  expect(faultIn(asked)).toContain('NOPASSWD');
  expect(faultIn(asked)).toContain('the host was not changed');
});

test.concurrent('a user without sudo: nothing is activated, and the cause is sudo', async ({ setting }) => {
  const { key, box, step } = await setting.journey({ machine: asIzzy });
  await box.addUser('izzy', { sudo: 'none', trusted: true, keys: [key.publicKey] });
  const end = await step();
  expect(end.outputs).toMatchObject({ result: 'refused', changed: 'false' });
  expect(end.after.running).toBe(end.before.running);
  expect(faultIn(end)).toContain('izzy may not become root');
  expect(faultIn(end)).toContain('the host was not changed');

  const unguarded = await step({ inputs: { guard: 'off' } });
  expect(unguarded.outputs).toMatchObject({ result: 'failed', changed: 'false' });
  expect(faultIn(unguarded)).toMatch(/sudo on the host/);
});

test.concurrent('a user whom the store does not trust is told so before anything is activated', async ({
  setting,
}) => {
  const { key, box, step } = await setting.journey({ machine: asIzzy });
  await box.addUser('izzy', { sudo: 'nopasswd', keys: [key.publicKey] });
  const end = await step();
  expect(end.outputs).toMatchObject({ result: 'failed', changed: 'false' });
  expect(end.after.running).toBe(end.before.running);
  expect(faultIn(end)).toContain('not signed by a key the host trusts');
});

test.concurrent('a system profile that would be activated as the login user is refused before a host is asked', async ({
  setting,
}) => {
  const { step } = await setting.journey({ flake: { shape: 'no profile user' } });
  const end = await step();
  expect(end.outputs).toMatchObject({ result: 'refused', changed: 'false' });
  expect(faultIn(end)).toContain('would be activated as izzy, but only root can switch a NixOS system');
  expect(faultIn(end)).toContain('fix: add user = "root";');
  expect(end.connections).toBe(0);
  expect(end.after).toEqual(end.before);
});
