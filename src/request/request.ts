/** What a user asked for, parsed and checked: no string of the outside world is parsed again after this. */

import type { StorePath } from '../nix/store-path.ts';
import type { HealthCheck } from './health-checks.ts';

export const MODES = ['deploy', 'plan', 'rollback', 'generations', 'lock'] as const;
export type Mode = (typeof MODES)[number];

/** `flake` as Nix takes it (`.`, `path:…`, `github:…`), without the fragment. */
export interface Target {
  readonly flake: string;
  readonly node: string | undefined;
  readonly profile: string | undefined;
}

/** A host as a user writes it, split. `name` is a DNS name or an address, IPv6 without brackets. */
export interface HostAddress {
  readonly name: string;
  readonly user: string | undefined;
  readonly port: number | undefined;
}

/** What may vouch for a host key. Empty lists: nothing was pinned. */
export interface Pins {
  /** known_hosts text as given (several lines; hashed, `@cert-authority`, `@revoked` allowed). */
  readonly knownHosts: string;
  /** `SHA256:…` fingerprints. */
  readonly fingerprints: readonly string[];
}

export type HostKeyPolicy = 'accept-new' | 'strict';

/** How to reach hosts. Node settings of the flake fill what is undefined here. */
export interface SshRequest {
  readonly privateKey: string | undefined;
  readonly passphrase: string | undefined;
  readonly host: HostAddress | undefined;
  readonly user: string | undefined;
  readonly port: number | undefined;
  readonly pins: Pins;
  readonly policy: HostKeyPolicy;
  readonly jump: (HostAddress & { readonly pins: Pins }) | undefined;
  /** ssh_config text added after ours. */
  readonly config: string;
  readonly useOwnConfig: boolean;
}

/** deploy-rs options by their own names; undefined: what the flake says. Times in seconds. */
export interface EngineOptions {
  readonly magicRollback: boolean | undefined;
  readonly autoRollback: boolean | undefined;
  readonly confirmTimeout: number | undefined;
  readonly activationTimeout: number | undefined;
  readonly remoteBuild: boolean | undefined;
  readonly fastConnection: boolean | undefined;
  readonly sudo: string | undefined;
  readonly tempPath: string | undefined;
  readonly checksigs: boolean;
  readonly boot: boolean;
  readonly test: boolean;
}

export interface NixOptions {
  readonly extraConfig: string;
  readonly extraArgs: readonly string[];
  readonly githubToken: string | undefined;
  readonly flakeCheck: boolean;
}

/** Where a rollback goes. Numbers are used again by Nix, a store path is not. */
export type RollbackTarget =
  | { readonly kind: 'previous' }
  | { readonly kind: 'generation'; readonly number: number }
  | { readonly kind: 'store-path'; readonly path: StorePath };

/** What a switch must pass. Times in seconds. */
export interface VerifyOptions {
  readonly checks: readonly HealthCheck[];
  /** For all of it, health checks included. */
  readonly timeout: number;
  /** Between the two fresh logins. */
  readonly settle: number;
  /** Names and patterns (`*`, `?`) of units whose failure decides nothing, with their suffix. */
  readonly ignoredUnits: readonly string[];
}

export interface LockOptions {
  readonly action: 'show' | 'freeze' | 'unfreeze' | 'break';
  readonly message: string | undefined;
  /** Milliseconds since 1970. */
  readonly until: number | undefined;
  /** Seconds; 0: does not wait. */
  readonly wait: number;
}

export interface Request {
  readonly mode: Mode;
  /** What to deploy, all from one flake. A target without a node: `cassie-box` if the flake has it, else its only node. */
  readonly targets: readonly [Target, ...Target[]];
  /** Absolute. */
  readonly workingDirectory: string;
  readonly ssh: SshRequest;
  readonly engine: EngineOptions;
  readonly nix: NixOptions;
  /** An already built activatable profile to deploy instead of building one. */
  readonly storePath: StorePath | undefined;
  readonly allowHostMismatch: boolean;
  /** Arm the dead-man switch on the host. */
  readonly guard: boolean;
  /** undefined: rollback unless auto-rollback is off. */
  readonly onFailure: 'rollback' | 'keep' | undefined;
  readonly verify: VerifyOptions;
  /** Deploy even a system that was rolled back from. */
  readonly force: boolean;
  readonly rollBackTo: RollbackTarget;
  /** The profile or toplevel that the generation must have. */
  readonly expectPath: StorePath | undefined;
  readonly keepGenerations: number | undefined;
  readonly lock: LockOptions;
  /** Milliseconds for the whole run. */
  readonly timeout: number;
  readonly verbose: boolean;
}
