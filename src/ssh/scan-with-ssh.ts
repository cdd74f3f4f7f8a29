import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../fault.ts';
import { lastLines } from '../plain-text.ts';
import type { World } from '../world/world.ts';
import { configPath, type SshClient } from './client.ts';
import { type HostKey, parseKnownHosts } from './known-hosts.ts';
import { HOST_KEY_GROUPS } from './scan.ts';
import { type LoginFacts, sshFault } from './ssh-faults.ts';

/**
 * ssh itself fetches the keys, through jump host or proxy, into an empty known_hosts, a connection a group of types as it negotiates only one. It offers
 * the host no key of ours (no authentication method is allowed), so it always ends with a refused login, and only the files count.
 */
export async function scanWithSsh(
  client: SshClient,
  login: LoginFacts,
  milliseconds: number,
  world: World,
): Promise<readonly HostKey[] | Fault> {
  const glances = await Promise.all(
    HOST_KEY_GROUPS.map((algorithms, at) => glance(client, { algorithms, at, milliseconds }, world)),
  );
  world.cancelled.throwIfAborted();
  const keys = glances.flatMap((one) => one.keys);
  return keys.length > 0
    ? keys
    : detourFault(
        glances.map(({ stderr }) => stderr),
        login,
      );
}

interface Glance {
  readonly keys: readonly HostKey[];
  readonly stderr: string;
}

async function glance(
  client: SshClient,
  group: { readonly algorithms: readonly string[]; readonly at: number; readonly milliseconds: number },
  world: World,
): Promise<Glance> {
  const file = join(client.folder, `scanned-${group.at}`);
  const options = [
    'StrictHostKeyChecking=accept-new',
    `UserKnownHostsFile=${configPath(file)}`,
    `HostKeyAlgorithms=${group.algorithms.join(',')}`,
    'PreferredAuthentications=none',
    'PubkeyAuthentication=no',
    'HashKnownHosts=no',
    'LogLevel=INFO', // says when it was the way that ended, not the host
  ];
  const { stderr } = await world.start({
    program: client.realSsh,
    args: ['-F', client.configFile, ...options.flatMap((option) => ['-o', option]), client.alias, 'true'],
    env: client.env,
    timeout: group.milliseconds,
  });
  return { keys: readKeys(file), stderr };
}

/** A host without a key of one group says only that; what stopped the others says more. */
function detourFault(said: readonly string[], login: LoginFacts): Fault {
  const stderr = said.find((text) => !text.includes('no matching host key type')) ?? said[0] ?? '';
  const known = sshFault(stderr, login);
  if (known !== undefined) return known;
  return new Fault({
    code: 'scan-detour-failed',
    what: 'the host key could not be read: ssh did not get as far as the host',
    lastLines: lastLines(stderr, 4),
    fix: 'check the jump host or proxy command (that it lets this key in, and forwards TCP) and the address of the host; with its line in ssh-known-hosts no key is read beforehand',
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
