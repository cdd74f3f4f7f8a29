import { expect } from 'vitest';
import { test } from './journey.ts';

test.concurrent('a host that a person changed during a long build is recorded as it was right before the switch', async ({
  setting,
}) => {
  // a version of its own, as what was built before would not take long
  const version = String(Date.now());
  const { box, flake, step } = await setting.journey({ machine: { version, build: { seconds: 12 } } });
  const other = await setting.flake({ machines: { [box.name]: { version: '4' } } });
  const byHand = await other.toplevel(box.name);
  const deploying = step();
  await box.waitUntil('the first look', async () => /Accepted publickey/.test(await box.sshdLog()));
  await box.installByAnotherTool(byHand, 'switch');
  const end = await deploying;
  expect(end.outputs, end.shown).toMatchObject({
    result: 'deployed',
    'previous-store-path': byHand,
    'previous-generation': '2',
    generation: '3',
    'store-path': await flake.toplevel(box.name),
  });
});

test.concurrent('a host that ran the wanted system when a long build began is not unchanged once a person switched it', async ({
  setting,
}) => {
  const { key, box: web } = await setting.host({ name: 'web' });
  const { box: db } = await setting.host({ name: 'db', rootKeys: [key.publicKey] });
  const machines = { web: { hostname: web.dnsName }, db: { hostname: db.dnsName } };
  const flake = await setting.flake({ machines });
  const place = { flake, key, boxes: [web, db] };
  const runner = setting.runner(place, { target: '.#web .#db' });
  const old = web.runningSystem();
  await setting.run(runner, place);
  const wanted = await flake.toplevel('web');
  expect(web.runningSystem()).toBe(wanted);

  await flake.change('db', { ...machines.db, version: `${Date.now()}`, build: { seconds: 12 } });
  const deploying = setting.run(runner, place);
  await web.waitUntil('the end of the first look, whose session stays open', async () =>
    web.processes().some((words) => words.join(' ') === 'cat'),
  );
  await web.run([`${old}/bin/switch-to-configuration`, 'switch']);
  const end = await deploying;
  expect(JSON.parse(end.outputs['outcomes'] ?? ''), end.shown).toMatchObject({
    web: { system: { result: 'deployed', storePath: wanted } },
  });
  expect(web.runningSystem()).toBe(wanted);
});
