import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runWorkflow } from '../act.ts';
import { addWorkflow, lockDeployRsInput, makeRepository, standIns, startHostWithKey } from '../arrange.ts';

// deploy.yml and the pieces in flake.nix are the document's own text. Three things would be downloaded and are stood in for:
// the Nix installer's action, deploy-rs from `nix profile install`, and the flake's input deploy-rs (its flake.lock names a folder).
const DOCUMENT = readFileSync(join(import.meta.dirname, 'deploy.yml'), 'utf8');
const STEP = 'Deploy';

test("the strategy document's workflow deploys with its own two secrets when its Deploy step is our one", async () => {
  const { end, key, box, flake } = await runDocument();
  expect(end.jobs, end.log).toEqual({ 'Deploy NixOS Configuration/deploy': 'success' });
  expect(end.outputs(STEP)).toMatchObject([{ result: 'deployed', changed: 'true', generation: '2' }]);
  expect((await box.truth()).running).toBe(await flake.toplevel('cassie-box'));
  // a secret's text is hidden wherever it stands, so a host name that is a secret can't be read in the log
  for (const secret of [...key.privateKey.trim().split('\n'), box.dnsName])
    expect(end.shown).not.toContain(secret);
  expect(end.hasSshFolder).toBe(false);
});

test('without the mended line of its flake the host is left alone, and the fix is that line', async () => {
  const { end, box, flake } = await runDocument((text) => text.replace(/^ *user = "root";.*\n/m, ''));
  expect(end.outputs(STEP), end.log).toMatchObject([{ result: 'refused', changed: 'false' }]);
  expect(end.log).toMatch(/^fix: .*user = "root"/m);
  expect((await box.truth()).running).not.toBe(await flake.toplevel('cassie-box'));
});

async function runDocument(edit: (flake: string) => string = (text) => text) {
  const { key, box } = await startHostWithKey({ rootKeys: [] });
  await box.addUser('izzy', { sudo: 'nopasswd', trusted: true, keys: [key.publicKey] });
  const flake = await makeRepository({ 'cassie-box': { version: '2' } });
  const text = readFileSync(join(import.meta.dirname, 'flake.nix'), 'utf8');
  writeFileSync(join(flake.folder, 'flake.nix'), edit(text));
  await lockDeployRsInput(flake);
  const workflow = withOurStep(DOCUMENT);
  const end = await runWorkflow({
    repository: flake.folder,
    workflow: await addWorkflow(flake, 'deploy.yml', workflow),
    actions: standIns(workflow, { 'DeterminateSystems/nix-installer-action': 'install-nix' }),
    secrets: { SSH_PRIVATE_KEY: key.privateKey, SSH_HOST: box.dnsName },
  });
  return { end, key, box, flake };
}

/** The document's Deploy step keeps its name and its env; what it runs is ours. */
function withOurStep(workflow: string): string {
  const script = /^ {8}run: \|\n(?: {10}.*\n)+/gm;
  expect(workflow.match(script)).toHaveLength(1);
  return workflow.replace(script, '        uses: org/cassie-deploy@v1\n');
}
