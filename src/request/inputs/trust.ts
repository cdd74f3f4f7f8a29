import { parseFingerprints } from '../fingerprint.ts';
import type { Rows } from '../input.ts';
import { accept } from '../reading.ts';
import { word } from '../words.ts';

/** Text of known_hosts; ssh/ reads its lines. */
const knownHosts = (text: string) => accept(text);

export const TRUST_INPUTS = {
  'ssh-known-hosts': {
    parse: knownHosts,
    help: 'Lines of known_hosts that pin the host key. Hashed lines, `@cert-authority` and `@revoked` work.',
    aliases: ['known_hosts', 'known-hosts'],
    modes: ['deploy'],
    common: true,
    verbatim: true,
  },
  'ssh-host-fingerprint': {
    parse: parseFingerprints,
    help: "`SHA256:…` of one of the host's keys, as `ssh-keygen -lf` prints it; several by line or comma.",
    aliases: ['fingerprint'],
    modes: ['deploy'],
    common: true,
    verbatim: true,
  },
  'host-key-policy': {
    parse: word(['accept-new', 'strict']),
    help: 'What to do with a host key that nothing pins: `accept-new` remembers it and warns, `strict` refuses. A changed key always stops the run.',
    default: 'accept-new',
    modes: ['deploy'],
    common: true,
  },
  'ssh-jump-known-hosts': {
    parse: knownHosts,
    help: 'Lines of known_hosts that pin the key of `ssh-jump-host`.',
    modes: ['deploy'],
    verbatim: true,
  },
  'ssh-jump-host-fingerprint': {
    parse: parseFingerprints,
    help: '`SHA256:…` of a key of `ssh-jump-host`; several by line or comma.',
    modes: ['deploy'],
    verbatim: true,
  },
} satisfies Rows;
