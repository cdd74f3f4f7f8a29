import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import { test } from './journey.ts';

test.concurrent('a system in a profile of another name is unchanged only while it runs', async ({
  setting,
}) => {
  const { box, flake, change, step } = await setting.journey();
  const file = `${flake.folder}/flake.nix`;
  const text = readFileSync(file, 'utf8');
  const named = text.replace(
    /system = (\{\s+user = "root";)/,
    'nixos = $1 profilePath = "/nix/var/nix/profiles/system";',
  );
  expect(named).not.toBe(text);
  writeFileSync(file, named);
  await change({});
  const first = await step();
  expect(first.outputs, first.shown).toMatchObject({ result: 'deployed', 'store-path': first.after.running });
  expect((await step()).outputs['result']).toBe('unchanged');
  await box.run([`${first.before.running}/bin/switch-to-configuration`, 'test']);
  const again = await step();
  expect(again.before.running).toBe(first.before.running);
  expect(again.outputs, again.shown).toMatchObject({ result: 'deployed', 'store-path': first.after.running });
  expect(again.after.running).toBe(first.after.running);
});
