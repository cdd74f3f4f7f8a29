import { activePath, type NodeOutcome, nowOf, type Outcome } from '../outcome.ts';
import type { OutputName } from '../request/outputs.ts';
import { generationsJson, outcomesJson } from './json.ts';

export type Outputs = Readonly<Partial<Record<OutputName, string>>>;

/** The step's outputs, all strings. What belongs to one machine is there only when exactly one profile ran. */
export function outputsOf(outcome: Outcome, reportFile: string | undefined): Outputs {
  const [only, ...others] = outcome.nodes;
  return {
    result: outcome.result,
    changed: changedOf(outcome),
    duration: (outcome.duration / 1000).toFixed(1),
    'plan-digest': outcome.planDigest ?? '',
    outcomes: JSON.stringify(outcomesJson(outcome)),
    'report-file': reportFile ?? '',
    matrix: JSON.stringify([...new Set(outcome.nodes.map(({ node }) => node))]),
    ...(only !== undefined && others.length === 0 ? ofOne(only) : {}),
  };
}

function changedOf({ nodes, fault }: Outcome): string {
  const all = [...nodes.map(({ changed }) => changed), ...(fault === undefined ? [] : [fault.changed])];
  if (all.includes('unknown')) return 'unknown';
  return String(all.includes('yes'));
}

/** A step that takes the output as a variable of its environment may have 128 kB for it; the report has all generations. */
const MOST_GENERATIONS = 200;

function ofOne(outcome: NodeOutcome): Outputs {
  const { before, wanted, result, newlyFailed, hostKeyFingerprint } = outcome;
  const now = nowOf(outcome);
  return {
    generation: textOf(now?.profileGeneration),
    'previous-generation': textOf(before?.profileGeneration),
    'store-path': textOf(result === 'planned' ? wanted : activePath(outcome, now)),
    'previous-store-path': textOf(activePath(outcome, before)),
    'nixos-version': textOf(now?.runningRelease.nixosVersion),
    'kernel-version': textOf(now?.runningRelease.kernelVersion),
    'configuration-revision': textOf(now?.runningRelease.configurationRevision),
    'boot-default': now === undefined ? '' : (now.bootDefault ?? 'not known'),
    'reboot-required': now === undefined ? '' : String(now.rebootRequired),
    'failed-units': result === 'unknown' ? '' : JSON.stringify(newlyFailed),
    'rolled-back': String(result === 'rolled-back'),
    'host-key-fingerprint': textOf(hostKeyFingerprint),
    generations: now === undefined ? '[]' : JSON.stringify(generationsJson(now).slice(0, MOST_GENERATIONS)),
  };
}

function textOf(value: string | number | undefined): string {
  return value === undefined ? '' : String(value);
}
