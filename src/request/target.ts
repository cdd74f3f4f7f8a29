import { accept, type Reading, refuse, show } from './reading.ts';
import type { Target } from './request.ts';

const FORMS = 'write .#web, web, .#web.system or github:owner/repository#web';
const QUOTE = 'put a name with dots or odd signs in quotes: .#"a.b".system';
const LONGEST = 4000;
const NAME = /^(?:"([^"]*)"|([A-Za-z0-9_][A-Za-z0-9_-]*))(?:\.(.*))?$/s;
/** What deploy-rs, a profile's path and a log can hold without quoting. */
const FIT_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.@:+=~-]*$/;
const UNFIT_FLAKE = /[\s\p{C}"'`\\$<>|;(){}*!^[\]]/u;

export type Targets = readonly [Target, ...Target[]];

/** Targets of one flake, with white space or commas between. */
export function parseTargets(text: string): Reading<Targets> {
  if (text.length > LONGEST) return refuse(`${show(text)} is too long`, FORMS);
  const targets: Target[] = [];
  for (const word of new Set(text.split(/[\s,]+/).filter((one) => one !== ''))) {
    const target = parseTarget(word);
    if (!target.ok) return target;
    targets.push(target.value);
  }
  const [first, ...others] = targets;
  if (first === undefined) return refuse('it names nothing', FORMS);
  if (others.some(({ flake }) => flake !== first.flake)) {
    return refuse('the targets come from different flakes', 'deploy each flake in its own step');
  }
  const isMixed = others.length > 0 && targets.some(({ node }) => node === undefined);
  return isMixed ? refuse('one of the targets names no node', FORMS) : accept([first, ...others]);
}

/** `.#node.profile` as deploy-rs takes it, and a bare `node`, which means `.#node`. */
function parseTarget(text: string): Reading<Target> {
  const at = text.indexOf('#');
  if (at < 0) return parseBare(text);
  const flake = parseFlake(text.slice(0, at));
  return flake.ok ? parseNode(flake.value, text.slice(at + 1)) : flake;
}

function parseBare(text: string): Reading<Target> {
  if (/^["A-Za-z0-9_]/.test(text) && !/[/:]/.test(text)) return parseNode('.', text);
  if (/^[A-Za-z0-9_][^:]*\//.test(text)) {
    return refuse(`${show(text)} is neither a node nor a flake`, `a folder begins with ./; ${FORMS}`);
  }
  const flake = parseFlake(text);
  return flake.ok ? parseNode(flake.value, '') : flake;
}

function parseFlake(text: string): Reading<string> {
  if (text.startsWith('-')) return refuse(`${show(text)} begins with - and would be an option of Nix`, FORMS);
  if (text.startsWith('~')) return refuse(`nothing expands the ~ of ${show(text)}`, 'write the whole path');
  if (UNFIT_FLAKE.test(text)) {
    return refuse(
      `${show(text)} has a character of the shell`,
      `set working-directory to that folder, and ${FORMS}`,
    );
  }
  return accept(text === '' ? '.' : text);
}

function parseNode(flake: string, fragment: string): Reading<Target> {
  if (fragment === '') return accept({ flake, node: undefined, profile: undefined });
  if (/^(?:deploy\.nodes|nixosConfigurations)\./.test(fragment)) {
    return refuse(`${show(fragment)} is a path in the flake`, 'write the node alone: .#web');
  }
  const [node, rest] = firstName(fragment);
  if (node === undefined) return refuse(`${show(fragment)} does not begin with the name of a node`, QUOTE);
  const [profile, more] = rest === undefined ? [] : firstName(rest);
  if (more !== undefined) return refuse(`${show(fragment)} has more than node and profile`, QUOTE);
  if (rest !== undefined && profile === undefined) return refuse(`${show(rest)} is no profile's name`, FORMS);
  const unfit = [node, profile].find((name) => name !== undefined && !FIT_NAME.test(name));
  if (unfit === undefined) return accept({ flake, node, profile });
  return refuse(
    `deploy-rs can't take the name ${show(unfit)}`,
    'rename it: letters, digits and _ . - @ : + = ~',
  );
}

/** The first name of a path of attributes, without its quotes, and what follows its dot. */
function firstName(path: string): readonly [name?: string, rest?: string | undefined] {
  const found = NAME.exec(path);
  const name = found?.[1] ?? found?.[2];
  return name === undefined ? [] : [name, found?.[3]];
}
