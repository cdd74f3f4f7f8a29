import type { Pins, SshRequest } from '../request/request.ts';
import { parseSshHost } from '../request/ssh-host.ts';
import type { Address } from '../ssh/address.ts';
import type { FlakeSshOpts } from '../ssh/flake-ssh-opts.ts';
import type { HostKeyInputs } from '../ssh/host-key-faults.ts';

/** A host on the way, with what may vouch for its key and what the user calls that. */
export interface Jump {
  readonly address: Address;
  readonly pins: Pins;
  readonly inputs: HostKeyInputs;
}

const JUMP_INPUTS: HostKeyInputs = {
  knownHosts: 'ssh-jump-known-hosts',
  fingerprint: 'ssh-jump-host-fingerprint',
};
const HOST_INPUTS: HostKeyInputs = { knownHosts: 'ssh-known-hosts', fingerprint: 'ssh-host-fingerprint' };

/**
 * The input's jump host, else the flake's ProxyJump. The latter is left to ssh where it has several hops, or where the user's own configuration may
 * know its name. Without a user of its own it is logged in to as the host itself: the name of a runner's user is never the right one.
 */
export function findJump(ssh: SshRequest, { proxyJump }: FlakeSshOpts, { user }: Address): Jump | undefined {
  const { jump } = ssh;
  if (jump !== undefined) return { address: addressOf(jump, user), pins: jump.pins, inputs: JUMP_INPUTS };
  if (proxyJump === undefined || ssh.config !== '' || ssh.useOwnConfig) return undefined;
  const parsed = parseSshHost(proxyJump);
  if (!parsed.ok) return undefined;
  const pins: Pins = { knownHosts: namedLines(ssh.pins.knownHosts), fingerprints: [] };
  return { address: addressOf(parsed.value, user), pins, inputs: HOST_INPUTS };
}

function addressOf(
  jump: { readonly name: string; readonly port: number | undefined; readonly user: string | undefined },
  user: string,
): Address {
  return { hostName: jump.name, port: jump.port ?? 22, user: jump.user ?? user };
}

/** A key without a host in front of it is the host's own, not the jump host's. */
function namedLines(knownHosts: string): string {
  return knownHosts
    .split(/\r\n|\r|\n/)
    .filter((line) => !/^\s*(?:ssh-|ecdsa-|sk-)/.test(line))
    .join('\n');
}
