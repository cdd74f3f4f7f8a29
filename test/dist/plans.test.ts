import { expect } from 'vitest';
import { failingUnit } from '../cassie-box/cassie-box.ts';
import { faultIn, test } from './journey.ts';

const PULL_REQUEST = {
  event: 'pull_request',
  payload: { pull_request: { head: { repo: { full_name: 'someone/machines' } } } },
};
/** As in the pull request of a fork: no secret is there. */
const NO_SECRETS = { 'ssh-private-key': '', 'ssh-known-hosts': '' };

test.concurrent('a pull request is planned: built and shown, without a secret, and no host is asked', async ({
  setting,
}) => {
  const { box, flake, step } = await setting.journey();
  const end = await step({ ...PULL_REQUEST, inputs: NO_SECRETS });
  expect(end.code, end.shown).toBe(0);
  expect(end.outputs).toMatchObject({
    result: 'planned',
    changed: 'false',
    'store-path': await flake.profile(box.name),
    'plan-digest': expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
  });
  expect(end.summary).toContain(await flake.profile(box.name));
  expect(end.connections).toBe(0);
  expect(end.after).toEqual(end.before);

  const deployed = await step();
  expect(deployed.outputs['plan-digest'], 'what was reviewed is what runs').toBe(end.outputs['plan-digest']);
});

test.concurrent('a plan runs flake check, and a check that fails fails the plan with its own lines', async ({
  setting,
}) => {
  const { flake, step } = await setting.journey();
  await breakCheck(flake.folder);
  const end = await step({ ...PULL_REQUEST, inputs: NO_SECRETS });
  expect(end.outputs).toMatchObject({ result: 'failed', changed: 'false' });
  expect(faultIn(end)).toContain('does not build');
  expect(faultIn(end)).toContain('the linter found 3 mistakes');

  const unchecked = await step({ ...PULL_REQUEST, inputs: { ...NO_SECRETS, 'flake-check': 'false' } });
  expect(unchecked.outputs['result'], unchecked.shown).toBe('planned');
  const deployed = await step();
  expect(deployed.outputs['result'], 'a deploy does not check').toBe('deployed');
});

test.concurrent('a plan of a system that will fail says what would be deployed, and touches nothing', async ({
  setting,
}) => {
  const { step } = await setting.journey({ machine: { units: { web: failingUnit } } });
  const end = await step({ inputs: { 'dry-run': 'true' } });
  expect(end.outputs).toMatchObject({ result: 'planned', changed: 'false' });
  expect(end.connections).toBe(0);
});

test.concurrent('pull_request_target is refused, whatever the mode', async ({ setting }) => {
  const { step } = await setting.journey();
  const end = await step({ ...PULL_REQUEST, event: 'pull_request_target', inputs: { mode: 'deploy' } });
  expect(end.outputs).toMatchObject({ result: 'refused', changed: 'false' });
  expect(end.connections).toBe(0);
});

async function breakCheck(folder: string): Promise<void> {
  const { readFileSync, writeFileSync } = await import('node:fs');
  const { outputOf } = await import('../cassie-box/cassie-box.ts');
  const check =
    'lint = derivation { name = "lint"; system = "x86_64-linux"; builder = "/bin/sh"; args = [ "-c" "echo the linter found 3 mistakes >&2; exit 1" ]; };';
  const text = readFileSync(`${folder}/flake.nix`, 'utf8');
  writeFileSync(
    `${folder}/flake.nix`,
    text.replace('checks.x86_64-linux = { };', `checks.x86_64-linux = { ${check} };`),
  );
  await outputOf([
    'git',
    '-C',
    folder,
    '-c',
    'user.name=I',
    '-c',
    'user.email=i@example.org',
    'commit',
    '-qam',
    'check',
  ]);
}
