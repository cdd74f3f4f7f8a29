import type { Rows } from '../input.ts';
import { parseNixArguments, parseNixConfig } from '../nix-arguments.ts';
import { accept, type Reading, refuse } from '../reading.ts';
import { parseSwitch } from '../switch.ts';

export const NIX_INPUTS = {
  'flake-check': {
    parse: parseSwitch,
    help: 'Run `nix flake check` before the build.',
    unset: 'off in a deploy, on in a plan',
  },
  'extra-nix-config': {
    parse: parseNixConfig,
    help: "Lines of nix.conf for this run only, such as `substituters = …`. The flake's own `nixConfig` is never accepted.",
    aliases: ['extra-conf', 'extra-nix-conf', 'nix_conf'],
    verbatim: true,
  },
  'extra-nix-args': {
    parse: parseNixArguments,
    help: 'Arguments for `nix eval` and `nix build`, split as a shell would, without expansion.',
    verbatim: true,
  },
  'github-token': {
    parse: parseToken,
    help: 'The token Nix fetches flakes from GitHub with. It is not sent to another host.',
    aliases: ['github_access_token', 'github-access-token'],
    expression: 'github.token',
    unset: "the job's own token",
    secret: true,
  },
} satisfies Rows;

function parseToken(text: string): Reading<string> {
  return /^[\x21-\x7e]+$/.test(text)
    ? accept(text)
    : refuse('it is not one token', 'give the token alone, or leave it out');
}
