import { spawn } from 'node:child_process';
import { beforeAll, describe, type TestContext, test } from 'vitest';
import { type HostText, hostProgram } from '../../src/host/programs.ts';
import { shellWord } from '../../src/ssh/quote.ts';
import {
  type Box,
  type BoxOptions,
  hireOperator,
  type Key,
  makeKey,
  startBox,
} from '../cassie-box/cassie-box.ts';
import {
  type Arming,
  buildSystems,
  givenFor,
  guardOn,
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

type Scene = Pick<TestContext, 'onTestFinished'>;

async function hostOn({ onTestFinished }: Scene, options: BoxOptions = {}): Promise<Box> {
  const box = await startBox({ system: toplevels.old, rootKeys: [key.publicKey], ...options });
  onTestFinished(box.stop);
  await box.addToStore(profiles.new);
  return box;
}

const TEXTS: readonly HostText[] = ['system', 'look', 'guard', 'hold'];

function holdProgram(owner: string, more: Partial<Arming & { wait: number; silence: number }> = {}): string {
  const given = {
    mark: 'M',
    owner: `owner=${owner}\nurl=`,
    wait: String(more.wait ?? 0),
    silence: String(more.silence ?? 60),
    ...givenFor({ coming: profiles.new, ...more }),
  };
  return hostProgram(given, TEXTS, 'hold');
}

/** A session that holds the lock, fed through a pipe that a process stands for as its client keeps open. */
async function holdOn(box: Box, owner: string, more: Parameters<typeof holdProgram>[1] = {}) {
  const [pipe, out] = [`/run/${owner}.in`, `/run/${owner}.out`];
  await box.writeFile(`/run/${owner}.sh`, holdProgram(owner, more));
  await box.run(['mkfifo', pipe]);
  const client = box.tryToRun(['sh', '-c', `exec sleep 1234 >${pipe}`, owner]);
  const ended = box.tryToRun(['sh', '-c', `exec sh /run/${owner}.sh <${pipe} >${out} 2>&1`]);
  const said = async () => (await box.readFile(out)).split('\n').filter((line) => line.startsWith('M '));
  const hears = (line: string, seconds = 30) =>
    box.waitUntil(`${owner} hears ${line}`, async () => (await said()).includes(line), { seconds });
  let orders = 0;
  return {
    said,
    hears,
    ended,
    /** What the session says to one order. */
    order: async (letter: string): Promise<readonly string[]> => {
      const before = (await said()).length;
      await box.run(['sh', '-c', `printf ${letter} >${pipe}`]);
      orders += 1;
      await box.waitUntil(
        `${letter} is done`,
        async () => (await said()).filter((line) => line === 'M done ').length === orders,
        { seconds: 60 },
      );
      return (await said()).slice(before, -1);
    },
    loseClient: async () => {
      await box.run(['pkill', '-KILL', '-f', 'sleep 1234']);
      await client;
    },
    killSession: async () => {
      const lines = await box.readFile(`${KEPT}/lock`);
      await box.run(['kill', '-9', /pid=(\d+)/.exec(lines)?.[1] ?? '']);
      await ended;
    },
  };
}

describe.concurrent('the deploy lock', () => {
  test('is one session’s, names its owner to others, and is gone with a client that is killed', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene);
    const cassie = await holdOn(box, 'cassie');
    await cassie.hears('M held ');
    const izzy = await holdOn(box, 'izzy');
    await izzy.ended;
    expect(await izzy.said()).toEqual(
      expect.arrayContaining(['M busy owner=cassie', expect.stringMatching(/^M busy since=\d+$/)]),
    );
    await cassie.loseClient();
    await cassie.ended;
    const next = await holdOn(box, 'next');
    await next.hears('M held ');
  });

  test('is waited for', async (scene) => {
    const box = await hostOn(scene);
    const cassie = await holdOn(box, 'cassie', { silence: 3 });
    await cassie.hears('M held ');
    const izzy = await holdOn(box, 'izzy', { wait: 20 });
    await izzy.hears('M held ');
  });

  test('is gone with a client that is silent, and stays with one that is not', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene);
    const cassie = await holdOn(box, 'cassie', { silence: 2 });
    await cassie.hears('M held ');
    for (let beats = 0; beats < 4; beats++) await box.run(['sh', '-c', 'sleep 1; printf . >/run/cassie.in']);
    const izzy = await holdOn(box, 'izzy');
    await izzy.ended;
    expect(await izzy.said()).toContain('M busy owner=cassie');
    await cassie.ended;
    expect(await box.readFile(`${KEPT}/lock`)).toBe('');
    const next = await holdOn(box, 'next');
    await next.hears('M held ');
  });

  test('is gone at once with a session that is killed', async (scene) => {
    const box = await hostOn(scene);
    const cassie = await holdOn(box, 'cassie');
    await cassie.hears('M held ');
    await cassie.killSession();
    const next = await holdOn(box, 'next');
    await next.hears('M held ', 5);
  });

  test('is gone when the ssh of its client is killed', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene);
    const operator = await hireOperator(key, [box]);
    const program = `exec /bin/sh -c ${shellWord(holdProgram('cassie'))}`;
    const client = spawn('ssh', ['-F', operator.sshConfig, box.dnsName, program]);
    await new Promise((resolve) => client.stdout.once('data', resolve));
    expect(await box.readFile(`${KEPT}/lock`)).toContain('owner=cassie');
    client.kill('SIGKILL');
    const next = await holdOn(box, 'next', { wait: 5 });
    await next.hears('M held ');
    operator.leave();
  });

  test('can’t be taken where nothing can be written, and that is said', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene);
    await box.run(['mkdir', '-p', KEPT]);
    await box.run(['mount', '-t', 'tmpfs', '-o', 'ro', 'tmpfs', KEPT]);
    const cassie = await holdOn(box, 'cassie');
    await cassie.ended;
    expect(await cassie.said()).toEqual([`M cannot-hold ${KEPT} can't be written to`]);
  });
});

