import { expect, test } from 'vitest';
import type { Look } from '../../src/host/look.ts';
import { whatLacks } from '../../src/stages/already-there.ts';
import { lookOf, systemPath } from './report/outcomes.ts';

const there = lookOf('25.11.2', 42);
const path = there.profile;
const AS_DEPLOYED = { boot: false, test: false };

const ARMED = { id: 'a', state: 'armed', isAlive: true, secondsLeft: 9, isDegraded: false } as const;

test.each<[string, Partial<Look>, string]>([
  ['all of it is there', {}, 'nothing'],
  ['another profile', { profile: undefined }, 'all'],
  ['another system runs', { running: systemPath('25.11.1') }, 'all'],
  ['another system boots', { bootDefault: systemPath('25.11.1') }, 'the commit'],
  ['what boots can’t be read', { bootDefault: undefined }, 'nothing'],
  [
    'what boots can’t be read, and it was never committed',
    { bootDefault: undefined, uncommitted: { profile: path ?? '', knownFailed: [] } },
    'the commit',
  ],
  ['somebody switches', { busy: true }, 'all'],
  ['a guard may still take it away', { guard: ARMED }, 'all'],
  ['a guard went back long ago', { guard: { ...ARMED, state: 'back' } }, 'nothing'],
])('%s', (_, more, lack) => {
  expect(whatLacks(path, { ...there, ...more }, AS_DEPLOYED)).toBe(lack);
});

test('with boot: true what runs does not matter, with test: true not what boots', () => {
  const staged = { ...there, running: systemPath('25.11.1') };
  expect(whatLacks(path, staged, { boot: true, test: false })).toBe('nothing');
  const tested = { ...there, bootDefault: systemPath('25.11.1') };
  expect(whatLacks(path, tested, { boot: false, test: true })).toBe('nothing');
});

test('a profile that holds no system is there when it is the profile', () => {
  const profile = { ...there, profileToplevel: undefined };
  expect(whatLacks(path, profile, AS_DEPLOYED, false)).toBe('nothing');
  expect(whatLacks(path, profile, AS_DEPLOYED)).toBe('all');
});
