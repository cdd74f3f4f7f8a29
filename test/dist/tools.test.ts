import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { expect } from 'vitest';
import { makeKey, outputOf } from '../cassie-box/cassie-box.ts';
import { faultIn, type Setting, test } from './journey.ts';

/** A runner on whose PATH stand these programs alone: real ones by name, and scripts that stand before them. */
async function runnerWith(
  setting: Setting,
  programs: readonly string[],
  scripts: Readonly<Record<string, string>> = {},
) {
  const key = await makeKey();
  setting.undo(key.remove);
  const flake = await setting.flake({ machines: { web: { hostname: 'nowhere.test' } } });
  const bin = mkdtempSync('/tmp/bin-');
  setting.undo(() => rm(bin, { recursive: true }));
  for (const name of programs) await outputOf(['sh', '-c', `ln -s "$(command -v ${name})" "${bin}/"`]);
  for (const [name, text] of Object.entries(scripts)) {
    writeFileSync(`${bin}/${name}`, `#!/bin/sh\n${text}\n`);
    chmodSync(`${bin}/${name}`, 0o755);
  }
  mkdirSync(`${bin}/empty`);
  const place = { flake, key, boxes: [] };
  return setting.run(setting.runner(place), place, { env: { PATH: bin } });
}

const ALL = ['nix', 'deploy', 'ssh', 'git'] as const;
const without = (name: string) => ALL.filter((one) => one !== name);

test.concurrent.for([
  { name: 'nix', fault: 'nix-missing', fix: 'install Nix in a step before this one' },
  { name: 'deploy', fault: 'deploy-rs-missing', fix: 'serokell/deploy-rs' },
  { name: 'ssh', fault: 'ssh-missing', fix: 'install the OpenSSH client' },
  { name: 'git', fault: 'git-missing', fix: 'install git on the runner' },
])('a runner without $name is told so, and how to get it', async ({ name, fault, fix }, { setting }) => {
  const end = await runnerWith(setting, without(name));
  expect(end.outputs).toMatchObject({ result: 'failed', changed: 'false' });
  expect(faultIn(end)).toContain(
    `cassie-deploy%3A ${fault}::${name === 'deploy' ? 'deploy-rs' : name} is not on PATH`,
  );
  expect(faultIn(end)).toContain(fix);
});

test.concurrent('a Nix that is too old is told, with the oldest that will do', async ({ setting }) => {
  const end = await runnerWith(setting, without('nix'), { nix: 'echo "nix (Nix) 2.8.0"' });
  expect(faultIn(end)).toContain('Nix 2.8.0 is too old');
  expect(faultIn(end)).toContain('use Nix 2.9 or newer');
});

test.concurrent('an older deploy-rs with a Nix that breaks it is refused before anything starts', async ({
  setting,
}) => {
  const end = await runnerWith(
    setting,
    without('deploy').filter((name) => name !== 'nix'),
    {
      nix: 'echo "nix (Nix) 2.34.0"',
      deploy: 'echo "deploy-rs 0.1.0"',
    },
  );
  expect(faultIn(end)).toContain('deploy-rs 0.1.0 does not understand Nix 2.34.0');
});

test.concurrent('another program that is called deploy is not taken for deploy-rs', async ({ setting }) => {
  const end = await runnerWith(setting, without('deploy'), { deploy: 'echo "Deployer 7.5.12"' });
  expect(end.outputs).toMatchObject({ result: 'failed', changed: 'false' });
  expect(faultIn(end)).toContain('the program `deploy` on PATH is not deploy-rs');
  expect(faultIn(end)).toContain('Deployer 7.5.12');
});
