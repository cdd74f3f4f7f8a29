import { ON_A_HOST, type Rows } from '../input.ts';
import { accept, type Reading, refuse, show } from '../reading.ts';
import { readStorePath } from '../store-path.ts';
import { parseSwitch } from '../switch.ts';
import { parseTargets } from '../target.ts';

export const TARGET_INPUTS = {
  target: {
    parse: parseTargets,
    help: 'The node to deploy, as deploy-rs takes it: `.#web`, `web`, `.#web.system`, `.#"a.b"` or `github:owner/repository#web`. Several of one flake stand side by side, with a space, comma or new line between.',
    unset: '`.#cassie-box`, else the only node',
    common: true,
    verbatim: true,
  },
  'working-directory': {
    parse: parseFolder,
    help: 'The folder that relative flakes are looked up from. It is relative to the workspace.',
    aliases: ['directory'],
    default: '.',
  },
  'store-path': {
    parse: readStorePath,
    help: 'An activatable profile that is built already; it is deployed as it is, and nothing is built.',
    unset: 'the profile is built',
  },
  'allow-host-mismatch': {
    parse: parseSwitch,
    help: "Deploy even if the host's own name is not the `networking.hostName` of the configuration.",
    default: 'false',
    modes: ON_A_HOST,
  },
} satisfies Rows;

function parseFolder(text: string): Reading<string> {
  return /\p{Cc}/u.test(text)
    ? refuse(`${show(text)} has a control character`, 'write a folder, such as nixos')
    : accept(text);
}
