import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '../fault.ts';
import type { SshHost } from '../host/over-ssh.ts';
import type { Request, SshRequest } from '../request/request.ts';
import { type Address, addressOf, aliasOf } from '../ssh/address.ts';
import { type ClientSettings, type Endpoint, JUMP_ALIAS, writeSshClient } from '../ssh/client.ts';
import type { FlakeSshOpts } from '../ssh/flake-ssh-opts.ts';
import type { Trust } from '../ssh/host-key.ts';
import { addressByOwnConfig } from '../ssh/own-config.ts';
import type { LoginFacts } from '../ssh/ssh-faults.ts';
import { type Acquaintances, establishTrust, explainRefusal, type TrustPlace } from '../ssh/trust.ts';
import type { World } from '../world/world.ts';
import { findJump, type Jump } from './jump.ts';
import type { LoginKey } from './login-key.ts';

/** What all hosts of a run have in common. */
export interface Way {
  readonly key: LoginKey;
  readonly realSsh: string;
  readonly met: Acquaintances;
}

/** What was said about the way to one host. */
export interface WayTo {
  readonly request: Request;
  readonly opts: FlakeSshOpts;
  /** What the host is called in the user's ssh_config, if that is plain enough. */
  readonly alias: string;
  readonly address: Address;
  /** The name and port that known_hosts has for it. */
  readonly pinnedAs: Pick<Address, 'hostName' | 'port'>;
  readonly folder: string;
  readonly way: Way;
  readonly becomeRoot: string;
}

/** Everything that was said about where a host is, in one place: inputs, the flake, and the user's ssh_config. */
export async function findAddress(
  { request, opts, folder, way }: Pick<WayTo, 'request' | 'opts' | 'folder' | 'way'>,
  flake: { readonly hostname: string; readonly sshUser: string },
  world: World,
): Promise<Pick<WayTo, 'alias' | 'address' | 'pinnedAs'>> {
  const { ssh } = request;
  const address = addressOf(ssh, opts, flake);
  const alias = aliasOf(address.hostName);
  if (!hasOwnConfig(ssh)) return { alias, address, pinnedAs: address };
  const own = {
    alias,
    address,
    settledPort: ssh.port ?? opts.port,
    config: ssh.config,
    useOwnConfig: ssh.useOwnConfig,
  };
  const { pinnedAs, ...found } = await addressByOwnConfig(own, folder, way.realSsh, world);
  return { alias, address: found, pinnedAs };
}

/** A way on which every host key is settled before our own key is offered to anybody. */
export interface TrustedWay {
  readonly host: SshHost;
  readonly trust: Trust;
  /** The same, or for a host key that ssh refused a fault with both fingerprints and the line to paste. */
  readonly explain: (thrown: unknown) => Promise<unknown>;
}

export async function findTrustedWay(to: WayTo, world: World): Promise<TrustedWay> {
  const { request, opts, address, pinnedAs, way } = to;
  const jump = findJump(request.ssh, opts, address);
  const login = loginFacts(to, jump);
  const jumpPlace = jump === undefined ? undefined : placeOfJump(to, jump, login, world);
  const endpoint =
    jump === undefined || jumpPlace === undefined
      ? undefined
      : endpointOf(jump.address, await establishTrust(jumpPlace, way.met, world));
  const write = (trust: Trust | undefined) =>
    writeSshClient(clientSettings(to, endpoint, trust), world.environment, way.realSsh);
  const place: TrustPlace = {
    host: pinnedAs.hostName,
    port: pinnedAs.port,
    pins: request.ssh.pins,
    policy: request.ssh.policy,
    login,
    isDirect: jump === undefined && !hasProxy(opts) && !hasOwnConfig(request.ssh),
    client: () => write(undefined),
  };
  const explain = async (thrown: unknown) => {
    if (!(thrown instanceof Fault)) return thrown;
    const refused = refusedPlace(thrown, place, jumpPlace);
    const better = refused && (await explainRefusal(thrown, refused, way.met, world));
    return better ?? thrown;
  };
  try {
    const trust = await establishTrust(place, way.met, world);
    const host = { client: write(trust), login, becomeRoot: to.becomeRoot };
    return { host, trust, explain };
  } catch (thrown) {
    throw await explain(thrown);
  }
}

/** Whose key ssh refused. */
function refusedPlace(
  { code }: Fault,
  host: TrustPlace,
  jump: TrustPlace | undefined,
): TrustPlace | undefined {
  if (code.startsWith('jump-host-key-')) return jump;
  return code.startsWith('host-key-') ? host : undefined;
}

function loginFacts({ address, way }: WayTo, jump: Jump | undefined): LoginFacts {
  return {
    user: address.user,
    host: address.hostName,
    port: address.port,
    keyFingerprint: way.key.fingerprint,
    publicLine: way.key.publicLine,
    agent: way.key.agent,
    jump: jump && { user: jump.address.user, host: jump.address.hostName, port: jump.address.port },
  };
}

/** A jump host has a pin of its own, and is trusted before anything goes through it. */
function placeOfJump(to: WayTo, jump: Jump, login: LoginFacts, world: World): TrustPlace {
  const { address, pins, inputs } = jump;
  const folder = join(to.folder, 'jump');
  const host = { ...endpointOf(address, undefined), proxyJump: undefined, proxyCommand: undefined };
  return {
    host: address.hostName,
    port: address.port,
    pins,
    inputs,
    policy: to.request.ssh.policy,
    login,
    isDirect: true,
    client: () => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const settings = { ...clientSettings(to, undefined, undefined), folder, alias: JUMP_ALIAS, host };
      return writeSshClient(settings, world.environment, to.way.realSsh);
    },
  };
}

function endpointOf(address: Address, trust: Trust | undefined): Endpoint {
  return { ...address, knownHosts: trust?.knownHosts ?? '', hostKeyAlgorithms: trust?.hostKeyAlgorithms };
}

function clientSettings(
  { request, opts, alias, address, folder, way }: WayTo,
  jump: Endpoint | undefined,
  trust: Trust | undefined,
): ClientSettings {
  return {
    folder,
    alias,
    host: {
      ...endpointOf(address, trust),
      proxyJump: opts.proxyJump,
      proxyCommand: opts.proxyCommand,
    },
    jump,
    hopKnownHosts:
      jump === undefined && opts.proxyJump !== undefined ? request.ssh.pins.knownHosts : undefined,
    keyFile: way.key.file,
    passphrase: way.key.passphrase,
    identityFile: existingFile(opts.identityFile),
    config: request.ssh.config,
    useOwnConfig: request.ssh.useOwnConfig,
  };
}

function hasProxy({ proxyCommand, proxyJump }: FlakeSshOpts): boolean {
  return proxyCommand !== undefined || proxyJump !== undefined;
}

function hasOwnConfig({ config, useOwnConfig }: SshRequest): boolean {
  return config !== '' || useOwnConfig;
}

/** A key file of a developer's laptop that the flake names is used where it exists. */
function existingFile(path: string | undefined): string | undefined {
  const whole = path?.replace(/^~(?=\/)/, homedir());
  return whole !== undefined && existsSync(whole) ? whole : undefined;
}
