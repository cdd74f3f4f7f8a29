import { Fault } from '../fault.ts';
import { type Depth, evaluateDeploy, isRecord } from '../nix/evaluate.ts';
import type { Nix } from '../nix/nix.ts';
import { parseStorePath } from '../nix/store-path.ts';
import type { EngineOptions, Request, Target } from '../request/request.ts';
import { mergeSettings, type NodeSettings } from './node-settings.ts';

/** One profile of one node, and how its host is reached: all that a run needs that builds nothing. */
export interface HostedProfile {
  readonly node: string;
  readonly profile: string;
  /** The flake's `hostname`; ssh-host replaces it. */
  readonly hostname: string;
  readonly profilePath: string | undefined;
  readonly settings: Pick<NodeSettings, 'sshUser' | 'sshOpts' | 'user' | 'sudo'>;
}

/** The same with what is to be built, and everything that was said about it merged: inputs win over profile, node and deploy. */
export interface PlannedProfile extends HostedProfile {
  /** networking.hostName of the configuration of the node's name; undefined: not known. */
  readonly hostName: string | undefined;
  readonly path: string;
  readonly drvPath: string | undefined;
  readonly settings: NodeSettings;
}

export interface Plan {
  readonly flake: string;
  readonly profiles: readonly [PlannedProfile, ...PlannedProfile[]];
}

/** Evaluates the flake once and picks what the targets name. */
export async function planDeploy(request: Request, nix: Nix): Promise<Plan> {
  const [first, ...rest] = await evaluateTargets(request, nix, request.targets, 'whole');
  return { flake: request.targets[0].flake, profiles: [withPath(first), ...rest.map(withPath)] };
}

/** Where the flake says the hosts are: their system profiles, unless a target names another. No configuration is evaluated. */
export function planHosts(request: Request, nix: Nix): Promise<readonly HostedProfile[]> {
  const targets = request.targets.map((target) => ({ ...target, profile: target.profile ?? 'system' }));
  return evaluateTargets(request, nix, targets, 'way there');
}

async function evaluateTargets(
  request: Request,
  nix: Nix,
  targets: readonly Target[],
  depth: Depth,
): Promise<readonly [NodeProfile, ...NodeProfile[]]> {
  const flake = request.targets[0].flake;
  const wanted = targets.flatMap(({ node }) => (node === undefined ? [] : [node]));
  const evaluated = await evaluateDeploy(nix, flake, wanted, depth);
  if (!evaluated.hasDeploy) {
    throw new Fault({
      code: 'no-deploy-output',
      what: `the flake ${flake} has no deploy output`,
      fix: 'add deploy.nodes.NAME = { hostname = …; profiles.system = { user = "root"; path = deploy-rs.lib.SYSTEM.activate.nixos …; }; }; to its outputs',
    });
  }
  complainAboutMissing(wanted, evaluated.names, Object.keys(evaluated.nodes));
  const [first, ...rest] = Object.entries(evaluated.nodes).flatMap(([name, node]) =>
    readNode(name, node, evaluated.settings, request, profilesWanted(targets, name)),
  );
  if (first === undefined) {
    throw new Fault({
      code: 'nothing-selected',
      what: 'the target selects no profile',
      fix: 'give the node at least one profile',
    });
  }
  return [first, ...rest];
}

function complainAboutMissing(
  wanted: readonly string[],
  names: readonly string[],
  found: readonly string[],
): void {
  const missing = wanted.filter((name) => !found.includes(name));
  if (missing.length === 0 && found.length > 0) return;
  const known = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
  throw new Fault({
    code: 'node-unknown',
    what:
      missing.length > 0
        ? `the flake has no node ${missing.join(', ')}`
        : `target does not say which node to deploy`,
    why: known,
    fix:
      names.length === 0
        ? 'add a node to deploy.nodes'
        : `set target to one of them, such as target: .#${names[0]}`,
  });
}

/** The profiles that the targets name of one node; undefined: all. */
function profilesWanted(targets: readonly Target[], node: string): readonly string[] | undefined {
  const ours = targets.filter((target) => target.node === node || target.node === undefined);
  if (ours.some(({ profile }) => profile === undefined)) return undefined;
  return ours.flatMap(({ profile }) => (profile === undefined ? [] : [profile]));
}

/** A profile as the flake has it: what it builds is not read yet. */
interface NodeProfile extends HostedProfile {
  readonly where: string;
  readonly hostName: string | undefined;
  readonly settings: NodeSettings;
  readonly value: Readonly<Record<string, unknown>>;
}

