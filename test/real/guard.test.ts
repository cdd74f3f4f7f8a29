import { beforeAll, describe, type TestContext, test } from 'vitest';
import { type Box, type BoxOptions, failingUnit, startBox } from '../cassie-box/cassie-box.ts';
import {
  type Arming,
  buildSystems,
  guardOn,
  guardProcesses,
  KEPT,
  SYSTEM,
  type Systems,
  testOnBox,
  words,
} from './guard-on-box.ts';

const hostName = 'cassie-box';
const MACHINES = {
  old: { version: '1', hostName },
  new: { version: '2', hostName },
  third: { version: '3', hostName },
  hanging: { version: '4', hostName, behaviour: { hangs: true } },
  slow: { version: '5', hostName, behaviour: { activationSeconds: 4 } },
  repair: { version: '9', hostName, behaviour: { activationSeconds: 13 } },
  inhibited: { version: '6', hostName, behaviour: { preSwitchCheckFails: true } },
  special: { version: '7', hostName, specialisations: ['rescue'] },
  degraded: { version: '8', hostName, units: { web: failingUnit } },
} as const;
type Name = keyof typeof MACHINES;

let toplevels: Systems<Name>['toplevels'];
let profiles: Systems<Name>['profiles'];

beforeAll(async () => {
  ({ toplevels, profiles } = await buildSystems<Name>(MACHINES));
});

type Scene = Pick<TestContext, 'onTestFinished'>;

/** A box that runs `name`, with the systems of `knows` in its store. */
async function hostOn(
  { onTestFinished }: Scene,
  name: Name,
  knows: readonly Name[] = ['new'],
  options: BoxOptions = {},
): Promise<Box> {
  const box = await startBox({ system: toplevels[name], ...options });
  onTestFinished(box.stop);
  for (const known of knows) await box.addToStore(profiles[known]);
  return box;
}

async function shellBecomes(box: Box, shell: string): Promise<void> {
  await box.run(['ln', '-sf', shell, '/usr/bin/sh']);
}

const coming = (name: Name = 'new', more: Partial<Arming> = {}): Arming => ({
  coming: profiles[name],
  ...more,
});

/** The files that docs/safety.md names, and nothing else. */
const own = (file: string) => file === KEPT || file.startsWith(`${KEPT}/guard`);

async function isOn(box: Box, name: Name) {
  const truth = await box.truth();
  return {
    running: truth.running,
    profile: truth.profile?.toplevel,
    bootDefault: truth.bootDefault,
    failed: truth.failedUnits,
    ...{ switching: truth.switching },
    name,
  };
}
const wholly = (name: Name) => ({
  running: toplevels[name],
  profile: toplevels[name],
  bootDefault: toplevels[name],
  failed: [],
  switching: false,
  name,
});