describe.concurrent('a session that holds the lock', () => {
  test('looks, arms, and takes back what it armed', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene);
    const cassie = await holdOn(box, 'cassie');
    await cassie.hears('M held ');
    expect(await cassie.order('l')).toContain(`M testable yes`);
    expect(await cassie.order('a')).toEqual(['M armed a1']);
    await cassie.order('l');
    expect(await cassie.order('d')).toEqual([]);
    expect(await box.leftovers()).toEqual(expect.arrayContaining([KEPT, `${KEPT}/lock`]));
    expect((await box.leftovers()).filter((file) => file.includes('/guard'))).toEqual([]);
  });

  test('finishes what a power cut left of an earlier guard, and arms its own', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene);
    await guardOn(box).arm({ coming: profiles.new, id: 'earlier' });
    await testOnBox(box, profiles.new);
    await box.cutPower();
    await box.powerOn();
    const cassie = await holdOn(box, 'cassie');
    await cassie.hears('M held ');
    await cassie.order('l');
    expect(await cassie.order('f')).toEqual(['M guard back']);
    expect(box.profile()?.path).toBe(toplevels.old);
    await cassie.order('l');
    expect(await cassie.order('a')).toEqual(['M armed a1']);
    expect(await guardOn(box).state()).toBe('armed');
  });

  test('arms its own guard where an earlier one has left word', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene);
    await box.addToStore(profiles.third);
    const earlier = guardOn(box, 'earlier');
    await earlier.arm({ coming: profiles.new });
    await testOnBox(box, profiles.new);
    await box.installByAnotherTool(toplevels.third);
    expect(words(await earlier.ask('fire 30'))).toEqual(['guard superseded']);
    const cassie = await holdOn(box, 'cassie');
    await cassie.hears('M held ');
    await cassie.order('l');
    expect(await cassie.order('a')).toEqual(['M armed a1']);
    expect(await guardOn(box).state()).toBe('armed');
    expect(await earlier.state()).toBe('');
  });

  test('gives back the profile from which it made room', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene);
    await box.addToStore(profiles.third);
    await box.installByAnotherTool(toplevels.third, 'boot');
    const cassie = await holdOn(box, 'cassie', { makeRoom: 'yes' });
    await cassie.hears('M held ');
    expect(await cassie.order('a')).toEqual([`M set-anew ${toplevels.old}`, 'M armed a1']);
    expect(box.profile()?.path).toBe(toplevels.old);
    expect(await cassie.order('d')).toEqual([]);
    expect(box.profile()?.path).toBe(toplevels.third);
    expect(await box.bootDefault()).toBe(toplevels.third);
  });

  test('is ended by somebody who breaks the lock, and what it was switching goes back', async (scene) => {
    const { expect } = scene;
    const box = await hostOn(scene);
    const cassie = await holdOn(box, 'cassie');
    await cassie.hears('M held ');
    await cassie.order('a');
    await testOnBox(box, profiles.new);
    const given = { owner: 'owner=izzy', frozen: '', limit: '60' };
    const said = words(await guardOn(box).ask('break_lock', given, ['guard', 'lock']));
    await cassie.ended;
    expect(said).toEqual(
      expect.arrayContaining([
        'holder owner=cassie',
        'did ended the session that held the deploy lock',
        'guard back',
      ]),
    );
    expect(box.runningSystem()).toBe(toplevels.old);
    expect(box.profile()?.path).toBe(toplevels.old);
    const next = await holdOn(box, 'next');
    await next.hears('M held ');
  });
});

