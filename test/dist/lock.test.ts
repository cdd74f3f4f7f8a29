import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Box } from '../cassie-box/cassie-box.ts';
import type { StepEnd } from '../runner/runner.ts';
import { expectTruth, faultIn, type Journey, type Setting, stateOf, test } from './journey.ts';

const LOCK = { mode: 'lock' } as const;
const KIM = { GITHUB_ACTOR: 'kim', GITHUB_RUN_ID: '77' };
const KIM_IS = 'kim, someone/machines (https://github.com/someone/machines/actions/runs/77)';

function hostOf(box: Box, user = 'root') {
  return { 'ssh-host': box.dnsName, 'ssh-user': user };
}

function lookIn(end: StepEnd) {
  return JSON.parse(readFileSync(end.outputs['report-file'] ?? '', 'utf8')).nodes[0].before;
}

test.concurrent('a frozen host answers deploys and rollbacks with why, who, since and until; plans and lists go on', async ({
  setting,
}) => {
  const { box, flake, step, change } = await setting.journey({ machine: { version: '2' } });
  await box.installByAnotherTool(await flake.toplevel(box.name));
  await change({ version: '3' });
  const words = { lock: 'freeze', 'lock-message': 'the database moves <house>', 'lock-until': '2h' };
  const frozen = await step({ inputs: { ...LOCK, ...hostOf(box), ...words }, env: KIM });
  expectTruth(frozen, 'listed');
  expect(frozen.shown).toMatch(
    /frozen: the database moves <house> \(by kim, someone\/machines \(https:\S+\/runs\/77\) since \S+ \S+ UTC until \S+ \S+ UTC\)/,
  );
  expect(frozen.shown).toContain('is frozen, and runs: ');
  expect(frozen.summary).toContain('the database moves &#60;house&#62;');

  for (const mode of ['deploy', 'rollback']) {
    const end = await step({ inputs: { mode } });
    expectTruth(end, 'refused');
    expect(faultIn(end)).toContain('this host is frozen: the database moves <house>');
    expect(faultIn(end)).toContain(`why: frozen by ${KIM_IS} since `);
    expect(faultIn(end)).toMatch(/ until 20\d\d-/);
    expect(stateOf(end.after)).toBe(stateOf(end.before));
  }
  expect((await step({ inputs: { mode: 'plan', 'flake-check': 'false' } })).outputs['result']).toBe(
    'planned',
  );
  const listed = await step({ inputs: { mode: 'generations' } });
  expectTruth(listed, 'listed');
  expect(listed.shown).toContain('frozen: the database moves <house>');
  expect(lookIn(listed).frozen).toMatchObject({
    owner: 'kim, someone/machines',
    message: 'the database moves <house>',
  });
  const pruned = await step({ inputs: { mode: 'generations', 'keep-generations': '1' } });
  expect(faultIn(pruned), 'deleting is a change').toContain('host-frozen');

  const thawed = await step({ inputs: { ...LOCK, ...hostOf(box), lock: 'unfreeze' } });
  expectTruth(thawed, 'listed');
  expect(thawed.shown).toContain('is open to deploys, and runs: ');
  expect(thawed.shown).toContain('  unfrozen\n');
  expectTruth(await step(), 'deployed');
});

test.concurrent('a freeze whose time is over stops nobody, and is not told any more', async ({ setting }) => {
  const { box, step } = await setting.journey();
  await step({ inputs: { ...LOCK, ...hostOf(box), lock: 'freeze', 'lock-until': '1h' }, env: KIM });
  const file = '/var/lib/cassie-deploy/frozen';
  await box.run(['sed', '-i', 's/^until=.*/until=1000000000/', file]);
  const shown = await step({ inputs: { ...LOCK, ...hostOf(box) } });
  expectTruth(shown, 'listed');
  expect(shown.shown).toContain('  not frozen\n  nobody holds the deploy lock');
  expectTruth(await step(), 'deployed');
});

test.concurrent('who may not become root can look at a lock and not change it', async ({ setting }) => {
  const { box, key, step } = await setting.journey();
  await box.addUser('izzy', { sudo: 'none', keys: [key.publicKey] });
  expectTruth(await step({ inputs: { ...LOCK, ...hostOf(box, 'izzy') } }), 'listed');
  const end = await step({ inputs: { ...LOCK, ...hostOf(box, 'izzy'), lock: 'freeze' } });
  expectTruth(end, 'refused');
  expect(faultIn(end)).toContain('izzy may not become root');
  expect(await box.readFile('/var/lib/cassie-deploy/frozen')).toBe('');
});

/** A deploy of kim's that has begun to switch, and is at it for some seconds. */
async function beginDeploy(setting: Setting, { box, flake, key }: Journey) {
  const runner = setting.runner({ flake, key, boxes: [box] });
  const running = runner.startMain({ env: KIM });
  await box.waitUntil('the host switches', async () => (await box.truth()).switching, { seconds: 60 });
  return { runner, running };
}

test.concurrent('of two deploys at once the second is told whose turn it is, or waits for its own', async ({
  setting,
}) => {
  const journey = await setting.journey({ machine: { behaviour: { activationSeconds: 12 } } });
  const { box, step } = journey;
  const { running } = await beginDeploy(setting, journey);
  const busy = await step();
  expect(busy.outputs, busy.shown).toMatchObject({ result: 'refused', changed: 'false' });
  expect(faultIn(busy)).toContain(`another deploy is at work on this host: ${KIM_IS} since `);
  const shown = await step({ inputs: { ...LOCK, ...hostOf(box) } });
  expect(shown.outputs['result']).toBe('listed');
  expect(shown.shown).toContain('is being deployed to, and runs: ');
  expect(shown.shown).toContain(`  deploy lock: ${KIM_IS} since `);
  expect(shown.shown).toMatch(/ {2}guard [0-9a-f]{12}: armed/);
  expect(lookIn(shown).deployLock).toMatchObject({ owner: 'kim, someone/machines' });

  const waited = await step({ inputs: { 'lock-wait': '60' } });
  expect(waited.outputs, waited.shown).toMatchObject({ result: 'unchanged', changed: 'false' });
  const first = await running.end;
  expect(first.outputs['result'], first.shown).toBe('deployed');
  expectTruth(await step(), 'unchanged');
});

test.concurrent('breaking a lock ends the session that holds it, and its guard puts the host back', async ({
  setting,
}) => {
  const journey = await setting.journey({
    box: { make: 'systemd' },
    machine: { behaviour: { activationSeconds: 20 } },
  });
  const { box, step } = journey;
  const before = await box.truth();
  const { running, runner } = await beginDeploy(setting, journey);
  const broken = await step({ inputs: { ...LOCK, ...hostOf(box), lock: 'break' } });
  expect(broken.outputs['result'], broken.shown).toBe('listed');
  expect(broken.shown).toContain(`it was held by ${KIM_IS} since `);
  expect(broken.shown).toContain('the system that ran before was put back');
  expect(broken.shown).toContain('nobody holds the deploy lock');
  expect(stateOf(await box.truth())).toBe(stateOf(before));
  const first = await running.end;
  expect(first.outputs['result'], first.shown).toBe('rolled-back');
  expect((await runner.post()).raw).toBe('');
  expect(stateOf(await box.truth())).toBe(stateOf(before));

  const nobody = await step({ inputs: { ...LOCK, ...hostOf(box), lock: 'break' } });
  expectTruth(nobody, 'listed');
  expect(nobody.shown).toContain('nobody held the deploy lock');
});