describe.concurrent.each(['dash', 'bash'])('a guard whose sh is %s', (shell) => {
  test('keeps what it recorded while it is armed, and leaves nothing when it is disarmed', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'old');
    await shellBecomes(box, shell);
    const guard = guardOn(box);
    expect(words(await guard.arm(coming()))).toEqual(['armed a1']);
    expect(await guard.state()).toBe('armed');
    expect(guardProcesses(box)).toHaveLength(1);
    expect((await guard.roots()).map((root) => root.replace(/.*cassie-guard-/, ''))).toEqual(
      expect.arrayContaining(['a1', 'a1-profile', 'a1-boot']),
    );
    expect(words(await guard.ask('! disarm || forget'))).toEqual([]);
    expect(guardProcesses(box)).toEqual([]);
    expect(await guard.roots()).toEqual([]);
    expect(await box.leftovers()).toEqual([KEPT]);
    expect(await isOn(box, 'old')).toEqual(wholly('old'));
  });

  test('that nobody disarms puts back what ran, its generation and its boot default', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'old');
    await shellBecomes(box, shell);
    const guard = guardOn(box);
    await guard.arm(coming('new', { seconds: 3 }));
    await testOnBox(box, profiles.new);
    await box.run([`${toplevels.new}/bin/switch-to-configuration`, 'boot']);
    await guard.until('back');
    expect(await isOn(box, 'old')).toEqual(wholly('old'));
    expect(box.profile()?.number).toBe(1);
    expect(await guard.roots()).toEqual([]);
    await box.waitUntil('its process is gone', () => guardProcesses(box).length === 0);
    expect((await box.leftovers()).filter((file) => !own(file))).toEqual([]);
    expect(words(await guard.ask('fire 5'))).toEqual(['guard back']);
    expect(await box.leftovers()).toEqual([KEPT]);
  });

  test('fires at once when a session asks for it', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'old');
    await shellBecomes(box, shell);
    const guard = guardOn(box);
    await guard.arm(coming());
    await testOnBox(box, profiles.new);
    expect(words(await guard.ask('fire 30'))).toEqual(['guard back']);
    expect(await isOn(box, 'old')).toEqual(wholly('old'));
    expect(await box.leftovers()).toEqual([KEPT]);
  });

  test('is killed and comes back, armed and at work', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'slow');
    await shellBecomes(box, shell);
    const guard = guardOn(box);
    await guard.arm(coming('new', { seconds: 6 }));
    await testOnBox(box, profiles.new);
    const first = await guard.pid();
    await box.run(['kill', '-9', first]);
    await box.waitUntil('it is back', async () => !['', first].includes(await guard.pid()));
    expect(await guard.state()).toBe('armed');
    await box.waitUntil('it is at work', async () => (await box.truth()).switching, { seconds: 20 });
    expect(await guard.state()).toBe('firing');
    const second = await guard.pid();
    await box.run(['kill', '-9', second]);
    await guard.until('back');
    expect(await guard.pid()).not.toBe(second);
    expect(await isOn(box, 'slow')).toEqual(wholly('slow'));
    // what was cut off was done anew, to its end
    const said = await box.readFile('/var/log/switch-to-configuration.log');
    expect(said.trim().split('\n').at(-1)).toMatch(/-25\.11\.5 switch ends$/);
    expect((await guard.log()).match(/try 1/g)).toHaveLength(2);
  });
});

