import type { Fault } from '../fault.ts';
import { readOwner } from '../host/lock-words.ts';
import type { Frozen, Look } from '../host/look.ts';
import { activePath, type NodeOutcome, nowOf, type Outcome } from '../outcome.ts';
import { standingOf } from './generation-table.ts';

/** Version of the report's form; docs/report.schema.json describes it. */
const FORM = 1;

/** The whole report: docs/report.schema.json. Times in seconds. */
export function reportJson(outcome: Outcome, version: string): unknown {
  return {
    form: FORM,
    program: `cassie-deploy ${version}`,
    result: outcome.result,
    duration: outcome.duration / 1000,
    planDigest: outcome.planDigest ?? null,
    fault: outcome.fault === undefined ? null : faultJson(outcome.fault),
    nodes: outcome.nodes.map((node) => ({
      ...nodeJson(node),
      before: lookJson(node.before),
      after: lookJson(node.after),
    })),
  };
}

/** By node, and below it by profile: what a later step asks for most. */
export function outcomesJson({ nodes }: Outcome): unknown {
  const byNode = Map.groupBy(nodes, ({ node }) => node);
  return Object.fromEntries(
    [...byNode].map(([node, profiles]) => [
      node,
      Object.fromEntries(profiles.map((one) => [one.profile, nodeJson(one)])),
    ]),
  );
}

function nodeJson(outcome: NodeOutcome) {
  const {
    node,
    profile,
    host,
    result,
    changed,
    wanted,
    before,
    newlyFailed,
    hostKeyFingerprint,
    fault,
    duration,
  } = outcome;
  const now = nowOf(outcome);
  return {
    node,
    profile,
    host: host ?? null,
    result,
    changed,
    wanted: wanted ?? null,
    storePath: activePath(outcome, now) ?? null,
    generation: now?.profileGeneration ?? null,
    previousStorePath: activePath(outcome, before) ?? null,
    previousGeneration: before?.profileGeneration ?? null,
    bootDefault: now?.bootDefault ?? null,
    newlyFailedUnits: newlyFailed,
    hostKeyFingerprint: hostKeyFingerprint ?? null,
    duration: duration / 1000,
    fault: fault === undefined ? null : faultJson(fault),
  };
}

function lookJson(look: Look | undefined) {
  if (look === undefined) return null;
  return {
    machineId: look.machineId,
    bootId: look.bootId,
    hostName: look.hostName,
    running: look.running ?? null,
    ...look.runningRelease,
    booted: look.booted ?? null,
    profile: look.profile ?? null,
    profileToplevel: look.profileToplevel ?? null,
    generation: look.profileGeneration ?? null,
    bootLoader: look.bootLoader ?? null,
    bootDefault: look.bootDefault ?? null,
    rebootRequired: look.rebootRequired,
    failedUnits: look.failedUnits ?? null,
    generations: generationsJson(look),
    held: look.held,
    frozen: look.frozen === undefined ? null : frozenJson(look.frozen),
    deployLock: look.lock.length === 0 ? null : lockJson(look.lock),
  };
}

function frozenJson({ owner, url, message, since, until }: Frozen) {
  return { owner, url, message, since: timeJson(since), until: timeJson(until) };
}

function lockJson(lines: readonly string[]) {
  const { owner, url, since } = readOwner(lines);
  return { owner, url, since: timeJson(since) };
}

function timeJson(seconds: number | undefined): string | null {
  return seconds === undefined ? null : new Date(seconds * 1000).toISOString();
}

/** Field names and date form of `nixos-rebuild list-generations --json` (nixos-rebuild-ng, models.py), and then what it leaves out. */
export function generationsJson(look: Look): readonly unknown[] {
  return look.generations.map((one) => {
    const { current, ...standing } = standingOf(one, look);
    return {
      generation: one.generation,
      date: new Date(one.date * 1000).toISOString().slice(0, 19).replace('T', ' '),
      nixosVersion: one.nixosVersion,
      kernelVersion: one.kernelVersion,
      configurationRevision: one.configurationRevision,
      specialisations: one.specialisations,
      current,
      storePath: one.storePath,
      ...standing,
    };
  });
}

function faultJson({ code, what, why, fix, changed, lastLines }: Fault) {
  return { code, what, why: why ?? null, fix: fix ?? null, changed, lastLines };
}
