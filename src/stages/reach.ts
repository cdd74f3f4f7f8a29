import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Fault, faultOfRun } from '../fault.ts';
import type { Look, LookQuestion } from '../host/look.ts';
import { logIn, lookShared, type SshHost } from '../host/over-ssh.ts';
import type { Request } from '../request/request.ts';
import { readFlakeSshOpts } from '../ssh/flake-ssh-opts.ts';
import { noAcquaintances, rememberTrust } from '../ssh/trust.ts';
import type { World } from '../world/world.ts';
import type { Tools } from './find-tools.ts';
import type { LoginKey } from './login-key.ts';
import type { HostedProfile, PlannedProfile } from './plan.ts';
import { findAddress, findTrustedWay, type Way } from './way-to-host.ts';

/** A host that let us in, and what it showed: recorded before anything is changed. */
export interface ReadyHost {
  readonly host: SshHost;
  readonly look: Look;
  /** When the look was made; milliseconds since 1970. */
  readonly seenAt: number;
  readonly profile: LookQuestion['profile'];
  readonly hostKeyFingerprint: string | undefined;
  /** This host's part of the private folder. */
  readonly folder: string;
}

/** What of a run it takes to reach a host: neither Nix nor deploy-rs. */
interface Reaching {
  readonly request: Request;
  readonly world: World;
  readonly tools: Pick<Tools, 'ssh'>;
}

/** All hosts side by side, while the build runs. One that can't be reached is a value here: the build goes on, and the others are told as well. */
export function reachHosts(
  profiles: readonly HostedProfile[],
  { request, world, tools }: Reaching,
  key: LoginKey,
): Promise<readonly (ReadyHost | Fault)[]> {
  const way: Way = { key, realSsh: tools.ssh, met: noAcquaintances() };
  return Promise.all(
    profiles.map((profile, at) => {
      const folder = join(world.folder, `host-${at}`);
      return reachHost(profile, request, way, folder, world).catch((thrown) =>
        faultOfRun(thrown, world.cancelled),
      );
    }),
  );
}

/** Settles the host's key, logs in and looks. Nothing on the host is changed. */
async function reachHost(
  planned: HostedProfile,
  request: Request,
  common: Way,
  folder: string,
  world: World,
): Promise<ReadyHost> {
  const opts = readFlakeSshOpts(planned.settings.sshOpts);
  if (opts.ignored.length > 0) {
    const text = `sshOpts of ${planned.node}: ${opts.ignored.join(', ')} not passed on; use the inputs or ssh-config`;
    world.tell({ kind: 'warning', text });
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const becomeRoot = rootBy(planned.settings.sudo);
  const way = { request, opts, folder, way: common, becomeRoot };
  const flake = { hostname: planned.hostname, sshUser: planned.settings.sshUser };
  const where = await findAddress(way, flake, world);
  const { host, trust, explain } = await findTrustedWay({ ...way, ...where }, world);
  const profile = { path: planned.profilePath, user: planned.settings.user, name: planned.profile };
  const { look, hostKeyFingerprint } = await logIn(
    host,
    { profile, watched: undefined, patience: 0 },
    world,
  ).catch(async (thrown) => {
    throw await explain(thrown);
  });
  await rememberTrust(trust, where.pinnedAs.hostName, where.pinnedAs.port, world);
  const shown = hostKeyFingerprint ?? trust.fingerprint;
  return { host, look, seenAt: world.now(), profile, hostKeyFingerprint: shown, folder };
}

/** deploy-rs's `sudo` (`sudo -u` unless the flake or an input says another) for root, and without a question for a password. */
function rootBy(sudo = 'sudo -u'): string {
  const [program = '', ...words] = sudo.split(' ');
  return [program, ...(/(?:^|\/)(?:sudo|doas)$/.test(program) ? ['-n'] : []), ...words, 'root'].join(' ');
}

/** Two nodes of a flake with one address, or two names of one machine, would be switched over each other. A boot id tells clones with one machine id apart. */
export function refuseOneMachineForMany(
  hosts: readonly { readonly profile: HostedProfile; readonly ready: ReadyHost | Fault | undefined }[],
): void {
  const nodes = new Map<string, string>();
  for (const { profile, ready } of hosts) {
    if (ready === undefined || ready instanceof Fault) continue;
    const machine = `${ready.look.machineId} ${ready.look.bootId}`;
    const other = nodes.get(machine) ?? profile.node;
    nodes.set(machine, other);
    if (other === profile.node) continue;
    throw new Fault({
      code: 'one-host-for-many',
      what: `the nodes ${other} and ${profile.node} lead to one and the same machine (${ready.host.login.host})`,
      why: "each would be put on it, one node's system over the other's",
      fix: 'correct the hostname of one of them in the flake, or select one node with target',
      refused: true,
    });
  }
}

/** Milliseconds after which a look says nothing of now: a long build or copy leaves time for anybody to change the host. */
const FRESH = 10_000;

/** The record a switch starts from: the first look, or after a long build or copy, or another profile's switch, a new one. */
export async function recordHost(ready: ReadyHost, world: World): Promise<ReadyHost> {
  if (world.now() - ready.seenAt < FRESH) return ready;
  const look = await lookShared(
    ready.host,
    { profile: ready.profile, watched: undefined, patience: 0 },
    world,
  );
  if (look instanceof Fault) throw look;
  sameMachine(ready.look, look);
  return { ...ready, look, seenAt: world.now() };
}

/** Throws when another machine answers now than before. */
export function sameMachine(before: Look, now: Look): void {
  if (now.machineId === before.machineId) return;
  throw new Fault({
    code: 'other-machine',
    what: `another machine answers now (machine id ${now.machineId}, before ${before.machineId})`,
    fix: 'find out who has the address now (DHCP, a floating address, DNS) before you run again',
  });
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
