import { ON_A_HOST, type Rows } from '../input.ts';
import { accept } from '../reading.ts';
import { parseSshHost } from '../ssh-host.ts';
import { parsePort, parseUser } from '../ssh-login.ts';
import { parseSwitch } from '../switch.ts';

export const SSH_INPUTS = {
  'ssh-private-key': {
    // ssh/ tells apart what is wrong with a key, so it gets the text as it is
    parse: (text: string) => accept(text),
    help: 'The private key to log in with. Broken line ends, lost newlines and base64 are mended.',
    aliases: ['key', 'private-key', 'private_key'],
    environment: 'SSH_PRIVATE_KEY',
    unset: 'the agent (`SSH_AUTH_SOCK`), else no key',
    modes: ON_A_HOST,
    secret: true,
    common: true,
    verbatim: true,
  },
  'ssh-key-passphrase': {
    parse: (text: string) => accept(text.replace(/[\r\n]+$/, '')),
    help: 'The passphrase of the private key, if it has one.',
    aliases: ['passphrase'],
    environment: 'SSH_KEY_PASSPHRASE',
    modes: ON_A_HOST,
    secret: true,
    verbatim: true,
  },
  'ssh-host': {
    parse: parseSshHost,
    help: 'Where the host is: a name, an IPv4 or IPv6 address, `user@host`, `host:port` or `ssh://user@host:port`.',
    aliases: ['host', 'hostname'],
    environment: 'SSH_HOST',
    unset: "the node's `hostname`",
    common: true,
  },
  'ssh-user': {
    parse: parseUser,
    help: 'The user to log in as.',
    aliases: ['username'],
    unset: "the node's `sshUser`",
    common: true,
  },
  'ssh-port': {
    parse: parsePort,
    help: 'The port sshd listens on.',
    aliases: ['port'],
    unset: "the node's `sshOpts`, else 22",
  },
  'ssh-jump-host': {
    parse: parseSshHost,
    help: 'A host to go through (ProxyJump), such as `user@jump.example.org:22`. It is logged in to with the same key.',
    unset: 'direct',
    modes: ON_A_HOST,
  },
  'ssh-config': {
    parse: (text: string) => accept(text),
    help: 'Lines of ssh_config that are added after those of cassie-deploy, which win.',
    modes: ON_A_HOST,
    verbatim: true,
  },
  'use-ssh-config': {
    parse: parseSwitch,
    help: "Read the user's own `~/.ssh/config` too, on a self-hosted runner or a laptop.",
    default: 'false',
    modes: ON_A_HOST,
  },
} satisfies Rows;
