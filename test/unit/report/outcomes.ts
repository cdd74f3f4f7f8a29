import { createHash } from 'node:crypto';
import { Fault, type FaultFacts } from '../../../src/fault.ts';
import type { Generation, Look } from '../../../src/host/look.ts';
import { parseStorePath, type StorePath } from '../../../src/nix/store-path.ts';
import type { NodeOutcome, Outcome } from '../../../src/outcome.ts';

/** A store path whose hash comes from its name. */
export function storePath(name: string): StorePath {
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 32).replaceAll('e', 'z');
  const path = parseStorePath(`/nix/store/${hash}-${name}`);
  if (path === undefined) throw new Error(`${name} is no name of a store path`);
  return path;
}

export function systemPath(version: string): StorePath {
  return storePath(`nixos-system-web-${version}`);
}

function generationOf(number: number, version: string, current: boolean): Generation {
  return {
    generation: number,
    storePath: storePath(`activatable-nixos-system-web-${version}`),
    toplevel: systemPath(version),
    date: 1_800_000_000 + number * 3600,
    nixosVersion: version,
    kernelVersion: '6.12.8',
    configurationRevision: '',
    specialisations: [],
    current,
  };
}

/** A healthy host that runs, boots and has as its profile the system of `version`, which is generation `number`. */
export function lookOf(version: string, number: number, more: Partial<Look> = {}): Look {
  return {
    final: true,
    uid: 0,
    machineId: '0123456789abcdef0123456789abcdef',
    bootId: '6b1f2c9e-0000-4000-8000-000000000000',
    hostName: 'web',
    isNixos: true,
    running: systemPath(version),
    runningRelease: { nixosVersion: version, kernelVersion: '6.12.8', configurationRevision: '' },
    booted: systemPath('25.11.1'),
    runningSince: '1.0',
    profileLink: '/nix/var/nix/profiles/system',
    profile: storePath(`activatable-nixos-system-web-${version}`),
    profileToplevel: systemPath(version),
    profileGeneration: number,
    profilesSince: '1.0',
    busy: false,
    bootLoader: 'systemd-boot',
    bootDefault: systemPath(version),
    failedUnits: [],
    rebootRequired: false,
    watchedToplevel: undefined,
    held: [],
    rollbacks: [],
    guard: undefined,
    frozen: undefined,
    lock: [],
    uncommitted: undefined,
    generations: [generationOf(number, version, true), generationOf(number - 1, '25.11.0', false)],
    ...more,
  };
}

/** A deploy that went well, unless `more` says otherwise. */
export function nodeOf(more: Partial<NodeOutcome> = {}): NodeOutcome {
  return {
    node: 'web',
    profile: 'system',
    host: 'deploy@web.example.org',
    aim: 'deploy',
    result: 'deployed',
    changed: 'yes',
    wanted: storePath('activatable-nixos-system-web-25.11.2'),
    before: lookOf('25.11.1', 41),
    after: lookOf('25.11.2', 42),
    newlyFailed: [],
    hostKeyFingerprint: `SHA256:${'A'.repeat(43)}`,
    notes: [],
    fault: undefined,
    duration: 8_400,
    ...more,
  };
}

export function outcomeOf(nodes: readonly NodeOutcome[], more: Partial<Outcome> = {}): Outcome {
  return {
    result: nodes[0]?.result ?? 'failed',
    nodes,
    planDigest: `sha256:${'0123456789abcdef'.repeat(4)}`,
    fault: undefined,
    duration: 9_300,
    ...more,
  };
}

/** The README's example: a unit of the new system failed, and the host went back. */
export const ROLLED_BACK: Outcome = outcomeOf([
  nodeOf({
    result: 'rolled-back',
    changed: 'no',
    after: lookOf('25.11.1', 41),
    fault: faultOf({
      code: 'rolled-back',
      what: 'the switch failed, and the host runs the old system again: it runs nixos-system-web-25.11.1 (d12z4azf)',
      why: 'units failed: shop.service',
      fix: 'on the host: journalctl -b -u shop.service',
      changed: 'no',
      lastLines: [
        'warning: the following units failed: shop.service',
        'shop.service: the database is not there',
      ],
    }),
  }),
]);

export function faultOf(more: Partial<FaultFacts> = {}): Fault {
  return new Fault({ code: 'login-refused', what: 'the host refused the login', ...more });
}
