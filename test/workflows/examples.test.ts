import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Box, type Flake, failingUnit, type Key } from '../cassie-box/cassie-box.ts';
import { runWorkflow, type WorkflowRun } from './act.ts';
import { addWorkflow, makeRepository, pinsOf, standIns, startHost, startHostWithKey } from './arrange.ts';
import type { WorkflowEnd } from './workflow-end.ts';

// Each example runs as it is. What it would download is stood in for: actions/checkout by act, install-nix-action and
// `nix profile install` of deploy-rs by stand-ins/install-nix, and org/cassie-deploy@v1 is this checkout.
const STEP = 'org/cassie-deploy@v1';

test('deploy.yml deploys a push with two secrets, and shows neither', async () => {
  const { key, box } = await startHostWithKey();
  const flake = await makeRepository({ 'cassie-box': { version: '2' } });
  const end = await run('deploy.yml', flake, {
    secrets: { SSH_PRIVATE_KEY: key.privateKey, SSH_HOST: box.dnsName },
  });
  expect(end.jobs, end.log).toEqual({ 'deploy/deploy': 'success' });
  expect(end.outputs(STEP)).toMatchObject([{ result: 'deployed', changed: 'true', generation: '2' }]);
  expect((await box.truth()).running).toBe(await flake.toplevel('cassie-box'));
  for (const secret of [...key.privateKey.trim().split('\n'), box.dnsName])
    expect(end.shown).not.toContain(secret);
  expect(end.hasSshFolder).toBe(false);
});

test('pull-request.yml plans without a secret, and logs in nowhere', async () => {
  const { box } = await startHostWithKey();
  const before = [await box.truth(), await box.sshdLog()];
  const flake = await makeRepository({ 'cassie-box': { version: '2', hostname: box.dnsName } });
  const end = await run('pull-request.yml', flake, {
    event: 'pull_request',
    payload: { number: 12, pull_request: { number: 12, head: { ref: 'change' }, base: { ref: 'main' } } },
  });
  expect(end.jobs, end.log).toEqual({ 'plan/plan': 'success' });
  expect(end.outputs(STEP)).toMatchObject([{ result: 'planned', changed: 'false' }]);
  expect(end.summary).toContain('cassie-box');
  expect([await box.truth(), await box.sshdLog()]).toEqual(before);
});

test('environment.yml deploys with the variables of its environment, and its last step tells of a change that was taken back', async () => {
  const { key, box } = await startHostWithKey();
  const flake = await makeRepository({ 'cassie-box': { version: '2' } });
  const production = await inProduction(key, [box], { SSH_HOST: box.dnsName });
  const good = await run('environment.yml', flake, production);
  expect(good.jobs, good.log).toEqual({ 'deploy to production/deploy': 'success' });
  expect(good.log).not.toMatch(/^(?:warning|error): /m);
  const system = await flake.toplevel('cassie-box');
  expect((await box.truth()).running).toBe(system);

  await flake.change('cassie-box', { version: '3', units: { web: failingUnit } });
  const bad = await run('environment.yml', flake, production);
  expect(bad.status).not.toBe(0);
  expect(bad.jobs, bad.log).toEqual({ 'deploy to production/deploy': 'failure' });
  expect(bad.log).toContain('error: production is rolled-back (changed false)');
  expect((await box.truth()).running).toBe(system);
});

test('matrix.yml deploys each node in a job of its own, and one that is down stops no other', async () => {
  const { key, box: web } = await startHostWithKey({ name: 'web' });
  const database = await startHost({ name: 'database', rootKeys: [key.publicKey] });
  await database.cutPower();
  const flake = await makeRepository({
    web: { version: '2', hostname: web.dnsName },
    database: { version: '2', hostname: database.dnsName },
  });
  const end = await run('matrix.yml', flake, await inProduction(key, [web, database]));
  expect(end.results(STEP).toSorted(), end.log).toEqual(['failure', 'success']);
  expect(
    end
      .outputs(STEP)
      .map(({ result }) => result)
      .toSorted(),
  ).toEqual(['deployed', 'failed']);
  expect((await web.truth()).running).toBe(await flake.toplevel('web'));
});

