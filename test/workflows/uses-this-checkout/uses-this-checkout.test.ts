import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runWorkflow } from '../act.ts';
import { addWorkflow, makeRepository, pinsOf, startHost, startHostWithKey } from '../arrange.ts';
import { copyAction } from '../copy-action.ts';

test('`uses: ./` plans, hands its nodes to a matrix, and its outputs reach the jobs that follow', async () => {
  const { key, box: web } = await startHostWithKey({ name: 'web' });
  const database = await startHost({ name: 'database', rootKeys: [key.publicKey] });
  const flake = await makeRepository({
    web: { version: '2', hostname: web.dnsName },
    database: { version: '2', hostname: database.dnsName },
  });
  copyAction(flake.folder);
  const end = await runWorkflow({
    repository: flake.folder,
    workflow: await addWorkflow(
      flake,
      'workflow.yml',
      readFileSync(join(import.meta.dirname, 'workflow.yml'), 'utf8'),
    ),
    runner: 'self-hosted', // it has deploy-rs
    secrets: { SSH_PRIVATE_KEY: key.privateKey },
    variables: { SSH_KNOWN_HOSTS: await pinsOf(web, database) },
  });
  expect(new Set(Object.values(end.jobs)), end.log).toEqual(new Set(['success']));
  expect(end.log).toContain('first planned, then deployed: generation 2');
  expect((await web.truth()).running).toBe(await flake.toplevel('web'));
  expect((await database.truth()).running).toBe(await flake.toplevel('database'));
});
