import { Fault } from '../fault.ts';
import { hostField } from './known-hosts.ts';
import type { ScanReason } from './scan.ts';

interface Words {
  readonly code: string;
  readonly what: string;
  readonly fix: string;
}

/** The codes are those of a login that fails for the same reason: a reader need not know who of us noticed. */
const WORDS: Readonly<Record<ScanReason, Words>> = {
  refused: {
    code: 'connection-refused',
    what: 'nothing listens there',
    fix: 'check ssh-port, and that sshd runs on the host',
  },
  'no-such-host': {
    code: 'host-name-unknown',
    what: 'the name cannot be resolved',
    fix: 'check ssh-host (or hostname in the flake); a private name (.ts.net, .local, .internal) needs its VPN to be up in an earlier step',
  },
  unreachable: {
    code: 'host-unreachable',
    what: 'no way leads there',
    fix: 'hosted runners have no IPv6 and no fixed address: use a VPN, a jump host or a self-hosted runner',
  },
  'timed-out': {
    code: 'host-unreachable',
    what: 'no answer in time',
    fix: 'check that the host is up and that its firewall lets this runner in; hosted runners have no fixed address: use a VPN, a jump host or a self-hosted runner',
  },
  silent: {
    code: 'host-silent',
    what: 'it accepts connections, but its sshd does not answer',
    fix: 'look at its console: usually such a host is out of memory or disk, or frozen',
  },
  'turned-away': {
    code: 'connection-cut',
    what: 'its sshd takes no more connections from this runner now',
    fix: 'wait a minute and run again; if it persists, look for MaxStartups, PerSourcePenalties and fail2ban on the host',
  },
  'cut-off': {
    code: 'connection-cut',
    what: 'the connection was cut without a word',
    fix: 'wait a minute and run again; if it persists, look at the journal of sshd on the host (MaxStartups, fail2ban)',
  },
  'not-ssh': {
    code: 'not-ssh',
    what: 'what answers there is not SSH',
    fix: 'correct ssh-port, or let the port be forwarded to sshd',
  },
  'no-common-algorithm': {
    code: 'no-common-algorithm',
    what: 'it speaks none of the algorithms that a scan knows',
    fix: 'pin the host with ssh-known-hosts: ssh then checks the key itself, with every algorithm it knows',
  },
  cancelled: { code: 'cancelled', what: 'the run was cancelled', fix: 'run it again when you are ready' },
};

export function scanFault(reason: ScanReason, detail: string, host: string, port: number): Fault {
  const { code, what, fix } = WORDS[reason];
  const said = reason === 'not-ssh' && detail !== '' ? ` (it said: ${detail})` : '';
  return new Fault({
    code,
    what: `the host key of ${hostField(host, port)} could not be read: ${what}${said}`,
    fix,
  });
}
