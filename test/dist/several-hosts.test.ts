import { expect } from 'vitest';
import type { Truth } from '../cassie-box/cassie-box.ts';
import { countConnections, faultIn, type Setting, stateOf, test } from './journey.ts';

/** Two hosts of one fleet, both open to the same key. */
async function twoHosts(setting: Setting) {
  const { key, box: web } = await setting.host({ name: 'web' });
  const { box: db } = await setting.host({ name: 'db', rootKeys: [key.publicKey] });
  const flake = await setting.flake({
    machines: { web: { hostname: web.dnsName }, db: { hostname: db.dnsName } },
  });
  const place = { flake, key, boxes: [web, db] };
  const runner = setting.runner(place, { target: '.#web .#db' });
  return { web, db, flake, run: (inputs = {}) => setting.run(runner, place, { inputs }) };
}

const stateNow = async (boxes: readonly { truth(): Promise<Truth> }[]) =>
  Promise.all(boxes.map(async (box) => stateOf(await box.truth())));

test.concurrent('two nodes in one run are deployed side by side, each told apart in outcomes and summary', async ({
  setting,
}) => {
  const { web, db, flake, run } = await twoHosts(setting);
  const end = await run();
  expect(end.outputs['result'], end.shown).toBe('deployed');
  expect(web.runningSystem()).toBe(await flake.toplevel('web'));
  expect(db.runningSystem()).toBe(await flake.toplevel('db'));
  const outcomes = JSON.parse(end.outputs['outcomes'] ?? '');
  expect(outcomes.web.system).toMatchObject({
    result: 'deployed',
    storePath: web.runningSystem(),
    generation: 2,
  });
  expect(outcomes.db.system).toMatchObject({
    result: 'deployed',
    storePath: db.runningSystem(),
    generation: 2,
  });
  expect(end.outputs['store-path'], 'of which host would it be').toBeUndefined();
  expect(end.outputs['matrix']).toBe('["db","web"]');
  expect(end.summary).toContain('2 profiles: 2 deployed');

  await flake.change('db', { hostname: db.dnsName, version: '2', behaviour: { activationFails: true } });
  await flake.change('web', { hostname: web.dnsName, version: '2' });
  const mixed = await run();
  expect(mixed.outputs).toMatchObject({ result: 'rolled-back', changed: 'true' });
  expect(mixed.code).toBe(1);
  expect(web.runningSystem(), 'one host does not take the other back').toBe(await flake.toplevel('web'));
  expect(faultIn(mixed)).toContain('cassie-deploy%3A db.system%3A rolled-back::');
  expect(mixed.shown).toContain('host | db: Failed to run activate script');
  expect(JSON.parse(mixed.outputs['outcomes'] ?? '')).toMatchObject({
    web: { system: { result: 'deployed', storePath: web.runningSystem() } },
    db: { system: { result: 'rolled-back', storePath: db.runningSystem() } },
  });
});

test.concurrent('one of two hosts offline: none is touched, and both are told', async ({ setting }) => {
  const { web, db, run } = await twoHosts(setting);
  await db.stopSshd();
  const before = await stateNow([web, db]);
  const end = await run();
  expect(end.outputs).toMatchObject({ result: 'failed', changed: 'false' });
  expect(await stateNow([web, db])).toEqual(before);
  const outcomes = JSON.parse(end.outputs['outcomes'] ?? '');
  expect(outcomes.db.system.fault).toMatchObject({ code: 'connection-refused', changed: 'no' });
  expect(outcomes.web.system.fault).toMatchObject({ code: 'left-alone' });
  expect(end.shown).toContain(`${db.dnsName} is up, but nothing listens on port 22`);
  expect(await web.run(['ls', '/nix/store'])).not.toContain('activatable-nixos-system-web-25.11.1');
});

test.concurrent('ssh-host with two nodes selected is refused before any host is asked', async ({
  setting,
}) => {
  const { web, db, run } = await twoHosts(setting);
  const before = await stateNow([web, db]);
  const connections = await countConnections(web);
  const end = await run({ 'ssh-host': web.dnsName });
  expect(end.outputs).toMatchObject({ result: 'refused', changed: 'false' });
  expect(faultIn(end)).toContain('ssh-host names one host, but 2 nodes are selected: db, web');
  expect(await stateNow([web, db])).toEqual(before);
  expect(await countConnections(web)).toBe(connections);
});

test.concurrent("a node's system is not put on another's host, unless that is said", async ({ setting }) => {
  const { web, db, flake, run } = await twoHosts(setting);
  const before = await stateNow([web, db]);
  const refused = await run({ target: '.#db', 'ssh-host': web.dnsName });
  expect(refused.outputs).toMatchObject({
    result: 'refused',
    changed: 'false',
    'store-path': web.runningSystem(),
  });
  expect(faultIn(refused)).toContain('the configuration is for db, but the host calls itself web');
  expect(await stateNow([web, db])).toEqual(before);

  const allowed = await run({ target: '.#db', 'ssh-host': web.dnsName, 'allow-host-mismatch': 'true' });
  expect(allowed.outputs['result'], allowed.shown).toBe('deployed');
  expect(web.runningSystem()).toBe(await flake.toplevel('db'));
});

test.concurrent('two nodes whose names lead to one machine are refused: none is put over the other', async ({
  setting,
}) => {
  const { key, box } = await setting.host({ name: 'web' });
  const named = { hostName: 'web' };
  const machines = {
    web: { hostname: box.dnsName, ...named },
    db: { hostname: box.address, ...named, version: '2' },
  };
  const flake = await setting.flake({ machines });
  const place = { flake, key, boxes: [box] };
  const runner = setting.runner(place, { target: '.#web .#db' });
  const before = await stateNow([box]);
  const pins = (await box.hostKeys()).map(({ publicKey }) => `${box.dnsName},${box.address} ${publicKey}`);
  const end = await setting.run(runner, place, { inputs: { 'ssh-known-hosts': pins.join('\n') } });
  expect(end.outputs['result'], end.shown).toBe('refused');
  expect(faultIn(end)).toContain('lead to one and the same machine');
  expect(await stateNow([box])).toEqual(before);
});
