import { rmSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import { makeKey, outputOf } from '../cassie-box/cassie-box.ts';
import { faultIn, type Setting, test } from './journey.ts';

/** A checkout without any host: every one of these ends before one is needed. */
async function checkout(setting: Setting, machine = {}, name = 'web') {
  const key = await makeKey();
  setting.undo(key.remove);
  const flake = await setting.flake({ machines: { [name]: { hostname: 'nowhere.test', ...machine } } });
  const place = { flake, key, boxes: [] };
  const runner = setting.runner(place);
  return { flake, run: (inputs = {}, more = {}) => setting.run(runner, place, { inputs, ...more }) };
}

const UNTOUCHED = { result: 'failed', changed: 'false' };

test.concurrent('an evaluation error is told with its message, not with the trace', async ({ setting }) => {
  const { run } = await checkout(setting, { evaluation: { error: 'services.nginx: no such option' } });
  const end = await run({ mode: 'plan' });
  expect(end.outputs).toMatchObject(UNTOUCHED);
  expect(faultIn(end)).toContain('the flake does not evaluate: services.nginx: no such option');
  expect(end.summary).toContain('services.nginx');
});

test.concurrent("a build that fails is told with the failed builder's own last lines", async ({
  setting,
}) => {
  const { run } = await checkout(setting, { build: { error: 'configure: error: libfoo not found' } });
  const end = await run({ mode: 'plan', 'flake-check': 'false' });
  expect(end.outputs).toMatchObject(UNTOUCHED);
  expect(faultIn(end)).toContain('nixos-system-web-25.11.1 does not build');
  expect(faultIn(end)).toContain('  | configure: error: libfoo not found');
});

test.concurrent('a node that is not there is answered with the nodes that are', async ({ setting }) => {
  const { flake, run } = await checkout(setting);
  await flake.change('db', {});
  const end = await run({ mode: 'plan', target: '.#wbe' });
  expect(end.outputs).toMatchObject(UNTOUCHED);
  expect(faultIn(end)).toContain('the flake has no node wbe');
  expect(faultIn(end)).toContain('it has db, web');

  const unsaid = await run({ mode: 'plan', target: '' });
  expect(faultIn(unsaid)).toContain('target does not say which node to deploy');
  const profile = await run({ mode: 'plan', target: '.#web.home' });
  expect(faultIn(profile)).toContain('the node web has no profile home');
});

test.concurrent('a flake without a deploy output is told what to add', async ({ setting }) => {
  const { flake, run } = await checkout(setting);
  writeFileSync(`${flake.folder}/flake.nix`, '{ outputs = _: { nixosConfigurations = { }; }; }');
  const end = await run({ mode: 'plan' });
  expect(end.outputs).toMatchObject(UNTOUCHED);
  expect(faultIn(end)).toContain('has no deploy output');
  expect(faultIn(end)).toContain('fix: add deploy.nodes.');

  rmSync(`${flake.folder}/flake.nix`);
  const none = await run({ mode: 'plan' });
  expect(faultIn(none)).toContain('there is no flake.nix where target points');
});

test.concurrent('a lock file that does not fit is told, and nothing is locked anew', async ({ setting }) => {
  const { flake, run } = await checkout(setting);
  writeFileSync(
    `${flake.folder}/flake.nix`,
    '{ inputs.other.url = "path:./other"; outputs = _: { deploy.nodes = { }; }; }',
  );
  await outputOf([
    'sh',
    '-c',
    'mkdir "$1/other" && echo "{ outputs = _: { }; }" >"$1/other/flake.nix" && git -C "$1" add --all',
    'sh',
    flake.folder,
  ]);
  const end = await run({ mode: 'plan' });
  expect(end.outputs).toMatchObject(UNTOUCHED);
  expect(faultIn(end)).toContain('flake.lock does not fit flake.nix');
  expect(await outputOf(['git', '-C', flake.folder, 'status', '--short', 'flake.lock'])).toBe('');
});

test.concurrent('a file that git does not track is named, with the line that adds it', async ({
  setting,
}) => {
  const { flake, run } = await checkout(setting);
  writeFileSync(`${flake.folder}/extra.nix`, '{ }');
  writeFileSync(`${flake.folder}/flake.nix`, '{ outputs = _: { deploy.nodes = import ./extra.nix; }; }');
  const end = await run({ mode: 'plan' });
  expect(end.outputs).toMatchObject(UNTOUCHED);
  expect(faultIn(end)).toContain('the file extra.nix, which is not there or which git does not track');
  expect(faultIn(end)).toContain('git add');
});

test.concurrent('all mistakes in the inputs are told together, each with its input', async ({ setting }) => {
  const { run } = await checkout(setting);
  const end = await run({
    'confirm-timeout': 'soon',
    boot: 'true',
    test: 'true',
    mode: 'deplyo',
    'ssh-port': '0',
    'temp-path': 'tmp',
    'ssh-hots': 'x',
  });
  expect(end.outputs).toMatchObject(UNTOUCHED);
  for (const input of ['confirm-timeout', 'mode', 'ssh-port', 'temp-path'])
    expect(faultIn(end)).toContain(input);
  expect(end.shown).toContain('ssh-hots');
  expect(end.shown).toMatch(/ssh-host\b/);
});

test.concurrent.for(['macOS', 'Windows'])(
  'a runner with %s is told which one to take',
  async (os, { setting }) => {
    const { run } = await checkout(setting);
    const end = await run({}, { env: { RUNNER_OS: os } });
    expect(end.outputs).toMatchObject(UNTOUCHED);
    expect(faultIn(end)).toContain(`this runner is ${os}`);
    expect(faultIn(end)).toContain('runs-on: ubuntu-latest');
  },
);
