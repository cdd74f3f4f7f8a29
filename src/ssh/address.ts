import type { SshRequest } from '../request/request.ts';
import type { FlakeSshOpts } from './flake-ssh-opts.ts';

/** Where a node is, after all that was said about it. */
export interface Address {
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
}

/** An input wins over the flake's sshOpts, and they over its hostname and sshUser. */
export function addressOf(
  ssh: SshRequest,
  opts: FlakeSshOpts,
  flake: { readonly hostname: string; readonly sshUser: string },
): Address {
  return {
    hostName: ssh.host?.name ?? opts.hostName ?? flake.hostname,
    port: ssh.port ?? opts.port ?? 22,
    user: ssh.user ?? opts.user ?? flake.sshUser,
  };
}

/** The name ssh, Nix and deploy-rs are given: the host's own where it is plain, so that ssh-config's `Host` lines fit it. */
export function aliasOf(hostName: string): string {
  return /^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(hostName) ? hostName : 'cassie-host';
}
