import { Fault } from '../fault.ts';
import { plainText } from '../plain-text.ts';
import { type Nix, runNix } from './nix.ts';

/** What one evaluation tells of the flake's `deploy`: the names of all nodes, and the chosen ones in full, unread. */
export interface EvaluatedDeploy {
  readonly hasDeploy: boolean;
  readonly names: readonly string[];
  /** Generic settings of `deploy` itself. */
  readonly settings: unknown;
  readonly nodes: Readonly<Record<string, unknown>>;
}

/** `way there`: where the hosts are and how they are reached; no configuration is evaluated, so one that is broken is no hindrance. */
export type Depth = 'whole' | 'way there';

/**
 * Evaluates the flake once. The function below is applied to all outputs (`FLAKE#.`), so nodes, their profiles and the
 * host names of their configurations come from the same evaluation; an attribute a flake doesn't have is no error. An old Nix evaluates `deploy` alone, and then the host names are not known. Without `wanted`: `cassie-box` if
 * the flake has it, else its only node.
 */
export async function evaluateDeploy(
  nix: Nix,
  flake: string,
  wanted: readonly string[],
  depth: Depth,
): Promise<EvaluatedDeploy> {
  const select = expression(wanted, depth);
  const args = [
    'eval',
    '--json',
    '--no-update-lock-file',
    ...(nix.isOld
      ? [`${flake}#deploy`, '--apply', `deploy: (${select}) { inherit deploy; }`]
      : [`${flake}#.`, '--apply', select]),
    ...nix.extraArgs,
  ];
  const json: unknown = JSON.parse(await runNix(nix, 'evaluating the flake', args));
  if (!isRecord(json) || !Array.isArray(json['names'])) {
    throw new Fault({
      code: 'evaluation-unreadable',
      what: 'nix eval printed something else than the deploy output of the flake',
    });
  }
  return {
    hasDeploy: json['hasDeploy'] === true,
    names: json['names'].map((name) => plainText(String(name))),
    settings: json['settings'],
    nodes: isRecord(json['nodes']) ? json['nodes'] : {},
  };
}

const GENERIC = [
  'sshUser',
  'user',
  'sshOpts',
  'sudo',
  'interactiveSudo',
  'fastConnection',
  'remoteBuild',
  'autoRollback',
  'magicRollback',
  'confirmTimeout',
  'activationTimeout',
  'tempPath',
  'groups',
];

/** `path` as deploy-rs reads it: a derivation, a string that stands for one (its context tells which), or a plain store path. */
function expression(wanted: readonly string[], depth: Depth): string {
  return `outputs:
let
  wanted = [ ${wanted.map(nixString).join(' ')} ];
  whole = ${depth === 'whole'};
  deploy = outputs.deploy or { };
  nodes = deploy.nodes or { };
  names = builtins.attrNames nodes;
  chosen =
    if wanted != [ ] then builtins.filter (name: nodes ? \${name}) wanted
    else if nodes ? cassie-box then [ "cassie-box" ]
    else if builtins.length names == 1 then names
    else [ ];
  generic = builtins.intersectAttrs { ${GENERIC.map((key) => `${key} = null;`).join(' ')} };
  derivers = path:
    let context = builtins.getContext path;
    in builtins.filter (drv: (context.\${drv}.outputs or [ ]) == [ "out" ]) (builtins.attrNames context);
  readPath = path:
    if builtins.isAttrs path && path ? drvPath then { path = path.outPath; inherit (path) drvPath; }
    else let text = "\${path}"; found = derivers text; in
      { path = text; } // (if builtins.length found == 1 then { drvPath = builtins.head found; } else { });
  readProfile = profile: generic profile
    // (if profile ? profilePath then { inherit (profile) profilePath; } else { })
    // (if whole && profile ? path then readPath profile.path else { });
  readNode = name: let node = nodes.\${name}; in generic node // {
    hostname = node.hostname or null;
    hostName = if whole then outputs.nixosConfigurations.\${name}.config.networking.hostName or null else null;
    profilesOrder = node.profilesOrder or [ ];
    profiles = builtins.mapAttrs (_: readProfile) (node.profiles or { });
  };
in {
  hasDeploy = outputs ? deploy;
  inherit names;
  settings = generic deploy;
  nodes = builtins.listToAttrs (map (name: { inherit name; value = readNode name; }) chosen);
}`;
}

/** A Nix string literal: nothing in it can end it or be interpolated. Source: Nix manual, "String". */
export function nixString(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replace(/\$\{/g, '\\${').replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t')}"`;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
