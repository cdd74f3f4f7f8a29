import { beforeAll, describe, type TestContext, test } from 'vitest';
import { hostProgram } from '../../src/host/programs.ts';
import { shellWord } from '../../src/ssh/quote.ts';
import { type Box, hireOperator, type Key, makeKey, startBox } from '../cassie-box/cassie-box.ts';
import {
  buildSystems,
  givenFor,
  guardOn,
  guardProcesses,
  KEPT,
  type Systems,
  testOnBox,
  words,
} from './guard-on-box.ts';

const hostName = 'cassie-box';
const MACHINES = {
  old: { version: '1', hostName },
  new: { version: '2', hostName },
  slow: { version: '5', hostName, behaviour: { activationSeconds: 4 } },
} as const;
type Name = keyof typeof MACHINES;

let toplevels: Systems<Name>['toplevels'];
let profiles: Systems<Name>['profiles'];
let key: Key;

beforeAll(async () => {
  ({ toplevels, profiles } = await buildSystems<Name>(MACHINES));
  key = await makeKey();
  return key.remove;
});

async function hostOn({ onTestFinished }: Pick<TestContext, 'onTestFinished'>, name: Name): Promise<Box> {
  const box = await startBox({ make: 'systemd', system: toplevels[name], rootKeys: [key.publicKey] });
  onTestFinished(box.stop);
  await box.addToStore(profiles.new);
  return box;
}

/** Those that run or failed; one that has ended may stay listed until systemd looks again. */
async function unitsOfGuards(box: Box): Promise<string> {
  const states = '--state=active,activating,deactivating,failed';
  return box.run(['systemctl', 'list-units', '--all', states, '--plain', '--no-legend', 'cassie-guard*']);
}

describe.concurrent('under systemd a guard', () => {
  test('is the same process after all that a switch does to systemd, and fires in time', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'old');
    const guard = guardOn(box);
    expect(words(await guard.arm({ coming: profiles.new, seconds: 12 }))).toEqual(['armed a1']);
    const deadline = Number(await box.readFile(`${KEPT}/guard/a1/deadline`));
    const pid = await guard.pid();
    for (const verb of ['daemon-reexec', 'daemon-reload', 'reset-failed', 'restart sshd.service']) {
      await box.run(['systemctl', ...verb.split(' ')]);
    }
    await box.run(['systemctl', 'isolate', 'multi-user.target']);
    await testOnBox(box, profiles.new);
    expect(await guard.pid()).toBe(pid);
    expect(await guard.state()).toBe('armed');
    expect(guardProcesses(box)).toHaveLength(1);
    await box.waitUntil('it fires', async () => (await guard.state()) !== 'armed', { seconds: 20 });
    const late = Number.parseFloat(await box.readFile('/proc/uptime')) - deadline;
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(3);
    await guard.until('back');
    expect(box.runningSystem()).toBe(toplevels.old);
    await box.waitUntil('its unit is gone', async () => (await unitsOfGuards(box)) === '', { seconds: 30 });
    expect(await box.failedUnits()).toEqual([]);
    expect(words(await guard.ask('fire 5'))).toEqual(['guard back']);
    expect(await box.leftovers()).toEqual([KEPT]);
  });

  test('outlives the login that armed it where logind kills what a user leaves', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'old');
    await box.run(['mkdir', '-p', '/etc/systemd/logind.conf.d']);
    const lines = '[Login]\nKillUserProcesses=yes\n';
    await box.addUser('cassie', { sudo: 'nopasswd', keys: [key.publicKey] });
    await box.writeFile('/etc/systemd/logind.conf.d/kill.conf', lines);
    await box.run(['systemctl', 'restart', 'systemd-logind.service']);
    const operator = await hireOperator(key, [box], 'cassie');
    const given = { mark: 'M', ...givenFor({ coming: profiles.new, seconds: 600 }) };
    const program = hostProgram(
      given,
      ['system', 'look', 'guard'],
      'setsid sleep 98765 >/dev/null 2>&1 & find_profile; arm',
    );
    const armed = await operator.ssh(box, `exec sudo -n /bin/sh -c ${shellWord(program)} </dev/null`);
    expect(armed.status, armed.stderr).toBe(0);
    operator.leave();
    expect(armed.stdout).toBe('M armed a1\n');
    await box.waitUntil(
      'what the login left is dead',
      () => !box.processes().some((argv) => argv.includes('98765')),
    );
    expect(guardProcesses(box)).toHaveLength(1);
    expect(words(await guardOn(box).ask('! disarm || forget'))).toEqual([]);
  });

  test('comes back after each of many kills, and does anew what it was killed in', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'slow');
    const guard = guardOn(box);
    await guard.arm({ coming: profiles.new });
    await testOnBox(box, profiles.new);
    for (let kills = 0; kills < 8; kills++) {
      const pid = await guard.pid();
      await box.run(['kill', '-9', pid]);
      await box.waitUntil('it is back', async () => !['', pid].includes(await guard.pid()), {
        seconds: 20,
      });
    }
    expect(await guard.state()).toBe('armed');
    const fired = guard.ask('fire 60');
    await box.waitUntil('the old one runs', () => box.runningSystem() === toplevels.slow, { seconds: 20 });
    await box.run(['kill', '-9', await guard.pid()]);
    expect(words(await fired)).toEqual(['guard back']);
    const said = (await box.readFile('/var/log/switch-to-configuration.log')).trim().split('\n');
    expect(said.filter((line) => /-25\.11\.5 switch begins$/.test(line)).length).toBeGreaterThan(1);
    expect(said.at(-1)).toMatch(/-25\.11\.5 switch ends$/);
    expect(box.runningSystem()).toBe(toplevels.slow);
    expect(await box.failedUnits()).toEqual([]);
    await box.waitUntil('its unit is gone', async () => (await unitsOfGuards(box)) === '', { seconds: 30 });
  });

  test('that never gets ready leaves no unit', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'old');
    await box.run(['chmod', '-x', '/usr/bin/nix-env']);
    const guard = guardOn(box);
    expect(words(await guard.arm({ coming: profiles.new }))).toEqual([
      'cannot-arm the guard did not report that it is ready',
    ]);
    await box.waitUntil('its unit is gone', async () => (await unitsOfGuards(box)) === '', { seconds: 30 });
    expect(await box.failedUnits()).toEqual([]);
    expect(await box.leftovers()).toEqual([KEPT]);
  });

  test('is not ended by a signal, and does not hold up a host that goes down', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'old');
    const guard = guardOn(box);
    await guard.arm({ coming: profiles.new, seconds: 600 });
    const pid = await guard.pid();
    for (const signal of ['TERM', 'HUP', 'INT']) await box.run(['kill', '-s', signal, pid]);
    await box.run(['sleep', '1.5']);
    expect(await guard.pid()).toBe(pid);
    expect(guardProcesses(box)).toHaveLength(1);
    await box.tryToRun(['systemctl', 'poweroff', '--no-wall']);
    const isOff = () =>
      box.tryToRun(['true']).then(
        () => false,
        (thrown: Error) => thrown.message === 'the power of the box is off',
      );
    await box.waitUntil('it is off', isOff, { seconds: 30, every: 100 });
    await box.powerOn();
    expect(await guard.state()).toBe('armed');
    expect(words(await guard.ask('fire 30'))).toEqual(['guard back']);
  });
});