describe.concurrent('a commit', () => {
  async function verified(box: Box, more: Readonly<Record<string, string>> = {}) {
    return {
      machine: await box.machineId(),
      boot_id: await box.bootId(),
      want_system: toplevels.new,
      want_profile: profiles.new,
      ...{ known_failed: '', ignored: '', commit: 'yes', rollback: 'yes', prune: '', hold: '', release: '' },
      owner: 'cassie',
      ...{ profile_path: '', profile_user: 'root', profile_name: 'system' },
      ...more,
    };
  }
  async function tested(scene: Scene) {
    const box = await hostOn(scene);
    const guard = guardOn(box);
    await guard.arm({ coming: profiles.new });
    await testOnBox(box, profiles.new);
    const commit = async (more: Readonly<Record<string, string>> = {}) =>
      words(await guard.ask('find_profile; commit', await verified(box, more), ['guard', 'commit']));
    return { box, guard, commit };
  }

  test('disarms, makes the new system boot, and leaves nothing', async (scene) => {
    const { expect } = scene;
    const { box, guard, commit } = await tested(scene);
    expect(await commit()).toEqual(['committed yes']);
    expect(await box.truth()).toMatchObject({ running: toplevels.new, bootDefault: toplevels.new });
    expect(await guard.roots()).toEqual([]);
    expect(await box.leftovers()).toEqual([KEPT]);
  });

  test('of another state than was verified leaves the guard armed', async (scene) => {
    const { expect } = scene;
    const { guard, commit } = await tested(scene);
    expect(await commit({ boot_id: 'another' })).toEqual(['differs the host was rebooted']);
    expect(await commit({ want_system: toplevels.old })).toEqual([`differs it runs ${toplevels.new}`]);
    expect(await guard.state()).toBe('armed');
  });

  test('that comes too late is told so, and does not race the guard', async (scene) => {
    const { expect } = scene;
    const { box, guard, commit } = await tested(scene);
    await guard.ask('become armed firing');
    expect((await commit())[0]).toMatch(/^guard firing$|^differs /);
    await guard.until('back');
    expect(await box.truth()).toMatchObject({ running: toplevels.old, bootDefault: toplevels.old });
  });

  test('of a guard that had died says so', async (scene) => {
    const { expect } = scene;
    const { box, commit } = await tested(scene);
    await box.run(['systemctl', 'kill', '--signal=STOP', 'cassie-guard-a1.service']);
    await box.run(['sh', '-c', 'echo 1 >/var/lib/cassie-deploy/guard/a1/pid']);
    expect(await commit()).toEqual(['guard-was-dead a1', 'committed yes']);
  });

  test('that is tried again while the first try is still at work waits for it', async (scene) => {
    const { expect } = scene;
    const { box, guard, commit } = await tested(scene);
    const installer = `${toplevels.new}/bin/install-boot-loader`;
    await box.run(['cp', installer, '/run/installer']);
    await box.writeFile('/run/slowly', '#!/bin/sh\nsleep 3\nexec /run/installer "$@"\n');
    await box.run(['chmod', '+x', '/run/slowly']);
    await box.run(['mount', '--bind', '/run/slowly', installer]);
    const first = commit();
    await box.waitUntil('it is at work', async () => (await guard.state()) === 'disarmed');
    expect(await Promise.all([first, commit()])).toEqual([['committed yes'], ['committed yes']]);
    expect(await box.truth()).toMatchObject({ running: toplevels.new, bootDefault: toplevels.new });
    expect((await box.leftovers()).filter((file) => file.startsWith(KEPT))).toEqual([KEPT]);
  });

  test('whose boot loader has no room goes back', async (scene) => {
    const { expect } = scene;
    const { box, guard, commit } = await tested(scene);
    const free = await box.fillDisk('/boot');
    const said = await commit();
    expect(said[0]).toMatch(/^not-committed \d+$/);
    expect(said.at(-1)).toBe('guard back');
    expect(box.runningSystem()).toBe(toplevels.old);
    expect(await box.run(['realpath', SYSTEM])).toBe(toplevels.old);
    expect(await guard.roots()).toEqual([]);
    await free();
  });
});
