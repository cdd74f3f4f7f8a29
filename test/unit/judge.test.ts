import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EngineEnd } from '../../src/deploy-rs/engine.ts';
import { judge } from '../../src/stages/judge.ts';
import { lookOf, storePath, systemPath } from './report/outcomes.ts';

const OLD = lookOf('25.11.1', 41);
const NEW = lookOf('25.11.2', 42, { runningSince: '2.0', profilesSince: '2.0' });
const WENT_BACK = { ...OLD, runningSince: '3.0', profilesSince: '3.0' };
const WELL: EngineEnd = { code: 0, signal: undefined, lines: [] };
const BADLY: EngineEnd = { code: 1, signal: undefined, lines: [] };

const evidence = {
  before: OLD,
  after: NEW,
  profile: storePath('activatable-nixos-system-web-25.11.2'),
  toplevel: systemPath('25.11.2'),
  engine: WELL,
  flags: { boot: false, test: false },
  showsWayBack: true,
  isIgnored: (unit: string) => unit === 'flaky.service',
};
type Evidence = Parameters<typeof judge>[0];
const verdict = (more: Partial<Evidence> = {}) => {
  const { result, changed, newlyFailed, fault } = judge({ ...evidence, ...more });
  return { result, changed, newlyFailed, code: fault?.code };
};

describe('what two looks say', () => {
  test('the new system runs, boots and is the profile: deployed', () => {
    expect(verdict()).toEqual({ result: 'deployed', changed: 'yes', newlyFailed: [], code: undefined });
  });

  test.each<[string, Partial<Evidence>, string, string, string]>([
    [
      'deploy-rs says all is well, and the old one runs',
      { after: WENT_BACK },
      'rolled-back',
      'no',
      'rolled-back',
    ],
    ['it was taken back', { after: WENT_BACK, engine: BADLY }, 'rolled-back', 'no', 'rolled-back'],
    ['nothing was touched', { after: OLD, engine: BADLY }, 'failed', 'no', 'activation-not-begun'],
    ['the new one runs although deploy-rs failed', { engine: BADLY }, 'failed', 'yes', 'new-but-not-well'],
    [
      'the profile went back, the running system did not',
      { after: { ...NEW, profile: OLD.profile }, engine: BADLY },
      ...(['failed', 'yes', 'new-but-not-well'] as const),
    ],
    [
      'the running system went back, the boot default did not',
      { after: { ...WENT_BACK, bootDefault: NEW.bootDefault }, engine: BADLY },
      ...(['failed', 'yes', 'system-not-as-wanted'] as const),
    ],
    [
      'the new system runs, the old one boots',
      { after: { ...NEW, bootDefault: OLD.bootDefault } },
      ...(['failed', 'yes', 'new-but-not-well'] as const),
    ],
    ['it still moves', { after: { ...NEW, final: false } }, 'unknown', 'unknown', 'host-not-final'],
    [
      'another machine answers',
      { after: { ...NEW, machineId: 'other' } },
      'unknown',
      'unknown',
      'other-machine',
    ],
  ])('%s', (_, more, result, changed, code) => {
    expect(verdict(more)).toMatchObject({ result, changed, code });
  });

  test('a unit that failed before is nobody’s fault; one that fails now is', () => {
    const before = { ...OLD, failedUnits: ['old.service'] };
    const still = { ...NEW, failedUnits: ['old.service'] };
    const more = { ...NEW, failedUnits: ['new.service', 'old.service'] };
    expect(verdict({ before, after: still }).result).toBe('deployed');
    expect(verdict({ before, after: more })).toMatchObject({
      result: 'failed',
      newlyFailed: ['new.service'],
    });
  });

  test('a boot default that can’t be read decides nothing', () => {
    expect(verdict({ after: { ...NEW, bootDefault: undefined } }).result).toBe('deployed');
  });

  test('with test: true the old boot default is right', () => {
    const after = { ...NEW, bootDefault: OLD.bootDefault };
    expect(verdict({ after, flags: { boot: false, test: true } }).result).toBe('deployed');
  });

  test('with boot: true the new system boots next, and the old one runs', () => {
    const after = { ...NEW, running: OLD.running };
    const flags = { boot: true, test: false };
    expect(verdict({ after, flags })).toMatchObject({ result: 'staged', changed: 'yes' });
    expect(verdict({ after: NEW, flags }).result).toBe('failed');
  });

  test('a profile without a system is judged by the profile alone', () => {
    const before = { ...OLD, profileToplevel: undefined };
    const after = { ...before, profile: NEW.profile, profilesSince: '2.0' };
    expect(verdict({ before, after, toplevel: undefined }).result).toBe('deployed');
    const flags = { boot: true, test: false };
    expect(verdict({ before, after, toplevel: undefined, flags }).result).toBe('staged');
  });

  test('a system that ran already, put there by another tool, is not changed by an activation that failed', () => {
    const before = { ...OLD, running: NEW.running };
    const failed = { before, engine: BADLY };
    expect(verdict({ ...failed, after: before })).toMatchObject({
      changed: 'no',
      code: 'activation-not-begun',
    });
    const touched = { ...before, profilesSince: '3.0' };
    expect(verdict({ ...failed, after: touched })).toMatchObject({ result: 'rolled-back', changed: 'no' });
    expect(verdict({ before, after: before })).toMatchObject({ result: 'failed', code: 'new-but-not-well' });
  });
});

test('no text, exit code or signal of deploy-rs makes a success of a host that is not as wanted', () => {
  const systems = fc.constantFrom(OLD.running, NEW.running, systemPath('25.11.9'), undefined);
  const profiles = fc.constantFrom(OLD.profile, NEW.profile, undefined);
  const after = fc.record({
    running: systems,
    profile: profiles,
    profileToplevel: systems,
    bootDefault: systems,
    final: fc.boolean(),
    machineId: fc.constantFrom(OLD.machineId, 'other'),
    runningSince: fc.constantFrom('1.0', '2.0'),
    profilesSince: fc.constantFrom('1.0', '2.0'),
    failedUnits: fc.constantFrom(undefined, [], ['a.service']),
  });
  const engine = fc.record({
    code: fc.constantFrom(0, 1, undefined),
    signal: fc.constant(undefined),
    lines: fc.array(fc.record({ from: fc.constantFrom('program', 'host'), text: fc.string() })),
  }) as fc.Arbitrary<EngineEnd>;
  fc.assert(
    fc.property(after, engine, (seen, ended) => {
      const look = { ...NEW, ...seen };
      const { result, changed } = verdict({ after: look, engine: ended });
      const isWanted =
        look.final &&
        look.machineId === OLD.machineId &&
        look.running === NEW.running &&
        look.profile === NEW.profile &&
        (look.bootDefault ?? NEW.bootDefault) === NEW.bootDefault &&
        (look.failedUnits ?? []).length === 0;
      expect(result === 'deployed').toBe(isWanted && ended.code === 0);
      if (result === 'rolled-back') expect(look.running).toBe(OLD.running);
      if (!look.final || look.machineId !== OLD.machineId)
        expect([result, changed]).toEqual(['unknown', 'unknown']);
    }),
    { seed: 4, numRuns: 500 },
  );
});
