import { userInfo } from 'node:os';
import { isRecord } from '../nix/evaluate.ts';
import type { EngineOptions } from '../request/request.ts';

/** deploy-rs's generic settings of one profile, merged as deploy-rs merges them, with its defaults (data.rs, lib.rs). Times in seconds. */
export interface NodeSettings {
  readonly sshUser: string;
  /** Whose profile it is, and who activates it. */
  readonly user: string;
  readonly sshOpts: readonly string[];
  readonly sudo: string | undefined;
  readonly tempPath: string | undefined;
  readonly magicRollback: boolean;
  readonly autoRollback: boolean;
  readonly fastConnection: boolean;
  readonly remoteBuild: boolean;
  readonly confirmTimeout: number;
  readonly activationTimeout: number;
}

/** `layers` from the inside out: profile, node, deploy. The first that says something wins, but for sshOpts, which are joined. */
export function mergeSettings(
  layers: readonly unknown[],
  engine: EngineOptions,
  sshUser: string | undefined,
): NodeSettings {
  const records = layers.filter(isRecord);
  const first = (key: string) =>
    records.map((layer) => layer[key]).find((value) => value !== undefined && value !== null);
  const text = (key: string) => asText(first(key));
  const flag = (key: string, otherwise: boolean) => asFlag(first(key)) ?? otherwise;
  const login = sshUser ?? text('sshUser') ?? userInfo().username;
  return {
    sshUser: login,
    user: text('user') ?? login,
    sshOpts: records.flatMap((layer) =>
      Array.isArray(layer['sshOpts']) ? layer['sshOpts'].map(String) : [],
    ),
    sudo: engine.sudo ?? text('sudo'),
    tempPath: engine.tempPath ?? text('tempPath'),
    magicRollback: engine.magicRollback ?? flag('magicRollback', true),
    autoRollback: engine.autoRollback ?? flag('autoRollback', true),
    fastConnection: engine.fastConnection ?? flag('fastConnection', false),
    remoteBuild: engine.remoteBuild ?? flag('remoteBuild', false),
    confirmTimeout: engine.confirmTimeout ?? asSeconds(first('confirmTimeout')) ?? 30,
    activationTimeout: engine.activationTimeout ?? asSeconds(first('activationTimeout')) ?? 240,
  };
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function asFlag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

function asSeconds(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 65_535
    ? value
    : undefined;
}