test('self-hosted.yml deploys with what the runner has', async () => {
  const { key, box } = await startHostWithKey();
  const flake = await makeRepository({ 'cassie-box': { version: '2' } });
  const end = await run('self-hosted.yml', flake, {
    ...(await inProduction(key, [box], { SSH_HOST: box.dnsName })),
    runner: 'self-hosted',
  });
  expect(end.jobs, end.log).toEqual({ 'deploy from our network/deploy': 'success' });
  expect((await box.truth()).running).toBe(await flake.toplevel('cassie-box'));
});

test('generations.yml lists what the host has, without a checkout and whatever the flake is', async () => {
  const { key, box } = await startHostWithKey();
  const flake = await makeRepository({ 'cassie-box': { evaluation: { error: 'no such option' } } });
  const production = await inProduction(key, [box], { SSH_HOST: box.dnsName, SSH_USER: 'root' });
  const end = await run('generations.yml', flake, { ...production, event: 'workflow_dispatch' });
  expect(end.jobs, end.log).toEqual({ 'generations/list': 'success' });
  expect(end.outputs(STEP)).toMatchObject([{ result: 'listed', 'store-path': box.runningSystem() }]);
  expect(end.summary).toContain(`<code>${box.profile()?.path}</code>`);
});

test('rollback.yml goes back and freezes in one run, and freeze.yml ends it', async () => {
  const { key, box } = await startHostWithKey();
  const flake = await makeRepository({ 'cassie-box': { version: '2' } });
  await box.installByAnotherTool(await flake.toplevel('cassie-box'));
  const [first] = box.generations();
  const production = await inProduction(key, [box], { SSH_HOST: box.dnsName, SSH_USER: 'root' });
  const byHand = (inputs: Readonly<Record<string, string>>) => ({
    ...production,
    event: 'workflow_dispatch',
    payload: { inputs },
  });
  const back = { to: 'previous', freeze: 'true', message: 'ask kim first' };
  const end = await run('rollback.yml', flake, byHand(back));
  expect(end.jobs, end.log).toEqual({ 'rollback/rollback': 'success' });
  expect(end.outputs('roll back')).toMatchObject([{ result: 'deployed' }]);
  expect(end.outputs('freeze')).toMatchObject([{ result: 'listed' }]);
  expect(await box.truth()).toMatchObject({ running: first?.toplevel, bootDefault: first?.toplevel });

  const frozen = await run('rollback.yml', flake, byHand({ ...back, to: '2', freeze: 'false' }));
  expect(frozen.jobs).toEqual({ 'rollback/rollback': 'failure' });
  expect(frozen.log).toContain('this host is frozen: ask kim first');
  const thawed = await run('freeze.yml', flake, byHand({ lock: 'unfreeze', message: '', until: '' }));
  expect(thawed.jobs, thawed.log).toEqual({ 'freeze/lock': 'success' });
  expect(thawed.summary).toContain('is open to deploys');
});

async function run(name: string, flake: Flake, more: Partial<WorkflowRun>): Promise<WorkflowEnd> {
  const text = readFileSync(join(import.meta.dirname, '../../examples/github', name), 'utf8');
  return runWorkflow({
    repository: flake.folder,
    workflow: await addWorkflow(flake, name, text),
    actions: standIns(text, { 'cachix/install-nix-action': 'install-nix' }),
    ...more,
  });
}

/** The secret and the variables of the environment `production`. */
async function inProduction(
  key: Key,
  boxes: readonly Box[],
  variables: Record<string, string> = {},
): Promise<Partial<WorkflowRun>> {
  return {
    secrets: { SSH_PRIVATE_KEY: key.privateKey },
    variables: { ...variables, SSH_KNOWN_HOSTS: await pinsOf(...boxes) },
  };
}
