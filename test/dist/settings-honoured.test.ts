import { expect } from 'vitest';
import { outputOf } from '../cassie-box/cassie-box.ts';
import { expectTruth, faultIn, test } from './journey.ts';

test.concurrent('store-path deploys a profile that was built elsewhere, whose derivation nobody knows here', async ({
  setting,
}) => {
  const { box, flake, change, step } = await setting.journey({ inputs: { target: '.#cassie-box.system' } });
  await change({ version: '7' });
  const profile = await flake.profile(box.name);
  const toplevel = await flake.toplevel(box.name);
  const elsewhere = `/tmp/elsewhere-${box.address}`;
  setting.undo(() =>
    outputOf(['chmod', '-R', 'u+w', elsewhere]).then(() => outputOf(['rm', '-rf', elsewhere])),
  );
  await outputOf(['nix', 'copy', '--no-check-sigs', '--to', `local?root=${elsewhere}`, profile]);
  await outputOf([
    'sh',
    '-c',
    'nix-store --delete --ignore-liveness "$(nix-store -q --deriver "$1")" "$1" "$2" "$(nix-store -q --deriver "$2")"',
    'sh',
    profile,
    toplevel,
  ]);
  await outputOf(['nix', 'copy', '--no-check-sigs', '--from', `local?root=${elsewhere}`, profile]);
  await change({ version: '8', build: { error: 'this must not be built' } });
  const end = await step({ inputs: { 'store-path': profile } });
  expectTruth(end, 'deployed');
  expect(end.after.running).toBe(toplevel);
});

test.concurrent('a store-path that is not there is named', async ({ setting }) => {
  const { step } = await setting.journey();
  const end = await step({ inputs: { 'store-path': '/nix/store/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-nowhere' } });
  expect(end.outputs).toMatchObject({ result: 'failed', changed: 'false' });
  expect(faultIn(end)).toContain(
    '/nix/store/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-nowhere is not in the store of this runner',
  );
});

test.concurrent('remote-build: true builds on the host, and the runner never has the system', async ({
  setting,
}) => {
  const { box, change, step } = await setting.journey({ inputs: { 'remote-build': 'true' } });
  await change({ version: `9.${box.address}` });
  const end = await step();
  expectTruth(end, 'deployed');
  expect(end.outputs['nixos-version']).toBe(`25.11.9.${box.address}`);
  await expect(outputOf(['nix', 'path-info', end.outputs['store-path'] ?? ''])).rejects.toThrow('not valid');
  const again = await step();
  expectTruth(again, 'unchanged');
});

test.concurrent('magic-rollback: false is honoured: nobody waits for a confirmation', async ({ setting }) => {
  const { step } = await setting.journey({ inputs: { 'magic-rollback': 'false' } });
  const end = await step();
  expectTruth(end, 'deployed');
  expect(end.shown).not.toContain('Magic rollback is enabled');
});

test.concurrent('temp-path and sudo are honoured, though deploy-rs parses these flags and drops them', async ({
  setting,
}) => {
  const { key, box, step } = await setting.journey({
    machine: { node: { sshUser: 'izzy' }, behaviour: { activationSeconds: 2 } },
    inputs: { 'temp-path': '/var/tmp', sudo: 'sudo -n -u' },
  });
  await box.addUser('izzy', { sudo: 'nopasswd', trusted: true, keys: [key.publicKey] });
  const running = step();
  const argv = await box.waitUntil(
    'the activation runs',
    async () =>
      (await box.truth()).activating.find((words) => words.includes('activate') && words[0] === 'sudo'),
    { seconds: 20 },
  );
  expect(argv.slice(0, 4)).toEqual(['sudo', '-n', '-u', 'root']);
  expect(argv.join(' ')).toContain('--temp-path /var/tmp');
  expectTruth(await running, 'deployed');
});

test.concurrent('the profiles of a node are deployed one after another, and each has an outcome', async ({
  setting,
}) => {
  const other = { name: 'izzys-tools', user: 'izzy', activate: 'touch /home/izzy/activated' };
  const { key, box, step } = await setting.journey({ machine: { otherProfiles: { tools: other } } });
  await box.addUser('izzy', { trusted: true, keys: [key.publicKey] });
  const end = await step();
  expect(end.outputs, end.shown).toMatchObject({ result: 'deployed', changed: 'true' });
  expect(await box.run(['stat', '-c', '%U', '/home/izzy/activated'])).toBe('izzy');
  const outcomes = JSON.parse(end.outputs['outcomes'] ?? '')[box.name];
  expect(outcomes.system).toMatchObject({ result: 'deployed', storePath: end.after.running });
  expect(outcomes.tools.result).toBe('deployed');
  expect(outcomes.tools.storePath).toContain('activatable-izzys-tools');
  expect(end.shown).toContain('cassie-box.tools');

  const again = await step();
  expect(again.outputs).toMatchObject({ result: 'unchanged', changed: 'false' });
});
