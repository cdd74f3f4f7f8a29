import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../fault.ts';
import type { HostKeyPolicy, Pins } from '../request/request.ts';
import type { World } from '../world/world.ts';
import type { SshClient } from './client.ts';
import { decideTrust, needsScan, type Trust, type TrustQuestion } from './host-key.ts';
import type { HostKeyInputs } from './host-key-faults.ts';
import { type HostKey, parseKnownHosts } from './known-hosts.ts';
import { recallHostKeys, rememberHostKeys } from './memory.ts';
import { scanHostKeys } from './scan.ts';

/** The machine whose key is to be trusted. */
export interface TrustPlace {
  readonly host: string;
  readonly port: number;
  readonly pins: Pins;
  readonly policy: HostKeyPolicy;
  readonly inputs?: HostKeyInputs;
  /** Reaches the host where a plain connection can't: through a jump host or proxy command. */
  readonly detour: (() => SshClient) | undefined;
}

/** Decides what ssh may trust before any key of ours is offered, scanning the host only where that is needed. */
export async function establishTrust(place: TrustPlace, world: World): Promise<Trust> {
  const { host, port } = place;
  const memory =
    world.memoryFolder === undefined ? undefined : await recallHostKeys(world.memoryFolder, host, port);
  if (memory?.warning !== undefined) world.tell({ kind: 'warning', text: memory.warning });
  const question: Omit<TrustQuestion, 'offered'> = { ...place, remembered: memory?.knownHosts ?? '' };
  const offered = needsScan(question) ? await scan(place, world) : undefined;
  const trust = decideTrust({ ...question, offered });
  for (const text of trust.warnings) world.tell({ kind: 'warning', text });
  return trust;
}

/** Kept only after a login, so that what a stranger showed is never remembered. */
export async function rememberTrust(trust: Trust, host: string, port: number, world: World): Promise<void> {
  if (world.memoryFolder === undefined || trust.remember === undefined) return;
  const warning = await rememberHostKeys(world.memoryFolder, host, port, trust.remember);
  if (warning !== undefined) world.tell({ kind: 'warning', text: warning });
}

const SCAN_TIME = 20_000;

async function scan({ host, port, detour }: TrustPlace, world: World): Promise<readonly HostKey[]> {
  if (detour !== undefined) return scanWithSsh(detour(), world);
  const scanned = await scanHostKeys({ host, port, timeout: SCAN_TIME, signal: world.cancelled });
  if (scanned.kind === 'seen') return scanned.keys;
  world.cancelled.throwIfAborted();
  throw new Fault({
    code: `scan-${scanned.reason}`,
    what: `the host key of ${host} port ${port} could not be read: ${SCAN_WORDS[scanned.reason] ?? scanned.reason}`,
    why: scanned.detail === '' ? undefined : scanned.detail,
    fix:
      scanned.reason === 'no-common-algorithm'
        ? 'pin the host with ssh-known-hosts: then ssh itself checks the key, with every algorithm it knows'
        : 'check ssh-host, ssh-port and that the host lets this runner in; a private name needs its VPN to be up in an earlier step',
  });
}

const SCAN_WORDS: Readonly<Record<string, string>> = {
  refused: 'nothing listens there',
  'no-such-host': 'the name cannot be resolved',
  unreachable: 'no way leads there',
  'timed-out': 'no answer in time',
  'turned-away': 'its sshd turns connections away now',
  'cut-off': 'the connection was cut without a word',
  'not-ssh': 'what answers is not SSH',
  'no-common-algorithm': 'it speaks none of the algorithms a scan knows',
};

/**
 * ssh itself fetches the key, through jump host or proxy, into an empty known_hosts; it offers no key of ours (no authentication method is
 * allowed), so it always ends with a refused login, and only the file counts.
 */
async function scanWithSsh(client: SshClient, world: World): Promise<readonly HostKey[]> {
  const file = join(world.folder, `scanned-${client.alias}`);
  const options = [
    'StrictHostKeyChecking=accept-new',
    `UserKnownHostsFile=${file}`,
    'PreferredAuthentications=none',
    'PubkeyAuthentication=no',
    'HashKnownHosts=no',
  ];
  const finished = await world.start({
    program: client.realSsh,
    args: ['-F', client.configFile, ...options.flatMap((option) => ['-o', option]), client.alias, 'true'],
    env: client.env,
    timeout: SCAN_TIME,
  });
  world.cancelled.throwIfAborted();
  const keys = readKeys(file);
  if (keys.length > 0) return keys;
  throw new Fault({
    code: 'scan-detour-failed',
    what: 'the host key could not be read through the jump host or proxy',
    why: finished.stderr.trim().split('\n').at(-1),
    fix: 'check the jump host (its pin, and that it lets this key forward TCP), or pin the host with ssh-known-hosts',
  });
}

function readKeys(file: string): readonly HostKey[] {
  try {
    return parseKnownHosts(readFileSync(file, 'utf8')).lines.map(({ type, blob, fingerprint }) => ({
      type,
      blob,
      fingerprint,
    }));
  } catch {
    return []; // ssh wrote nothing: it saw no key
  }
}
