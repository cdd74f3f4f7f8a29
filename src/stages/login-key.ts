import { join } from 'node:path';
import type { Request } from '../request/request.ts';
import { readPrivateKey } from '../ssh/private-key.ts';
import { writePrivate } from '../world/private-folder.ts';
import type { World } from '../world/world.ts';

/** What we log in with: a key file of ours, or (all undefined) whatever the agent or the host's own way of trust offers. */
export interface LoginKey {
  readonly file: string | undefined;
  readonly passphrase: string | undefined;
  readonly fingerprint: string | undefined;
  readonly publicLine: string | undefined;
}

const NO_KEY: LoginKey = {
  file: undefined,
  passphrase: undefined,
  fingerprint: undefined,
  publicLine: undefined,
};

/** Checks the key's text and puts it into one private file; every form of it is masked first. */
export async function placeKey({ ssh }: Request, world: World): Promise<LoginKey> {
  if (ssh.privateKey === undefined) {
    const how =
      world.environment['SSH_AUTH_SOCK'] === undefined ? 'no key is offered' : 'the agent holds the key';
    world.tell({ kind: 'detail', text: `ssh-private-key is not set: ${how}` });
    return NO_KEY;
  }
  const key = await readPrivateKey(ssh.privateKey, ssh.passphrase);
  for (const text of key.secrets) world.tell({ kind: 'secret', text });
  for (const text of key.mended) world.tell({ kind: 'line', from: 'us', text });
  world.tell({ kind: 'line', from: 'us', text: `key ${key.fingerprint} (${key.type})` });
  return {
    file: writePrivate(join(world.folder, 'key'), key.text),
    passphrase: key.encrypted ? ssh.passphrase : undefined,
    fingerprint: key.fingerprint,
    publicLine: key.publicLine,
  };
}
