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
