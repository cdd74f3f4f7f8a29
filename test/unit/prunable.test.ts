import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Generation, Look } from '../../src/host/look.ts';
import { prunable } from '../../src/stages/prunable.ts';
import { lookOf, storePath, systemPath } from './report/outcomes.ts';

const profilePath = (version: number) => storePath(`activatable-nixos-system-web-25.11.${version}`);
const system = (version: number) => systemPath(`25.11.${version}`);

/** Generation `number`, whose system is of `version`: after a rollback they differ. */
function generation(number: number, version = number, more: Partial<Generation> = {}): Generation {
  const [one] = lookOf(`25.11.${version}`, number).generations;
  if (one === undefined) throw new Error('a look has generations');
  return { ...one, current: false, ...more };
}

/** A host with generations 1 to 6, at the newest, where all is as it should be. */
function hostAtSix(more: Partial<Look> = {}): Look {
  const generations = [6, 5, 4, 3, 2, 1].map((number) =>
    generation(number, number, { current: number === 6 }),
  );
  return lookOf('25.11.6', 6, { booted: system(6), generations, ...more });
}

function numbers(look: Look, keep: number, recorded: readonly string[] = []): readonly number[] {
  return prunable(look, keep, recorded).map((one) => one.generation);
}

describe('generations beyond those to keep', () => {
  test('go, the oldest first, by number and path', () => {
    expect(prunable(hostAtSix(), 4, [])).toEqual([
      { generation: 1, storePath: profilePath(1) },
      { generation: 2, storePath: profilePath(2) },
    ]);
  });

  test.each<[string, Look, readonly string[]]>([
    ['runs', hostAtSix({ running: system(2) }), []],
    ['was booted', hostAtSix({ booted: system(2) }), []],
    ['boots next', hostAtSix({ bootDefault: system(2) }), []],
    ['is what the profile is at', hostAtSix({ profile: profilePath(2) }), []],
    ['was rolled back from', hostAtSix({ held: [profilePath(2)] }), []],
    ['was recorded as a profile', hostAtSix(), [profilePath(2)]],
    ['was recorded as a system', hostAtSix(), [system(2)]],
  ])('stay when one of them %s', (_, look, recorded) => {
    expect(numbers(look, 4, recorded)).toEqual([1]);
  });

  test('all stay while a system of the host can not be read', () => {
    expect(numbers(hostAtSix({ bootDefault: undefined }), 1)).toEqual([]);
    expect(numbers(hostAtSix({ running: undefined }), 1)).toEqual([]);
  });

  test('stay when they have specialisations and one of these may be what runs', () => {
    const generations = hostAtSix().generations.map((one) =>
      one.generation === 2 ? { ...one, specialisations: ['rescue'] } : one,
    );
    expect(numbers(hostAtSix({ generations }), 4)).toEqual([1, 2]);
    expect(numbers(hostAtSix({ generations, running: storePath('nixos-system-web-rescue') }), 4)).toEqual([
      1,
    ]);
  });

  test('of a profile without a system go whatever the host boots', () => {
    const generations = hostAtSix().generations.map((one) => ({ ...one, toplevel: undefined }));
    expect(numbers(hostAtSix({ generations, bootDefault: undefined }), 5)).toEqual([1]);
  });
});

/** Any history: few versions on many numbers, so that one system is in several generations. */
const anyLook = fc
  .record({
    versions: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 12 }),
    current: fc.nat(11),
    systems: fc.tuple(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 6 }),
    ),
    held: fc.subarray([1, 2, 3, 4, 5]),
  })
  .map(({ versions, current, systems: [running, booted, bootDefault], held }) =>
    lookOf('25.11.1', 1, {
      generations: versions.map((version, at) => generation(at + 1, version, { current: at === current })),
      profile: versions[current] === undefined ? undefined : profilePath(versions[current]),
      running: system(running),
      booted: system(booted),
      bootDefault: system(bootDefault),
      held: held.map(profilePath),
    }),
  );

describe('whatever a host has', () => {
  const property = (holds: (look: Look, keep: number, gone: readonly number[]) => void) =>
    fc.assert(
      fc.property(anyLook, fc.integer({ min: 1, max: 12 }), (look, keep) =>
        holds(look, keep, numbers(look, keep)),
      ),
      { seed: 4 },
    );

  test('the newest stay, and nothing goes while there are no more than those', () => {
    property((look, keep, gone) => {
      for (const number of gone) expect(number).toBeLessThanOrEqual(look.generations.length - keep);
    });
  });

  test('no generation of what runs, boots, was booted, is current or held goes', () => {
    property((look, _, gone) => {
      const needed: readonly (string | undefined)[] = [look.running, look.booted, look.bootDefault];
      for (const one of look.generations.filter(({ generation }) => gone.includes(generation))) {
        expect(needed).not.toContain(one.toplevel);
        expect([look.profile, ...look.held]).not.toContain(one.storePath);
        expect(one.current).toBe(false);
      }
    });
  });

  test('a second run finds nothing more', () => {
    property((look, keep, gone) => {
      const generations = look.generations.filter(({ generation }) => !gone.includes(generation));
      expect(numbers({ ...look, generations }, keep)).toEqual([]);
    });
  });

  test('keeping more lets fewer go', () => {
    property((look, keep, gone) => {
      for (const number of numbers(look, keep + 1)) expect(gone).toContain(number);
    });
  });
});
