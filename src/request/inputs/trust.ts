import { parseFingerprints } from '../fingerprint.ts';
import { ON_A_HOST, type Rows } from '../input.ts';
import { accept } from '../reading.ts';
import { word } from '../words.ts';

/** Text of known_hosts; ssh/ reads its lines. */
const knownHosts = (text: string) => accept(text);

export const TRUST_INPUTS = {
  'ssh-known-hosts': {
    parse: knownHosts,
    help: 'Lines of known_hosts that pin the host key. Hashed lines, `@cert-authority` and `@revoked` work.',
    aliases: ['known_hosts', 'known-hosts'],
    modes: ON_A_HOST,
    common: true,
    verbatim: true,
  },
  'ssh-host-fingerprint': {
    parse: parseFingerprints,
    help: "`SHA256:…` of one of the host's keys, as `ssh-keygen -lf` prints it; several by line or comma.",
    aliases: ['fingerprint'],
    modes: ON_A_HOST,
    common: true,
    verbatim: true,
  },
  'host-key-policy': {
    parse: word(['accept-new', 'strict']),
    help: 'What to do with a host key that nothing pins: `accept-new` remembers it and warns, `strict` refuses. A changed key always stops the run.',
    default: 'accept-new',
    modes: ON_A_HOST,
    common: true,
  },
  'ssh-jump-known-hosts': {
    parse: knownHosts,
    help: 'Lines of known_hosts that pin the key of `ssh-jump-host`.',
    modes: ON_A_HOST,
    verbatim: true,
  },
  'ssh-jump-host-fingerprint': {
    parse: parseFingerprints,
    help: '`SHA256:…` of a key of `ssh-jump-host`; several by line or comma.',
    modes: ON_A_HOST,
    verbatim: true,
  },
} satisfies Rows;
