import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'vitest';
import { unitThatDiesAfter } from '../cassie-box/cassie-box.ts';
import {
  expectTruth,
  faultIn,
  type Journey,
  type JourneyOptions,
  type Setting,
  type Step,
  stateOf,
  test,
} from './journey.ts';

/** A web server beside the runner; it answers with what stands behind `/`. */
async function webServer(setting: Setting): Promise<string> {
  const server = createServer(({ url }, response) => {
    response.statusCode = Number(url?.slice(1));
    response.end('the house is well');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  setting.undo(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A host that has been deployed to, and a second version that is to be. */
async function secondVersion(setting: Setting, options: JourneyOptions = {}): Promise<Journey> {
  const journey = await setting.journey();
  expectTruth(await journey.step(), 'deployed');
  await journey.change({ version: '2', ...options.machine });
  return journey;
}

/** The host is exactly as it was before. */
function expectBack(end: Step): void {
  expect(end.outputs, end.shown).toMatchObject({
    result: 'rolled-back',
    changed: 'false',
    'rolled-back': 'true',
  });
  expect(end.code).toBe(1);
  expect(stateOf(end.after)).toBe(stateOf(end.before));
  expect(end.after.failedUnits).toEqual([]);
}

test.concurrent('a system that passes its health checks is deployed, and each check is told', async ({
  setting,
}) => {
  const { step } = await secondVersion(setting);
  const checks = `
- unit: cassie-web
- tcp: 22
- http: ${await webServer(setting)}/204
  status: 204
- command: test -e /run/current-system
- runner-command: test -e flake.nix
  name: smoke test
`;
  const end = await step({ inputs: { 'health-checks': checks } });
  expectTruth(end, 'deployed');
  for (const name of ['unit cassie-web.service', 'tcp', 'http', 'command', 'smoke test'])
    expect(end.shown).toMatch(new RegExp(`^${name}.*: well \\(1 try, `, 'm'));
});

test.concurrent('a system that fails a health check is put back, exactly, and the check is named with its reason', async ({
  setting,
}) => {
  const { step } = await secondVersion(setting);
  const web = await webServer(setting);
  const failing = [
    [`- http: ${web}/503\n`, '503'],
    ['- command: echo no database >&2; exit 7\n', 'it ended with 7: no database'],
    ['- unit: nosuch\n', 'nosuch.service is inactive'],
    ['- tcp: 9\n', 'connection refused'],
    ['- runner-command: exit 3\n', 'it ended with 3'],
  ] as const;
  for (const [check, reason] of failing) {
    const end = await step({
      inputs: { 'health-checks': `- tcp: 22\n${check}  name: the house\n  retries: 0\n` },
    });
    expectBack(end);
    expect(faultIn(end)).toContain('rolled-back');
    expect(faultIn(end)).toContain('not healthy: the house');
    expect(faultIn(end)).toContain(reason);
    expect(end.shown).toContain('what ran before is put back');
  }
});

test.concurrent('with on-failure keep an unhealthy system goes on running, and a reboot starts the old one', async ({
  setting,
}) => {
  const { box, step } = await secondVersion(setting);
  const inputs = { 'health-checks': '- command: exit 1\n  retries: 0\n', 'on-failure': 'keep' };
  const end = await step({ inputs });
  expect(end.outputs, end.shown).toMatchObject({ result: 'failed', changed: 'true', 'rolled-back': 'false' });
  expect(faultIn(end)).toContain('it is kept (on-failure: keep), and a reboot starts the old system');
  expect(end.after.running).not.toBe(end.before.running);
  expect(end.after.bootDefault).toBe(end.before.running);
  const again = await step();
  expectTruth(again, 'deployed');
  expect((await box.truth()).bootDefault).toBe(end.after.running);
});

test.concurrent('a check is tried again until it is well, after its grace', async ({ setting }) => {
  const { step } = await secondVersion(setting);
  const command = 'echo >>/tmp/tries; test $(wc -l </tmp/tries) -gt 2';
  const checks = `- command: ${command}\n  name: slow start\n  grace: 1s\n  interval: 1s\n  retries: 3\n`;
  const end = await step({ inputs: { 'health-checks': checks } });
  expectTruth(end, 'deployed');
  expect(Number(/^slow start: well \(3 tries, ([\d.]+) s\)/m.exec(end.shown)?.[1])).toBeGreaterThan(3);
});

test.concurrent('verify-timeout stands above all checks', async ({ setting }) => {
  const { step } = await secondVersion(setting);
  const checks = '- command: sleep 60\n  name: for ever\n  timeout: 50s\n';
  const end = await step({ inputs: { 'health-checks': checks, 'verify-timeout': '4' } });
  expectBack(end);
  expect(faultIn(end)).toContain('for ever: still not well when verify-timeout was over');
  expect(end.took).toBeLessThan(40_000);
});

test.concurrent('a unit that dies one second after the switch takes the system back, unless its failure is to be ignored', async ({
  setting,
}) => {
  const { step } = await secondVersion(setting, { machine: { units: { web: unitThatDiesAfter(1) } } });
  const settle = { 'settle-time': '3' };
  const end = await step({ inputs: settle });
  expectBack(end);
  expect(faultIn(end)).toContain('web.service');
  const ignored = await step({ inputs: { ...settle, 'ignore-failed-units': 'we*' } });
  expect(ignored.outputs, ignored.shown).toMatchObject({
    result: 'deployed',
    changed: 'true',
    'failed-units': '[]',
  });
  expect(ignored.after.failedUnits).toEqual(['web.service']);
  expect(ignored.after.bootDefault).toBe(ignored.after.running);
});