describe.concurrent('an activation that is not over', () => {
  test('holds the lock for ever, and is ended', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'old', ['hanging']);
    await box.run(['rm', '-f', '/usr/bin/pgrep', '/usr/bin/pkill', '/usr/bin/cmp.orig']);
    const guard = guardOn(box);
    await guard.arm(coming('hanging', { seconds: 3 }));
    const engine = [
      `${profiles.hanging}/activate-rs`,
      'activate',
      profiles.hanging,
      '--profile-path',
      SYSTEM,
    ];
    const options = ['--temp-path', '/tmp', '--confirm-timeout', '30', '--auto-rollback', '--test'];
    const switching = box.tryToRun([...engine, ...options]);
    await box.waitUntil('it runs', () => box.runningSystem() === toplevels.hanging);
    await guard.until('back');
    await switching;
    expect(await isOn(box, 'old')).toEqual(wholly('old'));
    expect((await box.truth()).activating).toEqual([]);
    expect(box.processes().filter((argv) => argv.some((word) => word.includes('-25.11.4/')))).toEqual([]);
    expect(box.generations().map(({ number }) => number)).toEqual([1, 2]);
  });

  test('and whose script outlives it does not switch the host again after the guard has said back', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'old');
    const activate = `${toplevels.new}/activate`;
    await box.writeFile('/run/late', `#!/bin/sh\nsleep 9\nln -sfn ${toplevels.new} /run/current-system\n`);
    await box.run(['chmod', '+x', '/run/late']);
    await box.run(['mount', '--bind', '/run/late', activate]);
    const guard = guardOn(box);
    await guard.arm(coming('new', { seconds: 3 }));
    await box.run(['nix-env', '-p', SYSTEM, '--set', profiles.new]);
    const switching = box.tryToRun([`${profiles.new}/bin/switch-to-configuration`, 'test']);
    await box.waitUntil('it activates', () => box.processes().some((argv) => argv[1] === activate));
    const switches = ['pgrep', '-f', `^/bin/sh ${profiles.new}/bin/switch-to-configuration`];
    await box.run(['kill', '-9', ...(await box.run(switches)).split('\n')]);
    await guard.until('back');
    expect(box.processes().filter((argv) => argv.includes(activate))).toEqual([]);
    await switching;
    expect(await isOn(box, 'old')).toEqual(wholly('old'));
  });

  test('in a container of the host is none of the host’s', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'old');
    const inContainer = 'exec 9>>/run/nixos/switch-to-configuration.lock; sleep 777; true';
    const container = box.tryToRun([
      'timeout',
      '9',
      'unshare',
      '--pid',
      '--fork',
      '--kill-child',
      'sh',
      '-c',
      inContainer,
    ]);
    const guard = guardOn(box);
    await guard.arm(coming());
    await testOnBox(box, profiles.new);
    expect(words(await guard.ask('fire 30'))).toEqual(['guard back']);
    expect((await box.tryToRun(['pgrep', '-f', '^sleep 777'])).status).toBe(0);
    await container;
  });

  test('is not mistaken for a shell or a pager that only names it', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'old');
    const script = `${toplevels.new}/bin/switch-to-configuration`;
    const readers = [
      box.tryToRun([
        'sh',
        '-c',
        'sleep 8; true',
        'compare',
        profiles.new,
        `${profiles.new}/deploy-rs-activate`,
      ]),
      box.tryToRun(['timeout', '8', 'tail', '-f', script]),
    ];
    const guard = guardOn(box);
    await guard.arm(coming());
    await testOnBox(box, profiles.new);
    expect(words(await guard.ask('fire 30'))).toEqual(['guard back']);
    expect(box.processes().filter((argv) => argv.includes(script) || argv.includes('compare'))).toHaveLength(
      3,
    );
    expect((await Promise.all(readers)).map(({ status }) => status)).toEqual([0, 124]);
  });
});

describe.concurrent('after a power cut', () => {
  test('the old system boots by itself, and a session finishes what the guard could not', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'old');
    const guard = guardOn(box);
    await guard.arm(coming('new', { seconds: 600 }));
    await testOnBox(box, profiles.new);
    await box.cutPower();
    await box.powerOn();
    expect(box.runningSystem()).toBe(toplevels.old);
    expect(box.profile()?.path).toBe(profiles.new);
    expect(guardProcesses(box)).toEqual([]);
    expect(await guard.state()).toBe('armed');
    expect(words(await guard.ask('fire 30'))).toEqual(['guard back']);
    expect(await isOn(box, 'old')).toEqual(wholly('old'));
    expect(await guard.roots()).toEqual([]);
    expect(await box.leftovers()).toEqual([KEPT]);
  });

  test('a record that is not whole changes nothing, and is in nobody’s way', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'old');
    const guard = guardOn(box);
    await guard.arm(coming('new', { seconds: 600 }));
    await testOnBox(box, profiles.new);
    await box.cutPower();
    await box.powerOn();
    await box.run(['truncate', '--size=0', `${KEPT}/guard/a1/record`]);
    expect(words(await guard.ask('fire 5'))).toEqual(['guard stuck']);
    expect(box.runningSystem()).toBe(toplevels.old);
    expect(words(await guard.arm(coming('new', { id: 'a2' })))).toEqual(['armed a2']);
  });
});

