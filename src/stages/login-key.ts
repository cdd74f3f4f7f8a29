import { join } from 'node:path';
import type { Request } from '../request/request.ts';
import { askpass } from '../ssh/client.ts';
import { wrongPassphrase } from '../ssh/key-faults.ts';
import { secretsOfKey } from '../ssh/key-secrets.ts';
import { readPrivateKey } from '../ssh/private-key.ts';
import { writePrivate } from '../world/private-folder.ts';
import type { World } from '../world/world.ts';

/** What we log in with: a key file of ours, or (all undefined) whatever the agent or the host's own way of trust offers. */
export interface LoginKey {
  readonly file: string | undefined;
  readonly passphrase: string | undefined;
  readonly fingerprint: string | undefined;
  readonly publicLine: string | undefined;
  /** There is an agent, and no key of ours. */
  readonly agent: boolean;
}

const NO_KEY = {
  file: undefined,
  passphrase: undefined,
  fingerprint: undefined,
  publicLine: undefined,
} as const;

/** Checks the key's text and puts it into one private file; every form of it is masked first. */
export async function placeKey({ ssh }: Request, world: World): Promise<LoginKey> {
  if (ssh.privateKey === undefined) {
    const agent = world.environment['SSH_AUTH_SOCK'] !== undefined;
    const how = agent ? 'the agent holds the key' : 'no key is offered';
    world.tell({ kind: 'detail', text: `ssh-private-key is not set: ${how}` });
    return { ...NO_KEY, agent };
  }
  // before anything can throw: a text that is no key may still be a secret
  const { privateKey, passphrase } = ssh;
  for (const text of secretsOfKey(privateKey, privateKey, privateKey, '', passphrase))
    world.tell({ kind: 'secret', text });
  const key = await readPrivateKey(privateKey, passphrase);
  for (const text of key.secrets) world.tell({ kind: 'secret', text });
  for (const text of key.mended) world.tell({ kind: 'line', from: 'us', text });
  world.tell({ kind: 'line', from: 'us', text: `key ${key.fingerprint} (${key.type})` });
  const file = writePrivate(join(world.folder, 'key'), key.text);
  if (!key.proven) await proveWithSshKeygen(file, passphrase, world);
  return {
    file,
    passphrase: key.encrypted ? passphrase : undefined,
    fingerprint: key.fingerprint,
    publicLine: key.publicLine,
    agent: false,
  };
}

/** Before a host is asked, which would only say `Permission denied`. Without ssh-keygen on PATH ssh is the first to try. */
async function proveWithSshKeygen(file: string, passphrase: string | undefined, world: World): Promise<void> {
  const { code, notStarted } = await world.start({
    program: 'ssh-keygen',
    args: ['-y', '-f', file],
    env: askpass(world.folder, passphrase),
    timeout: 60_000,
  });
  world.cancelled.throwIfAborted();
  if (code !== 0 && notStarted === undefined) throw wrongPassphrase('ssh-private-key');
}
