import { accept, type Reading, refuse } from './reading.ts';

const ACCEPTS = 'it lets the flake set options of Nix for this run (accept-flake-config)';
const NO_ACCEPT = 'remove it, and write the settings you trust into extra-nix-config';
const USE_CONFIG = 'write it into extra-nix-config';
const LONGEST = 10_000;

/** Arguments for Nix, split at white space with quotes as in a shell; nothing is expanded. */
export function parseNixArguments(text: string): Reading<readonly string[]> {
  if (text.length > LONGEST) return refuse(`it has ${text.length} characters`, USE_CONFIG);
  const split = splitQuoted(text);
  if (split === undefined)
    return refuse('a quote or a last \\ is not closed', 'close it: "https://a https://b"');
  if (split.some((one) => /\p{Cc}/u.test(one))) return refuse('it has a control character', 'remove it');
  const settings = split.map((one, at) => (split[at - 1] === '--option' ? one : one.replace(/^--/, '')));
  if (settings.includes('accept-flake-config')) return refuse(ACCEPTS, NO_ACCEPT);
  if (settings.some((name) => /^(?:extra-)?access-tokens$/.test(name))) {
    return refuse('it puts access-tokens on a command line, where others can read them', USE_CONFIG);
  }
  return accept(split);
}

/** Lines of nix.conf. May hold tokens, so no word of it is repeated. */
export function parseNixConfig(text: string): Reading<string> {
  const config = text.replace(/\r\n?/g, '\n');
  if (config.includes('\u0000'))
    return refuse('it has a NUL character', 'write lines of nix.conf: name = value');
  return /^[ \t]*accept-flake-config[ \t]*=/m.test(config) ? refuse(ACCEPTS, NO_ACCEPT) : accept(config);
}

/** Undefined when a quote is left open. */
function splitQuoted(text: string): readonly string[] | undefined {
  const found: string[] = [];
  const part = /\s+|"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)|([^\s"'\\]+)/gsy;
  let current: string | undefined;
  while (part.lastIndex < text.length) {
    const [all, double, single, escaped, bare] = part.exec(text) ?? [];
    if (all === undefined) return undefined;
    const piece = double?.replace(/\\(["\\$`])/g, '$1') ?? single ?? escaped ?? bare;
    if (piece !== undefined) current = (current ?? '') + piece;
    else if (current !== undefined) found.push(current);
    if (piece === undefined) current = undefined;
  }
  return current === undefined ? found : [...found, current];
}