describe.concurrent('the boot loader', () => {
  test('that has no room keeps nobody from running the old system, and is set right once there is room', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'old');
    const guard = guardOn(box);
    await guard.arm(coming());
    await testOnBox(box, profiles.new);
    await box.run([`${toplevels.new}/bin/switch-to-configuration`, 'boot']);
    const free = await box.fillDisk('/boot');
    const fired = guard.ask('fire 60');
    await box.waitUntil('live only', async () => (await guard.log()).includes('live only'), { seconds: 20 });
    expect(box.runningSystem()).toBe(toplevels.old);
    expect(await box.bootDefault()).toBe(toplevels.new);
    expect(await guard.state()).toBe('firing');
    await free();
    expect(words(await fired)).toEqual(['guard back']);
    expect(await isOn(box, 'old')).toEqual(wholly('old'));
  });

  test('that never has room leaves the guard stuck, which says so, keeps the old system and stands in nobody’s way', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'old');
    const guard = guardOn(box);
    await guard.arm(coming('new', { before: 'tries=2' }));
    await testOnBox(box, profiles.new);
    await box.run([`${toplevels.new}/bin/switch-to-configuration`, 'boot']);
    await box.fillDisk('/boot');
    expect(words(await guard.ask('fire 60'))).toEqual(['guard stuck']);
    expect(await guard.log()).toContain('gives up');
    expect(box.runningSystem()).toBe(toplevels.old);
    expect(await guard.roots()).toHaveLength(3);
    expect(await box.failedUnits()).toEqual([]);
    expect(words(await guard.arm(coming('new', { id: 'a2' })))).toEqual(['armed a2']);
    expect(await guard.state()).toBe('');
    expect(await guard.roots()).toHaveLength(3);
  });

  test('of another default than what ran gets that default again', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'old', ['new', 'third']);
    await box.installByAnotherTool(toplevels.third, 'boot');
    const guard = guardOn(box);
    await guard.arm(coming());
    await testOnBox(box, profiles.new);
    await box.run([`${toplevels.new}/bin/switch-to-configuration`, 'boot']);
    expect(words(await guard.ask('fire 60'))).toEqual(['guard back']);
    expect(await isOn(box, 'third')).toEqual({ ...wholly('third'), running: toplevels.old });
  });
});

describe.concurrent('the old system', () => {
  test('whose own check refuses a switch is put back all the same', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'inhibited');
    const guard = guardOn(box);
    await guard.arm(coming());
    await testOnBox(box, profiles.new);
    expect(words(await guard.ask('fire 30'))).toEqual(['guard back']);
    expect(await isOn(box, 'inhibited')).toEqual(wholly('inhibited'));
  });

  test('in which a unit had failed before is back, degraded', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'degraded');
    const guard = guardOn(box);
    await guard.arm(coming());
    await testOnBox(box, profiles.new);
    expect(words(await guard.ask('fire 30'))).toEqual(['guard back degraded']);
    expect(await isOn(box, 'degraded')).toEqual({ ...wholly('degraded'), failed: ['web.service'] });
  });

  test('was a specialisation, and is that again', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'special');
    const rescue = `${toplevels.special}/specialisation/rescue`;
    await box.run([`${rescue}/bin/switch-to-configuration`, 'test']);
    const guard = guardOn(box);
    await guard.arm(coming());
    await testOnBox(box, profiles.new);
    expect(words(await guard.ask('fire 30'))).toEqual(['guard back']);
    expect(await isOn(box, 'special')).toEqual({ ...wholly('special'), running: rescue });
  });

  test('can’t be taken by the garbage collector, and gets a generation anew where its own was deleted', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'old');
    const guard = guardOn(box);
    await guard.arm(coming());
    await testOnBox(box, profiles.new);
    await box.run(['nix-env', '-p', SYSTEM, '--delete-generations', '1']);
    await box.run(['rm', '-f', '/run/booted-system']);
    await box.run(['nix-store', '--gc']);
    expect(words(await guard.ask('fire 30'))).toEqual(['guard back']);
    expect(await isOn(box, 'old')).toEqual(wholly('old'));
    expect(box.profile()?.path).toBe(toplevels.old);
  });

  test('is found by its path where its number was given to another', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'third', ['old', 'new']);
    await box.installByAnotherTool(toplevels.old);
    expect(box.profile()?.number).toBe(2);
    const guard = guardOn(box);
    await guard.arm(coming());
    await box.run(['nix-env', '-p', SYSTEM, '--rollback']);
    await box.run(['nix-env', '-p', SYSTEM, '--delete-generations', '2']);
    await testOnBox(box, profiles.new);
    expect(box.profile()?.number).toBe(2);
    expect(words(await guard.ask('fire 30'))).toEqual(['guard back']);
    expect(await isOn(box, 'old')).toEqual(wholly('old'));
  });

  test('had no generation, and is one afterwards', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'old');
    await box.run(['sh', '-c', `rm ${SYSTEM} ${SYSTEM}-*-link`]);
    const guard = guardOn(box);
    expect(words(await guard.arm(coming()))).toEqual(['armed a1']);
    await testOnBox(box, profiles.new);
    expect(words(await guard.ask('fire 30'))).toEqual(['guard back']);
    expect(await isOn(box, 'old')).toEqual(wholly('old'));
  });

  test('is put back by its own programs where those of the new one are broken', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'old');
    const guard = guardOn(box);
    await guard.arm(coming('new', { seconds: 3 }));
    await testOnBox(box, profiles.new);
    await box.run(['mount', '-t', 'tmpfs', 'tmpfs', `${toplevels.new}/sw/bin`]);
    for (const program of ['sleep', 'realpath', 'mv', 'nix-env', 'grep', 'timeout', 'readlink', 'seq']) {
      await box.run(['/usr/bin/cp', '/usr/bin/false', `${toplevels.new}/sw/bin/${program}`]);
    }
    await guard.until('back');
    expect(await isOn(box, 'old')).toEqual(wholly('old'));
  });

  test('has its profile elsewhere, in a folder with a blank', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'old', ['new', 'third']);
    const profile = '/nix/var/nix/profiles/per-user/root/my system';
    await box.run(['mkdir', '-p', '/nix/var/nix/profiles/per-user/root']);
    await box.run(['nix-env', '-p', profile, '--set', toplevels.old]);
    const guard = guardOn(box);
    await guard.arm(coming('new', { profile, makeRoom: 'yes' }));
    await testOnBox(box, profiles.new, profile);
    expect(words(await guard.ask('fire 30'))).toEqual(['guard back']);
    expect(await box.run(['realpath', profile])).toBe(toplevels.old);
    expect(box.runningSystem()).toBe(toplevels.old);
  });
});

