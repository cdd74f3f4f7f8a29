import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '../fault.ts';
import type { Look, LookQuestion } from '../host/look.ts';
import { logIn, type SshHost } from '../host/over-ssh.ts';
import type { Request } from '../request/request.ts';
import { type Address, addressOf, aliasOf } from '../ssh/address.ts';
import { type ClientSettings, type Endpoint, type SshClient, writeSshClient } from '../ssh/client.ts';
import { type FlakeSshOpts, readFlakeSshOpts } from '../ssh/flake-ssh-opts.ts';
import type { Trust } from '../ssh/host-key.ts';
import { establishTrust, rememberTrust } from '../ssh/trust.ts';
import type { World } from '../world/world.ts';
import type { LoginKey } from './login-key.ts';
import type { PlannedProfile } from './plan.ts';

/** A host that let us in, and what it showed: recorded before anything is changed. */
export interface ReadyHost {
  readonly host: SshHost;
  readonly look: Look;
  readonly profile: LookQuestion['profile'];
  readonly hostKeyFingerprint: string | undefined;
  /** This host's part of the private folder. */
  readonly folder: string;
}

export interface Way {
  readonly key: LoginKey;
  readonly realSsh: string;
}

/** Settles the host's key, logs in and looks. Nothing on the host is changed. */
export async function reachHost(
  planned: PlannedProfile,
  request: Request,
  way: Way,
  world: World,
): Promise<ReadyHost> {
  const opts = readFlakeSshOpts(planned.settings.sshOpts);
  for (const ignored of opts.ignored)
    world.tell({
      kind: 'warning',
      text: `sshOpts of ${planned.node}: ${ignored} is not passed on; use the inputs or ssh-config`,
    });
  const address = addressOf(request.ssh, opts, {
    hostname: planned.hostname,
    sshUser: planned.settings.sshUser,
  });
  const folder = join(
    world.folder,
    `${planned.node}.${planned.profile}`.replace(/[^\w.-]/g, '_').slice(0, 24),
  );
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { client, trust } = await trustedClient({ request, opts, address, folder, way }, world);
  const host: SshHost = {
    client,
    login: {
      ...address,
      host: address.hostName,
      keyFingerprint: way.key.fingerprint,
      publicLine: way.key.publicLine,
    },
  };
  const profile = { path: planned.profilePath, user: planned.settings.user, name: planned.profile };
  const { look, hostKeyFingerprint } = await logIn(host, { profile, watched: undefined, patience: 0 }, world);
  await rememberTrust(trust, address.hostName, address.port, world);
  return { host, look, profile, hostKeyFingerprint: hostKeyFingerprint ?? trust.fingerprint, folder };
}

interface WayTo {
  readonly request: Request;
  readonly opts: FlakeSshOpts;
  readonly address: Address;
  readonly folder: string;
  readonly way: Way;
}

async function trustedClient(
  to: WayTo,
  world: World,
): Promise<{ readonly client: SshClient; readonly trust: Trust }> {
  const { request, opts, address, way } = to;
  const jump = await jumpEndpoint(request, world);
  const write = (trust: Trust | undefined) =>
    writeSshClient(clientSettings(to, jump, trust), world.environment, way.realSsh);
  const isDirect =
    jump === undefined &&
    opts.proxyCommand === undefined &&
    opts.proxyJump === undefined &&
    request.ssh.config === '' &&
    !request.ssh.useOwnConfig;
  const trust = await establishTrust(
    {
      host: address.hostName,
      port: address.port,
      pins: request.ssh.pins,
      policy: request.ssh.policy,
      detour: isDirect ? undefined : () => write(undefined),
    },
    world,
  );
  return { client: write(trust), trust };
}

/** A jump host has a pin of its own, and is trusted before anything goes through it. */
async function jumpEndpoint(request: Request, world: World): Promise<Endpoint | undefined> {
  const { jump, policy, user } = request.ssh;
  if (jump === undefined) return undefined;
  const port = jump.port ?? 22;
  const inputs = { knownHosts: 'ssh-jump-known-hosts', fingerprint: 'ssh-jump-host-fingerprint' };
  const trust = await establishTrust(
    { host: jump.name, port, pins: jump.pins, policy, inputs, detour: undefined },
    world,
  );
  return {
    hostName: jump.name,
    port,
    user: jump.user ?? user,
    knownHosts: trust.knownHosts,
    hostKeyAlgorithms: trust.hostKeyAlgorithms,
  };
}

function clientSettings(
  { request, opts, address, folder, way }: WayTo,
  jump: Endpoint | undefined,
  trust: Trust | undefined,
): ClientSettings {
  return {
    folder,
    alias: aliasOf(address.hostName),
    host: {
      ...address,
      knownHosts: trust?.knownHosts ?? '',
      hostKeyAlgorithms: trust?.hostKeyAlgorithms,
      proxyJump: opts.proxyJump,
      proxyCommand: opts.proxyCommand,
    },
    jump,
    keyFile: way.key.file,
    passphrase: way.key.passphrase,
    identityFile: existingFile(opts.identityFile),
    config: request.ssh.config,
    useOwnConfig: request.ssh.useOwnConfig,
  };
}

/** A key file of a developer's laptop that the flake names is used where it exists. */
function existingFile(path: string | undefined): string | undefined {
  const whole = path?.replace(/^~(?=\/)/, homedir());
  return whole !== undefined && existsSync(whole) ? whole : undefined;
}

/** Names under which an image runs before its own configuration named it. */
const UNNAMED = ['nixos', 'nixos-installer', 'nixos-minimal', 'localhost', ''];

/** deploy-rs puts one node's system on another's host without a word (seen): the configuration's host name is compared with the host's. */
export function compareHostName(
  planned: PlannedProfile,
  look: Look,
  allowMismatch: boolean,
  world: World,
): void {
  const wanted = planned.hostName;
  if (planned.profile !== 'system' || wanted === look.hostName) return;
  if (wanted === undefined || wanted === '' || UNNAMED.includes(look.hostName)) {
    world.tell({
      kind: 'detail',
      text: `host name not compared: the configuration says ${wanted ?? 'nothing'}, the host ${look.hostName}`,
    });
    return;
  }
  const what = `the configuration is for ${wanted}, but the host calls itself ${look.hostName}`;
  if (allowMismatch) {
    world.tell({ kind: 'warning', text: what });
    return;
  }
  throw new Fault({
    code: 'host-mismatch',
    what,
    fix: 'correct ssh-host or target; if the host is really to get a new name, set allow-host-mismatch: true for this run',
    refused: true,
  });
}
