import { Fault } from '../fault.ts';
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
    hostName: oneWord('hostname', ssh.host?.name ?? opts.hostName ?? flake.hostname),
    port: ssh.port ?? opts.port ?? 22,
    user: oneWord('sshUser', ssh.user ?? opts.user ?? flake.sshUser),
  };
}

/** A flake's text becomes a line of ssh_config, a word of ssh's command line and part of a store's URL, so nothing in it may mean more there. */
function oneWord(name: string, text: string): string {
  if (!/^-|[\s\p{C}"'`\\$;&|<>(){}?#/]/u.test(text)) return text;
  throw new Fault({
    code: 'ssh-name-unfit',
    what: `the flake's ${name} ${JSON.stringify(text.slice(0, 80))} is not what ssh can log in with`,
    fix: `write a plain ${name === 'sshUser' ? 'user name' : 'host name or address'} in the flake's ${name}`,
    refused: true,
  });
}

/** The name ssh, Nix and deploy-rs are given: the host's own where it is plain, so that ssh-config's `Host` lines fit it. */
export function aliasOf(hostName: string): string {
  return /^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(hostName) ? hostName : 'cassie-host';
}