function readNode(
  name: string,
  node: unknown,
  top: unknown,
  request: Request,
  wanted: readonly string[] | undefined,
): readonly NodeProfile[] {
  if (!isRecord(node) || !isRecord(node['profiles']))
    throw schemaFault(`deploy.nodes.${name}`, 'is not an attribute set with profiles');
  const hostname = node['hostname'];
  if (typeof hostname !== 'string' || hostname === '')
    throw schemaFault(`deploy.nodes.${name}.hostname`, 'is missing');
  const profiles = node['profiles'];
  const order = inOrder(Object.keys(profiles), node['profilesOrder'], name);
  const missing = wanted?.find((profile) => !order.includes(profile));
  if (missing !== undefined) {
    throw new Fault({
      code: 'profile-unknown',
      what: `the node ${name} has no profile ${missing}`,
      why: `it has ${order.join(', ')}`,
    });
  }
  return order
    .filter((profile) => wanted === undefined || wanted.includes(profile))
    .map((profile) => ({
      node: name,
      hostname,
      hostName: typeof node['hostName'] === 'string' ? node['hostName'] : undefined,
      ...readProfile(
        `deploy.nodes.${name}.profiles.${profile}`,
        profile,
        profiles[profile],
        [node, top],
        request.engine,
        request.ssh.user,
      ),
    }));
}

function readProfile(
  where: string,
  profile: string,
  value: unknown,
  outer: readonly unknown[],
  engine: EngineOptions,
  sshUser: string | undefined,
): Omit<NodeProfile, 'node' | 'hostname' | 'hostName'> {
  if (!isRecord(value)) throw schemaFault(where, 'is not an attribute set with path');
  const settings = mergeSettings([value, ...outer], engine, sshUser);
  if (profile === 'system' && settings.user !== 'root') {
    throw new Fault({
      code: 'system-profile-as-user',
      what: `${where} would be activated as ${settings.user}, but only root can switch a NixOS system`,
      why: 'without `user`, deploy-rs activates a profile as the login user',
      fix: 'add user = "root"; to the profile (or to the node)',
      refused: true,
    });
  }
  const profilePath = typeof value['profilePath'] === 'string' ? value['profilePath'] : undefined;
  const { user, tempPath = '', sudo = '' } = settings;
  refuseShellText(where, { name: profile, user, tempPath, profilePath: profilePath ?? '' }, NOT_IN_A_WORD);
  refuseShellText(where, { sudo }, /\p{C}/u);
  return { where, profile, profilePath, settings, value };
}

function withPath({ where, value, ...profile }: NodeProfile): PlannedProfile {
  const { path, drvPath } = value;
  if (typeof path !== 'string') throw schemaFault(`${where}.path`, 'is missing');
  return { ...profile, path, drvPath: typeof drvPath === 'string' ? drvPath : undefined };
}

const NOT_IN_A_WORD = /^-|[\s\p{C}"'`\\$;&|<>(){}*?]/u;

/** deploy-rs pastes these into the command line of the host's shell, in quotes that they could end (deploy.rs, build_activate_command). */
function refuseShellText(where: string, texts: Readonly<Record<string, string>>, unfit: RegExp): void {
  const found = Object.entries(texts).find(([, text]) => unfit.test(text));
  if (found === undefined) return;
  throw schemaFault(
    `${where}: its ${found[0]} ${JSON.stringify(found[1].slice(0, 80))}`,
    'would be read by the shell of the host',
  );
}

/** profilesOrder first, then the others: deploy-rs's own order, but for the random order of the rest. */
function inOrder(names: readonly string[], order: unknown, node: string): readonly string[] {
  const first = Array.isArray(order) ? order.map(String) : [];
  const unknown = first.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw schemaFault(
      `deploy.nodes.${node}.profilesOrder`,
      `names the profile ${unknown}, which does not exist`,
    );
  return [...first, ...names.filter((name) => !first.includes(name))];
}

function schemaFault(where: string, what: string): Fault {
  return new Fault({
    code: 'deploy-schema',
    what: `${where} ${what}`,
    fix: 'compare it with deploy-rs\'s README, "deploy.nodes"',
  });
}

/** For `store-path`: the profile that is built already, in place of what the flake would give. */
export function withStorePath(plan: Plan, path: string | undefined): Plan {
  if (path === undefined) return plan;
  const [profile, ...others] = plan.profiles;
  if (others.length > 0 || parseStorePath(path) === undefined) {
    throw new Fault({
      code: 'store-path-for-many',
      what: 'store-path is one profile, but the target selects several',
      fix: 'name node and profile: target: .#NODE.PROFILE',
    });
  }
  return { ...plan, profiles: [{ ...profile, path, drvPath: undefined }] };
}

/** deploy-rs would put one node's system on another's host without a word (seen). */
export function refuseOneHostForMany(request: Request, profiles: readonly HostedProfile[]): void {
  const nodes = [...new Set(profiles.map(({ node }) => node))];
  if (request.ssh.host === undefined || nodes.length === 1) return;
  throw new Fault({
    code: 'one-host-for-many',
    what: `ssh-host names one host, but ${nodes.length} nodes are selected: ${nodes.join(', ')}`,
    why: "a host is one node: a deploy would put one node's system over another's",
    fix: 'select one node with target, or leave ssh-host out and let the flake name the hosts',
    refused: true,
  });
}
