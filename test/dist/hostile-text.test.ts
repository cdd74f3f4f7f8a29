import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { failingUnit, pieces } from '../cassie-box/cassie-box.ts';
import { expectTruth, faultIn, type Step, test } from './journey.ts';

const ESCAPE = '\u001b';
const LINES = [
  '::add-mask::cassie',
  '  ::error::owned',
  '::stop-commands::owned',
  '::set-env name=PATH::/owned',
  'innocent ##[error]owned',
  '##[add-mask]cassie',
  `${ESCAPE}]0;owned${ESCAPE}\\${ESCAPE}[2J${ESCAPE}[31mred`,
  'first\r::warning::owned by a carriage return',
  '<img src=x onerror=owned()> @octocat [owned](http://owned.test) `owned` | a | #1',
  '</pre><script>owned()</script>',
  'right-to-left \u202e owned \u2066',
];
const ALL = pieces(
  ...LINES.map((line) => `${line}\n`),
  Buffer.from([0xff, 0xfe, 0x0a]),
  'a rocket ',
  Buffer.from([0xf0, 0x9f]),
  Buffer.from([0x9a, 0x80, 0x0a]),
);

/** The commands that the runner would carry out, as it finds them (actions/runner, ActionCommand.cs). */
function commandsIn(raw: string): readonly string[] {
  return raw.split(/\r\n|\n|\r/).filter((line) => line.trimStart().startsWith('::') || line.includes('##['));
}

const OURS =
  /^::(?:group|error title=cassie-deploy%3A [a-z-]+|warning title=cassie-deploy|debug|add-mask)::|^::endgroup::$/;

function expectHarmless({ raw, masks, summary, shown }: Step): void {
  for (const command of commandsIn(raw)) expect(command).toMatch(OURS);
  expect(masks).not.toContain('cassie');
  expect(raw).not.toMatch(/[\u001b\u202a-\u202e\u2066-\u2069]/);
  expect(shown).not.toMatch(/\r/);
  expect(summary).not.toMatch(/<(?:img|script|b)\b|@octocat|\]\(http|<\/pre><|[\u001b\u202e]/);
}

test.concurrent('what an activation prints never acts in the log or the summary, whether it ends well or badly', async ({
  setting,
}) => {
  const { change, step } = await setting.journey({ machine: { behaviour: { printsPieces: ALL } } });
  const good = await step();
  expectTruth(good, 'deployed');
  expectHarmless(good);
  expect(good.shown).toContain('host | ::add-mask::cassie');
  expect(good.shown).toContain('a rocket 🚀');
  expect(good.shown).toContain('��');

  await change({ version: '2', behaviour: { printsPieces: ALL, activationFails: true } });
  const bad = await step();
  expectTruth(bad, 'rolled-back');
  expectHarmless(bad);
});

test.concurrent('what a host and its system call themselves is shown as it is', async ({ setting }) => {
  const version = "25.11 <b>owned</b> @octocat | [owned](http://owned.test) '`owned`'";
  const { box, step, change } = await setting.journey({
    inputs: { 'auto-rollback': 'false' },
    machine: { config: { system: { nixos: { version } } }, units: { 'web@octocat': failingUnit } },
  });
  const bad = await step();
  expectTruth(bad, 'failed');
  expectHarmless(bad);
  expect(bad.outputs).toMatchObject({ 'nixos-version': version, 'failed-units': '["web@octocat.service"]' });

  await change({ version: '2' });
  await box.run(['sh', '-c', 'echo "<b>@octocat</b>" >/proc/sys/kernel/hostname']);
  const other = await step();
  expect(other.outputs['result']).toBe('refused');
  expectHarmless(other);
  expect(faultIn(other)).toContain('the host calls itself <b>@octocat</b>');
});

test.concurrent('a login shell that prints commands is looked through, and told as what breaks the copy', async ({
  setting,
}) => {
  const { box, step, change } = await setting.journey();
  await step();
  await box.writeFile(
    '/root/.bashrc',
    "echo '::add-mask::cassie'; echo 'cassie-mark begin'; echo '::error::owned' >&2\n",
  );
  const looked = await step();
  expectTruth(looked, 'unchanged');
  expectHarmless(looked);

  await change({ version: '2' });
  const broken = await step();
  expectTruth(broken, 'failed');
  expectHarmless(broken);
  expect(faultIn(broken)).toContain('login shell');
  expect(faultIn(broken)).toContain('the host was not changed');
});

test.concurrent('what a flake says while it is evaluated and built never acts', async ({ setting }) => {
  const { change, step } = await setting.journey({
    machine: { evaluation: { error: '::error::owned\n##[error]owned <img src=x> @octocat' } },
  });
  const evaluated = await step();
  expect(evaluated.outputs['result']).toBe('failed');
  expectHarmless(evaluated);
  await change({ build: { error: '::error::owned ##[error]owned <img src=x> @octocat' } });
  const built = await step();
  expect(built.outputs['result']).toBe('failed');
  expectHarmless(built);
  expect(faultIn(built)).toContain('| ::error::owned');
});

test.concurrent('names in a flake are names: none writes a line of ssh_config, of the shell or of the log', async ({
  setting,
}) => {
  const { box, change, step, runner } = await setting.journey();
  const owned = join(runner.temp, 'owned');
  const line = `\n  ProxyCommand touch ${owned}\n::add-mask::cassie`;
  const nodes = [
    { sshUser: `root${line}` },
    { hostname: `${box.dnsName}${line}` },
    { tempPath: `/tmp'; touch ${owned}; '` },
    { profiles: { system: { user: 'root', profilePath: `/nix/var/nix/profiles/system' --x '${line}` } } },
  ];
  for (const node of nodes) {
    await change({ version: '2', node });
    const end = await step();
    expect(end.outputs['changed'], end.shown).toBe('false');
    expect(end.code).toBe(1);
    expectHarmless(end);
    expect(end.connections, 'the host is not asked').toBe(0);
    expect(existsSync(owned)).toBe(false);
  }
});