describe.concurrent('somebody', () => {
  test('who switched to a third system meanwhile is left alone', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'old', ['new', 'third']);
    const guard = guardOn(box);
    await guard.arm(coming('new', { seconds: 600 }));
    await testOnBox(box, profiles.new);
    await box.installByAnotherTool(toplevels.third);
    expect(words(await guard.ask('fire 30'))).toEqual(['guard superseded']);
    expect(await isOn(box, 'third')).toEqual(wholly('third'));
    expect(await guard.roots()).toEqual([]);
    expect(words(await guard.arm(coming('new', { id: 'a2' })))).toEqual(['armed a2']);
  });

  test('who does so while the guard is at work is left alone too', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'old', ['new', 'third']);
    const guard = guardOn(box);
    await guard.arm(coming());
    await testOnBox(box, profiles.new);
    await box.run([`${toplevels.new}/bin/switch-to-configuration`, 'boot']);
    await box.fillDisk('/boot');
    const fired = guard.ask('fire 60');
    await box.waitUntil('live only', async () => (await guard.log()).includes('live only'), { seconds: 20 });
    await box.waitUntil(
      'the third runs',
      async () =>
        (await box.tryToRun([`${toplevels.third}/bin/switch-to-configuration`, 'test'])).status === 0,
    );
    expect(words(await fired)).toEqual(['guard superseded']);
    expect(box.runningSystem()).toBe(toplevels.third);
  });

  test('whose own switch is under way is waited for, longer than any other, and left alone', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'old', ['new', 'repair']);
    const guard = guardOn(box);
    await guard.arm(coming('new', { seconds: 600 }));
    await testOnBox(box, profiles.new);
    const repaired = box.installByAnotherTool(toplevels.repair);
    await box.waitUntil('it is at work', async () => (await box.truth()).switching);
    expect(words(await guard.ask('fire 60'))).toEqual(['guard superseded']);
    await repaired;
    expect(await isOn(box, 'repair')).toEqual(wholly('repair'));
  });

  test('who left nothing behind that is a system did not repair it', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'old');
    const guard = guardOn(box);
    await guard.arm(coming('new', { seconds: 2 }));
    await testOnBox(box, profiles.new);
    await box.run(['/usr/bin/ln', '-sfn', '/nix/store/gone', '/run/current-system']);
    await guard.until('back');
    expect(await isOn(box, 'old')).toEqual(wholly('old'));
  });
});

