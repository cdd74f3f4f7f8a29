import { resolve } from 'node:path';
import type { Values } from './inputs.ts';
import { atOf } from './moment.ts';
import type {
  EngineOptions,
  LockOptions,
  Mode,
  NixOptions,
  Request,
  SshRequest,
  VerifyOptions,
} from './request.ts';

/** The request that checked values make. `now`: milliseconds since 1970. */
export function composeRequest(values: Values, mode: Mode, workspace: string, now: number): Request {
  return {
    mode,
    targets: values.target ?? [{ flake: '.', node: undefined, profile: undefined }],
    workingDirectory: resolve(workspace, values['working-directory']),
    ssh: sshOf(values),
    engine: engineOf(values),
    nix: nixOf(values, mode),
    storePath: values['store-path'],
    allowHostMismatch: values['allow-host-mismatch'],
    guard: values.guard,
    onFailure: values['on-failure'],
    verify: verifyOf(values),
    force: values.force,
    rollBackTo: values.to,
    expectPath: values['expect-path'],
    keepGenerations: values['keep-generations'],
    lock: lockOf(values, now),
    timeout: values.timeout * 1000,
    verbose: values.verbose,
  };
}

function sshOf(values: Values): SshRequest {
  const host = values['ssh-host'];
  return {
    privateKey: values['ssh-private-key'],
    passphrase: values['ssh-key-passphrase'],
    host,
    user: values['ssh-user'] ?? host?.user,
    port: values['ssh-port'] ?? host?.port,
    pins: pinsOf(values['ssh-known-hosts'], values['ssh-host-fingerprint']),
    policy: values['host-key-policy'],
    jump: jumpOf(values),
    config: values['ssh-config'] ?? '',
    useOwnConfig: values['use-ssh-config'],
  };
}

function jumpOf(values: Values): SshRequest['jump'] {
  const jump = values['ssh-jump-host'];
  const pins = pinsOf(values['ssh-jump-known-hosts'], values['ssh-jump-host-fingerprint']);
  return jump === undefined ? undefined : { ...jump, pins };
}

function pinsOf(
  knownHosts: string | undefined,
  fingerprints: readonly string[] | undefined,
): SshRequest['pins'] {
  return { knownHosts: knownHosts ?? '', fingerprints: fingerprints ?? [] };
}

function engineOf(values: Values): EngineOptions {
  return {
    magicRollback: values['magic-rollback'],
    autoRollback: values['auto-rollback'],
    confirmTimeout: values['confirm-timeout'],
    activationTimeout: values['activation-timeout'],
    remoteBuild: values['remote-build'],
    fastConnection: values['fast-connection'],
    sudo: values.sudo,
    tempPath: values['temp-path'],
    checksigs: values.checksigs,
    boot: values.boot,
    test: values.test,
  };
}

function verifyOf(values: Values): VerifyOptions {
  return {
    checks: values['health-checks'] ?? [],
    timeout: values['verify-timeout'],
    settle: values['settle-time'],
    ignoredUnits: values['ignore-failed-units'] ?? [],
  };
}

function lockOf(values: Values, now: number): LockOptions {
  const until = values['lock-until'];
  return {
    action: values.lock,
    message: values['lock-message'],
    until: until && atOf(until, now),
    wait: values['lock-wait'] ?? 0,
  };
}

function nixOf(values: Values, mode: Mode): NixOptions {
  return {
    extraConfig: values['extra-nix-config'] ?? '',
    extraArgs: values['extra-nix-args'] ?? [],
    githubToken: values['github-token'],
    flakeCheck: values['flake-check'] ?? mode === 'plan',
  };
}
