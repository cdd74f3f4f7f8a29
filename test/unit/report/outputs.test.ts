import { describe, expect, test } from 'vitest';
import { outputsOf } from '../../../src/report/outputs.ts';
import { OUTPUTS } from '../../../src/request/outputs.ts';
import { faultOf, lookOf, nodeOf, outcomeOf, ROLLED_BACK, storePath, systemPath } from './outcomes.ts';

const ALWAYS = ['result', 'changed', 'duration', 'plan-digest', 'outcomes', 'report-file', 'matrix'];

describe('the outputs', () => {
  test('of one profile are all there, all text', () => {
    const outputs = outputsOf(outcomeOf([nodeOf()]), '/tmp/report.json');
    expect(Object.keys(outputs).toSorted()).toEqual(Object.keys(OUTPUTS).toSorted());
    for (const value of Object.values(outputs)) expect(typeof value).toBe('string');
    expect(outputs).toMatchObject({
      result: 'deployed',
      changed: 'true',
      duration: '9.3',
      generation: '42',
      'previous-generation': '41',
      'store-path': systemPath('25.11.2'),
      'previous-store-path': systemPath('25.11.1'),
      'boot-default': systemPath('25.11.2'),
      'nixos-version': '25.11.2',
      'failed-units': '[]',
      'rolled-back': 'false',
      'report-file': '/tmp/report.json',
      matrix: '["web"]',
    });
  });

  test.each([
    ['no node', outcomeOf([], { fault: faultOf() })],
    ['several nodes', outcomeOf([nodeOf(), nodeOf({ node: 'db' })])],
    ['several profiles', outcomeOf([nodeOf(), nodeOf({ profile: 'blog' })])],
  ])('of %s hold nothing that belongs to one machine', (_, outcome) => {
    expect(Object.keys(outputsOf(outcome, undefined)).toSorted()).toEqual(ALWAYS.toSorted());
  });

  test('name each node once, and each profile below its node', () => {
    const outcome = outcomeOf([nodeOf(), nodeOf({ profile: 'blog' }), nodeOf({ node: 'db' })]);
    const outputs = outputsOf(outcome, undefined);
    expect(outputs.matrix).toBe('["web","db"]');
    const outcomes = JSON.parse(outputs.outcomes ?? '');
    expect(Object.keys(outcomes)).toEqual(['web', 'db']);
    expect(Object.keys(outcomes.web)).toEqual(['system', 'blog']);
  });

  test('after a rollback say so, and what runs', () => {
    expect(outputsOf(ROLLED_BACK, undefined)).toMatchObject({
      'rolled-back': 'true',
      changed: 'false',
      'store-path': systemPath('25.11.1'),
    });
  });

  test('say nothing of what runs when nobody could look', () => {
    const unseen = nodeOf({ result: 'unknown', changed: 'unknown', after: undefined });
    expect(outputsOf(outcomeOf([unseen]), undefined)).toMatchObject({
      changed: 'unknown',
      generation: '',
      'store-path': '',
      'boot-default': '',
      'previous-store-path': systemPath('25.11.1'),
    });
  });

  test('of a boot default that could not be read say that it is not known', () => {
    const after = lookOf('25.11.2', 42, { bootDefault: undefined });
    expect(outputsOf(outcomeOf([nodeOf({ after })]), undefined)['boot-default']).toBe('not known');
  });

  test('are changed when any host was, and unknown when any may have been', () => {
    const changed = (...words: readonly ('no' | 'yes' | 'unknown')[]) =>
      outputsOf(outcomeOf(words.map((word) => nodeOf({ changed: word }))), undefined).changed;
    expect(changed('no', 'no')).toBe('false');
    expect(changed('no', 'yes')).toBe('true');
    expect(changed('unknown', 'yes')).toBe('unknown');
    expect(changed()).toBe('false');
  });

  test('name generations as nixos-rebuild does, and say what each is now', () => {
    const [newest] = JSON.parse(outputsOf(outcomeOf([nodeOf()]), undefined).generations ?? '');
    expect(newest).toEqual({
      generation: 42,
      date: '2027-01-17 02:00:00',
      nixosVersion: '25.11.2',
      kernelVersion: '6.12.8',
      configurationRevision: '',
      specialisations: [],
      current: true,
      storePath: storePath('activatable-nixos-system-web-25.11.2'),
      running: true,
      bootDefault: true,
      booted: false,
      held: false,
    });
  });

  test('fit into a variable of a later step, however many generations a host has', () => {
    const node = nodeOf();
    const [one] = node.after?.generations ?? [];
    const generations = Array.from({ length: 3000 }, (_, at) => ({ ...one, generation: 3000 - at }));
    const many = { ...node, after: { ...node.after, generations } } as typeof node;
    const output = outputsOf(outcomeOf([many]), undefined).generations ?? '';
    expect(output.length).toBeLessThan(128 * 1024);
    expect(JSON.parse(output)[0]).toMatchObject({ generation: 3000 });
  });
});
