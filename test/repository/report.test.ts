import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Changed, Fault } from '../../src/fault.ts';
import { type Outcome, RESULTS } from '../../src/outcome.ts';
import { reportJson } from '../../src/report/json.ts';
import { makeFlake, makeKey, startBox } from '../cassie-box/cassie-box.ts';
import { Runner } from '../runner/runner.ts';
import { faultOf, lookOf, nodeOf, outcomeOf, ROLLED_BACK } from '../unit/report/outcomes.ts';
import { page } from './pages.ts';

const SCHEMA = JSON.parse(page('docs/report.schema.json'));
const validate = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(SCHEMA);

/** What of a report the schema does not allow, as a person reads it. */
function complaintsAbout(report: unknown): readonly string[] {
  validate(report);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

describe('docs/report.schema.json', () => {
  test('describes every field', () => {
    const undescribed = fieldsOf(SCHEMA).filter(([, schema]) => !/[.?]$/.test(schema.description ?? ''));
    expect(undescribed.map(([path]) => path)).toEqual([]);
  });

  test('knows every result', () => {
    expect(SCHEMA.$defs.result.enum).toEqual([...RESULTS]);
  });

  test('refuses a field it does not know', () => {
    expect(complaintsAbout({ ...report(ROLLED_BACK), extra: 1 })).toHaveLength(1);
  });

  test.each<[string, Outcome]>([
    ['of a deploy', outcomeOf([nodeOf()])],
    ['of a rollback', ROLLED_BACK],
    ['of several nodes', outcomeOf([nodeOf(), nodeOf({ node: 'db', result: 'failed', fault: faultOf() })])],
    [
      'of a plan',
      outcomeOf([nodeOf({ result: 'planned', host: undefined, before: undefined, after: undefined })]),
    ],
    [
      'of a run that ended early',
      outcomeOf([], { planDigest: undefined, fault: faultOf(), result: 'failed' }),
    ],
    ['of a host that tells nothing', outcomeOf([nodeOf({ before: silentLook(), after: silentLook() })])],
  ])('holds for the report %s', (_, outcome) => {
    expect(complaintsAbout(report(outcome))).toEqual([]);
  });

  test('holds whatever a host or a program says', () => {
    const changed = fc.constantFrom<Changed>('no', 'yes', 'unknown');
    const node = fc
      .record({ hostName: fc.string(), unit: fc.string(), line: fc.string(), changed })
      .map(({ hostName, unit, line, changed }) =>
        nodeOf({
          changed,
          newlyFailed: [unit],
          after: lookOf('25.11.2', 42, { hostName, failedUnits: [unit] }),
          fault: new Fault({ code: 'build-failed', what: line, lastLines: [line], changed }),
        }),
      );
    fc.assert(
      fc.property(fc.array(node), (nodes) => complaintsAbout(report(outcomeOf(nodes))).length === 0),
      { seed: 4 },
    );
  });
});

test('the reports of real runs are what the schema says', async () => {
  const key = await makeKey();
  const box = await startBox({ rootKeys: [key.publicKey] });
  const flake = await makeFlake({ machines: { 'cassie-box': { hostname: box.dnsName } } });
  const inputs = {
    'ssh-private-key': key.privateKey,
    'ssh-known-hosts': (await box.hostKeys()).map(({ knownHosts }) => knownHosts).join('\n'),
  };
  const runner = new Runner({ workspace: flake.folder, inputs });
  const runs = [
    await runner.main({ event: 'pull_request' }),
    await runner.main(),
    await runner.main(),
    await runner.main({ inputs: { 'ssh-port': '9' } }),
    await runner.main({ inputs: { target: 'nobody' } }),
    await runner.main({ inputs: { 'ssh-port': 'none' } }),
  ];
  expect(runs.map(({ outputs }) => outputs['result'])).toEqual([
    ...['planned', 'deployed', 'unchanged'],
    ...['failed', 'failed', 'failed'],
  ]);
  for (const { outputs } of runs) {
    const real = JSON.parse(readFileSync(outputs['report-file'] ?? '', 'utf8'));
    expect(complaintsAbout(real)).toEqual([]);
    expect(real.result).toBe(outputs['result']);
  }
  await box.stop();
  for (const made of [runner, flake, key]) made.remove();
});

function report(outcome: Outcome): object {
  return Object(JSON.parse(JSON.stringify(reportJson(outcome, '1.2.3'))));
}

function silentLook() {
  return lookOf('25.11.1', 1, {
    ...{ running: undefined, booted: undefined, profile: undefined, profileToplevel: undefined },
    ...{ profileGeneration: undefined, bootLoader: undefined, bootDefault: undefined },
    ...{ failedUnits: undefined, generations: [] },
    runningRelease: { nixosVersion: '', kernelVersion: '', configurationRevision: '' },
  });
}

type Described = { readonly description?: string; readonly properties?: Readonly<Record<string, Described>> };

/** Every property of the schema and its definitions, by its path. */
function fieldsOf(schema: Described & { $defs?: Record<string, Described> }): [string, Described][] {
  const own = (path: string, one: Described): [string, Described][] =>
    Object.entries(one.properties ?? {}).map(([name, field]) => [`${path}.${name}`, field]);
  return [...own('', schema), ...Object.entries(schema.$defs ?? {}).flatMap(([name, one]) => own(name, one))];
}
