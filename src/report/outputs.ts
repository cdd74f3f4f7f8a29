import type { Generation, Look } from '../host/look.ts';
import type { NodeOutcome, Outcome } from '../outcome.ts';
import type { OutputName } from '../request/outputs.ts';
import { outcomesJson } from './json.ts';

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

function ofOne(outcome: NodeOutcome): Outputs {
  const { before, after, wanted, result, newlyFailed, hostKeyFingerprint } = outcome;
  const now = after ?? (outcome.changed === 'no' ? before : undefined);
  const current = now?.generations.find(({ current }) => current);
  return {
    generation: textOf(now?.profileGeneration),
    'previous-generation': textOf(before?.profileGeneration),
    'store-path': textOf(result === 'planned' ? wanted : now?.running),
    'previous-store-path': textOf(before?.running),
    'nixos-version': textOf(current?.nixosVersion),
    'kernel-version': textOf(current?.kernelVersion),
    'configuration-revision': textOf(current?.configurationRevision),
    'boot-default': now === undefined ? '' : (now.bootDefault ?? 'not known'),
    'reboot-required': now === undefined ? '' : String(now.rebootRequired),
    'failed-units': JSON.stringify(now?.failedUnits ?? newlyFailed),
    'rolled-back': String(result === 'rolled-back'),
    'host-key-fingerprint': textOf(hostKeyFingerprint),
    generations: now === undefined ? '[]' : JSON.stringify(generationsJson(now)),
  };
}

/** Field names and date form of `nixos-rebuild list-generations --json` (nixos-rebuild-ng, models.py). */
export function generationsJson(look: Look): readonly unknown[] {
  return look.generations.map(
    ({
      generation,
      date,
      nixosVersion,
      kernelVersion,
      configurationRevision,
      specialisations,
      current,
    }: Generation) => ({
      generation,
      date: new Date(date * 1000).toISOString().slice(0, 19).replace('T', ' '),
      nixosVersion,
      kernelVersion,
      configurationRevision,
      specialisations,
      current,
    }),
  );
}

function textOf(value: string | number | undefined): string {
  return value === undefined ? '' : String(value);
}