describe.concurrent('arming', () => {
  test('is for one: another is told which guard stands, and leaves nothing', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'old');
    const guard = guardOn(box);
    const both = await Promise.all([guard.arm(coming()), guard.arm(coming('new', { id: 'a2' }))]);
    const lines = both.flatMap(words).toSorted();
    expect(lines).toEqual([
      expect.stringMatching(/^armed a[12]$/),
      expect.stringMatching(/^cannot-arm the guard a[12] stands$/),
    ]);
    expect(await guard.roots()).toHaveLength(3);
    expect(words(await guard.arm(coming('new', { id: 'a3' })))).toEqual([
      expect.stringMatching(/^cannot-arm the guard a[12] stands$/),
    ]);
    expect((await box.run(['ls', `${KEPT}/guard`])).split('\n')).toHaveLength(2);
  });

  test('needs room where the record is written', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'old', ['new'], { diskSize: '40m' });
    const free = await box.fillDisk('/var');
    const guard = guardOn(box);
    const said = await guard.arm(coming());
    expect(words(said)[0]).toBe(`cannot-arm there is no room in ${KEPT}`);
    await free();
    expect(await box.leftovers()).toEqual([KEPT]);
    expect(await guard.roots()).toEqual([]);
    expect(await isOn(box, 'old')).toEqual(wholly('old'));
  });

  test('needs a guard that says it is ready', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'old');
    await box.run(['chmod', '-x', '/usr/bin/nix-env']);
    const guard = guardOn(box);
    expect(words(await guard.arm(coming()))).toEqual([
      'cannot-arm the guard did not report that it is ready',
    ]);
    await box.waitUntil('its process is gone', () => guardProcesses(box).length === 0);
    expect(await box.leftovers()).toEqual([KEPT]);
    expect(await guard.roots()).toEqual([]);
    expect(await box.failedUnits()).toEqual([]);
  });

  test('is refused on a host that runs no system', async (scene) => {
    const { expect } = scene;
    const box = await startBox({ system: 'none' });
    scene.onTestFinished(box.stop);
    await box.addToStore(profiles.new);
    const guard = guardOn(box);
    expect(words(await guard.arm(coming()))).toEqual([
      'cannot-arm the running system has no switch-to-configuration',
    ]);
    expect(await guard.roots()).toEqual([]);
  });

  test('clears away what a power cut left of another', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'old');
    const guard = guardOn(box);
    await box.run(['mkdir', '-p', `${KEPT}/guard/b1`, `${KEPT}/guard/b2`]);
    await box.run(['touch', `${KEPT}/guard/b2/state.armed`, `${KEPT}/guard/current`]);
    await box.run(['ln', '-s', toplevels.old, '/nix/var/nix/gcroots/cassie-guard-b1']);
    expect(words(await guard.arm(coming()))).toEqual(['armed a1']);
    expect((await box.run(['ls', `${KEPT}/guard`])).split('\n')).toEqual(['a1', 'current']);
    expect(await guard.roots()).toHaveLength(3);
  });
});

