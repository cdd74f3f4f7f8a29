import { resolve } from 'node:path';
import type { Values } from './inputs.ts';
import type { EngineOptions, Mode, NixOptions, Request, SshRequest } from './request.ts';

/** The request that checked values make. */
export function composeRequest(values: Values, mode: Mode, workspace: string): Request {
  return {
    mode,
    targets: values.target ?? [{ flake: '.', node: undefined, profile: undefined }],
    workingDirectory: resolve(workspace, values['working-directory']),
    ssh: sshOf(values),
    engine: engineOf(values),
    nix: nixOf(values, mode),
    storePath: values['store-path'],
    allowHostMismatch: values['allow-host-mismatch'],
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

function nixOf(values: Values, mode: Mode): NixOptions {
  return {
    extraConfig: values['extra-nix-config'] ?? '',
    extraArgs: values['extra-nix-args'] ?? [],
    githubToken: values['github-token'],
    flakeCheck: values['flake-check'] ?? mode === 'plan',
  };
}
