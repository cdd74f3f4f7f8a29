import { type HostText, hostProgram, hostText, readSaid, type Said } from '../../src/host/programs.ts';
import { type Box, type MachineDescription, makeFlake } from '../cassie-box/cassie-box.ts';

export const SYSTEM = '/nix/var/nix/profiles/system';
export const KEPT = '/var/lib/cassie-deploy';
const MARK = 'cassie-mark';

/** What an arming may be given; the rest is as the product gives it. */
export interface Arming {
  /** The activatable profile to come. */
  readonly coming: string;
  readonly id?: string;
  readonly seconds?: number;
  readonly watch?: 'yes' | 'no';
  readonly live?: 'yes' | 'no';
  readonly makeRoom?: 'yes' | 'no';
  readonly profile?: string;
  /** Lines of shell that stand before the guard's own program. */
  readonly before?: string;
}

/** The guard's own program, driven in a box without SSH. */
export interface GuardOnBox {
  readonly arm: (arming: Arming) => Promise<readonly Said[]>;
  /** A session that does `todo` with the guard. */
  readonly ask: (
    todo: string,
    given?: Readonly<Record<string, string>>,
    texts?: readonly HostText[],
  ) => Promise<readonly Said[]>;
  /** The state by the name of its file; empty where the guard left nothing. */
  readonly state: (id?: string) => Promise<string>;
  readonly log: (id?: string) => Promise<string>;
  readonly pid: (id?: string) => Promise<string>;
  readonly roots: () => Promise<readonly string[]>;
  readonly until: (state: string, seconds?: number) => Promise<unknown>;
}

export function guardOn(box: Box, ownId = 'a1'): GuardOnBox {
  const run = async (given: Readonly<Record<string, string>>, texts: readonly HostText[], todo: string) => {
    const program = hostProgram({ mark: MARK, ...given }, ['system', 'look', ...texts], todo);
    const ended = await box.tryToRun(['sh', '-c', program]);
    return [
      ...readSaid(ended.stdout, MARK),
      ...(ended.stderr === '' ? [] : [{ word: 'stderr', text: ended.stderr }]),
    ];
  };
  const state = async (id = ownId) =>
    (await box.tryToRun(['sh', '-c', `cd ${KEPT}/guard/${id} 2>/dev/null && echo state.*`])).stdout
      .trim()
      .replaceAll('state.', '');
  const log = (id = ownId) => box.readFile(`${KEPT}/guard/${id}/log`);
  return {
    arm: (arming) => run(givenFor(arming, ownId), ['guard'], 'find_profile; arm'),
    ask: (todo, given = {}, texts = ['guard']) =>
      run({ guard: ownId, ...given }, texts, `use "$guard"; ${todo}`),
    state,
    log,
    pid: async (id = ownId) => (await box.readFile(`${KEPT}/guard/${id}/pid`)).trim(),
    roots: async () =>
      (await box.run(['find', '/nix/var/nix/gcroots', '-name', 'cassie*']))
        .split('\n')
        .filter((line) => line !== ''),
    until: async (wanted, seconds = 40) => {
      try {
        await box.waitUntil(`the guard is ${wanted}`, async () => (await state()) === wanted, {
          seconds,
          every: 100,
        });
      } catch (thrown) {
        throw new Error(`${thrown}; it is ${await state()}:\n${await log()}`);
      }
    },
  };
}

/** Values of the shell for arm and hold. */
export function givenFor(arming: Arming, ownId = 'a1'): Record<string, string> {
  const { coming, id = ownId, seconds = 60, watch = 'yes', live = 'yes', makeRoom = 'no', before } = arming;
  const text = `${hostText('system')}\n${hostText('guard')}`.trimEnd();
  return {
    guard: id,
    seconds: String(seconds),
    ...{ watch, live, make_room: makeRoom, new: coming, watched: coming },
    program: before === undefined ? text : `${before}\n${text}`,
    profile_path: arming.profile ?? '',
    ...{ profile_user: 'root', profile_name: 'system', patience: '0', handed: 'no' },
  };
}

export function words(said: readonly Said[]): readonly string[] {
  return said.map(({ word, text }) => `${word} ${text}`.trim());
}

/** What deploy-rs --test leaves: the profile on the coming, which runs, and the old boot default. */
export async function testOnBox(box: Box, profile: string, path = SYSTEM): Promise<void> {
  await box.run(['nix-env', '-p', path, '--set', profile]);
  await box.run([`${profile}/bin/switch-to-configuration`, 'test']);
}

export interface Systems<Name extends string> {
  /** The running systems, and the activatable profiles that hold them. */
  readonly toplevels: Readonly<Record<Name, string>>;
  readonly profiles: Readonly<Record<Name, string>>;
}

/** Builds each machine of a flake; the flake is gone afterwards. */
export async function buildSystems<Name extends string>(
  machines: Readonly<Record<Name, MachineDescription>>,
): Promise<Systems<Name>> {
  const flake = await makeFlake({ machines });
  const toplevels = {} as Record<Name, string>;
  const profiles = {} as Record<Name, string>;
  for (const name of Object.keys(machines) as Name[]) {
    toplevels[name] = await flake.toplevel(name);
    profiles[name] = await flake.profile(name);
  }
  flake.remove();
  return { toplevels, profiles };
}

export function guardProcesses(box: Box): readonly string[] {
  return box
    .processes()
    .map((argv) => argv.join(' '))
    .filter((line) => line.includes('/guard/a1/program run'));
}