describe.concurrent('time', () => {
  test('is given by a later login, and the guard waits for it', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'old');
    const guard = guardOn(box);
    await guard.arm(coming('new', { seconds: 4 }));
    await testOnBox(box, profiles.new);
    const said = await guard.ask('find_profile; after_switch', {
      ...coming(),
      seconds: '60',
      keep_default: 'no',
    } as Record<string, string>);
    expect(words(said)).toEqual(['guard armed']);
    const [now = '0'] = (await box.readFile('/proc/uptime')).split('.');
    expect(Number(await box.readFile(`${KEPT}/guard/a1/deadline`)) - Number(now)).toBeGreaterThan(55);
    await box.waitUntil(
      'the first deadline is over',
      async () => Number.parseFloat(await box.readFile('/proc/uptime')) > Number(now) + 6,
    );
    expect(await guard.state()).toBe('armed');
  });

  test('that can’t be read is what was read last', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'old');
    const guard = guardOn(box);
    await guard.arm(coming('new', { seconds: 5 }));
    const until = Number(await box.readFile(`${KEPT}/guard/a1/deadline`));
    await testOnBox(box, profiles.new);
    await box.writeFile(`${KEPT}/guard/a1/deadline`, 'soon\n');
    await box.waitUntil('it fires', async () => (await guard.state()) !== 'armed');
    const now = Number.parseFloat(await box.readFile('/proc/uptime'));
    expect(Math.abs(now - until)).toBeLessThan(3);
    await guard.until('back');
  });

  test('runs out while somebody disarms: of 40 rounds each has one winner', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'old', []);
    const guard = guardOn(box);
    const rounds = `for round in $(seq 40); do
      use "r$round"; mkdir -p "$dir"; true >"$dir/state.armed"
      { ! become armed firing || echo f >>"$dir/won"; } & { ! become armed disarmed || echo d >>"$dir/won"; } & wait
      say "$mark round" "$(cat "$dir/won")-$(state)"
    done`;
    const said = words(await guard.ask(rounds));
    expect(said).toHaveLength(40);
    expect(said.filter((line) => line !== 'round f-firing' && line !== 'round d-disarmed')).toEqual([]);
  });
});

describe.concurrent('a disk that is full', () => {
  test('under /var and /run does not stop the way back', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'old', ['new'], { diskSize: '40m' });
    const guard = guardOn(box);
    await guard.arm(coming('new', { seconds: 4 }));
    await testOnBox(box, profiles.new);
    await box.run(['mount', '-t', 'tmpfs', '-o', 'size=100k', 'tmpfs', '/run/nixos']);
    const free = await Promise.all([box.fillDisk('/var'), box.fillDisk('/run/nixos')]);
    await guard.until('back');
    expect(await isOn(box, 'old')).toEqual(wholly('old'));
    for (const step of free) await step();
  });

  test('under /nix leaves a plain link as the last resort', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'old', ['new'], { nixSize: '60m' });
    const guard = guardOn(box);
    await guard.arm(coming());
    await testOnBox(box, profiles.new);
    await box.run(['nix-env', '-p', SYSTEM, '--delete-generations', '1']);
    const free = await box.fillDisk('/nix');
    expect(words(await guard.ask('fire 60'))).toEqual(['guard back']);
    expect(await box.run(['realpath', SYSTEM])).toBe(toplevels.old);
    expect(box.runningSystem()).toBe(toplevels.old);
    await free();
    await box.run(['nix-env', '-p', SYSTEM, '--set', profiles.new]);
    expect(box.profile()?.path).toBe(profiles.new);
  });
});

describe.concurrent('two who put back', () => {
  test('do not do it at once', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene, 'slow');
    const guard = guardOn(box);
    await guard.arm(coming('new', { watch: 'no' }));
    await testOnBox(box, profiles.new);
    const said = await Promise.all([guard.ask('fire 60'), guard.ask('fire 60')]);
    expect(said.flatMap(words).toSorted()).toEqual([
      'guard back',
      expect.stringMatching(/^guard (back|gone)$/),
    ]);
    const log = await box.readFile('/var/log/switch-to-configuration.log');
    expect(log.match(/-25\.11\.5 switch begins/g)).toHaveLength(1);
    expect(log).not.toContain('exit 11');
    expect(await isOn(box, 'slow')).toEqual(wholly('slow'));
  });
});
