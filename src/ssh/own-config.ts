import { join } from 'node:path';
import { writePrivate } from '../world/private-folder.ts';
import type { World } from '../world/world.ts';
import type { Address } from './address.ts';
import { ownConfigText } from './client.ts';

/** ssh_config of the user's, and what an input or the flake's sshOpts settled already, which wins over it. */
export interface OwnConfig {
  readonly alias: string;
  readonly address: Address;
  readonly settledPort: number | undefined;
  readonly config: string;
  readonly useOwnConfig: boolean;
}

/**
 * Where the user's own configuration leads: ssh is asked (`ssh -G` only reads), so that pins, scan and messages speak of the host that ssh will go to. Its
 * HostKeyAlias is the name that pins are looked up by; a port is then no part of it (ssh_config.5).
 */
export async function addressByOwnConfig(
  own: OwnConfig,
  folder: string,
  realSsh: string,
  world: World,
): Promise<Address & { readonly pinnedAs: Pick<Address, 'hostName' | 'port'> }> {
  const file = writePrivate(join(folder, 'own-config'), ownConfigText(own));
  const { stdout } = await world.start({
    program: realSsh,
    args: ['-G', '-F', file, own.alias],
    timeout: 10_000,
  });
  const said = (name: string) => new RegExp(`^${name} (.+)$`, 'm').exec(stdout)?.[1];
  const named = said('hostname');
  const hostName = named === undefined || named === own.alias ? own.address.hostName : named;
  const port = own.settledPort ?? Number(said('port') ?? own.address.port);
  const alias = said('hostkeyalias');
  const pinnedAs = alias === undefined ? { hostName, port } : { hostName: alias, port: 22 };
  return { hostName, port, user: own.address.user, pinnedAs };
}
