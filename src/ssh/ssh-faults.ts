import { Fault, type FaultFacts } from '../fault.ts';
import { lastLines } from '../plain-text.ts';

/** What a reader needs to find the mistake: where we went, as whom, with which key. */
export interface LoginFacts {
  readonly user: string;
  readonly host: string;
  readonly port: number;
  /** `SHA256:…` of the key we offered, and its public line; undefined when an agent or nothing was offered. */
  readonly keyFingerprint: string | undefined;
  readonly publicLine: string | undefined;
  /** An agent was there to offer its keys. */
  readonly agent: boolean;
  /** The host we went through. */
  readonly jump?: Pick<LoginFacts, 'user' | 'host' | 'port'> | undefined;
}

type Words = Omit<FaultFacts, 'lastLines' | 'changed'>;

interface Pattern {
  readonly seen: RegExp;
  /** It speaks of the machine it names, which is not the host when a program stands in between. */
  readonly isOfTheWay?: true;
  readonly words: (facts: LoginFacts, match: RegExpExecArray) => Words;
}

/** Order matters: ssh ends most failures with a general line, so the exact ones come first. */
const PATTERNS: readonly Pattern[] = [
  {
    seen: /Certificate invalid: (.*)/,
    words: ({ host }, match) => ({
      code: 'host-key-certificate-invalid',
      what: `the host certificate of ${host} is not valid: ${match[1]}; our key was not offered`,
      fix: `sign the host's key again, for this name: ssh-keygen -s AUTHORITY -I ${host} -h -n ${host} ssh_host_ed25519_key.pub`,
      refused: true,
    }),
  },
  {
    seen: /REMOTE HOST IDENTIFICATION HAS CHANGED(?:[\s\S]*?key sent by the remote host is\s+(SHA256:[A-Za-z0-9+/]{43}))?/,
    words: ({ host }, match) => ({
      code: 'host-key-changed',
      what: `${host} shows another host key than the pinned one${match[1] === undefined ? '' : `, ${match[1]}`}; our key was not offered`,
      why: 'the host was reinstalled, another machine answers at its address, or someone is in between',
      fix: 'look at the key on the host itself (`ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub`), then replace the pin',
      refused: true,
    }),
  },
  {
    seen: /No \S+ host key is known for (\S+)|Host key verification failed/,
    words: ({ host }, [, name = host]) => ({
      code: 'host-key-unknown',
      what: `the host key of ${name} is not among the pinned ones; our key was not offered to it`,
      fix: `put the line \`${name} TYPE KEY\` into ssh-known-hosts, with TYPE and KEY from /etc/ssh/ssh_host_ed25519_key.pub on the host`,
      refused: true,
    }),
  },
  {
    seen: /incorrect passphrase|bad passphrase/i,
    words: () => ({
      code: 'key-passphrase-wrong',
      what: 'the passphrase does not open the key',
      fix: 'correct ssh-key-passphrase',
    }),
  },
  {
    seen: /Could not resolve hostname/,
    isOfTheWay: true,
    words: ({ host }) => ({
      code: 'host-name-unknown',
      what: `the name ${host} cannot be resolved`,
      fix: 'check ssh-host (or hostname in the flake); a private name (.ts.net, .local, .internal) needs its VPN to be up in an earlier step',
    }),
  },
  {
    seen: /Connection refused/,
    isOfTheWay: true,
    words: ({ host, port }) => ({
      code: 'connection-refused',
      what: `${host} is up, but nothing listens on port ${port}`,
      fix: 'check ssh-port, and that sshd runs on the host',
    }),
  },
  {
    seen: /timed out during banner exchange/,
    isOfTheWay: true,
    words: ({ host }) => ({
      code: 'host-silent',
      what: `${host} accepts connections but its sshd says nothing`,
      fix: 'look at its console: usually such a host is out of memory or disk, or frozen',
    }),
  },
  {
    seen: /Connection timed out|No route to host|Network is unreachable|Operation timed out/,
    isOfTheWay: true,
    words: ({ host, port }, match) => ({
      code: 'host-unreachable',
      what: `${host} port ${port} cannot be reached (${match[0].toLowerCase()})`,
      fix: 'check that the host is up and lets this runner in; hosted runners have no fixed address and no IPv6: use a VPN, a jump host or a self-hosted runner',
    }),
  },
  {
    seen: /Too many authentication failures/,
    words: () => ({
      code: 'too-many-keys',
      what: 'the host hung up because too many keys were offered',
      fix: 'pass the one key as ssh-private-key instead of an agent with many',
    }),
  },
  {
    seen: /Permission denied \(/,
    words: ({ user, host, keyFingerprint, publicLine, agent }) => ({
      code: 'login-refused',
      what: `${host} refused the login of ${user} ${offeredWords(keyFingerprint, agent)}`,
      why: 'the user does not exist there, may not log in, or does not list this key: sshd gives all three the same answer',
      fix:
        publicLine === undefined
          ? 'set ssh-private-key to a key that the host knows (on a pull request from a fork, secrets are empty)'
          : `correct ssh-user, or add to the host's configuration: users.users.${user}.openssh.authorizedKeys.keys = [ "${publicLine}" ];`,
    }),
  },
  {
    seen: /stdio forwarding failed|administratively prohibited/,
    words: ({ host, port, jump }) => ({
      code: 'jump-cannot-forward',
      what: `the jump host${jump === undefined ? '' : ` ${jump.host}`} let us in, but could not connect to ${host} port ${port}`,
      why: 'the host is down or nothing listens there, its name means nothing to the jump host, or the jump host forwards no TCP (AllowTcpForwarding, PermitOpen)',
      fix: 'log in to the jump host and try from there: `ssh-keyscan -p PORT HOST` shows whether anything answers',
    }),
  },
  {
    seen: /kex_exchange_identification|Connection reset by|Connection closed by|Not allowed at this time/,
    words: ({ host }) => ({
      code: 'connection-cut',
      what: `${host} cut the connection before a login`,
      why: 'MaxStartups, fail2ban or PerSourcePenalties of sshd, or the port is not SSH',
      fix: 'wait and try again; if it persists, look at the journal of sshd on the host',
    }),
  },
  {
    seen: /Bad configuration option|terminating, \d+ bad configuration options/,
    words: () => ({
      code: 'ssh-config-wrong',
      what: 'ssh does not understand its configuration',
      fix: 'correct ssh-config (the line above names the option)',
    }),
  },
];

function offeredWords(fingerprint: string | undefined, agent: boolean): string {
  if (fingerprint !== undefined) return `with the key ${fingerprint}`;
  return agent
    ? 'with the keys that the agent holds'
    : 'without a key: ssh-private-key is empty, and no agent is there';
}

/** What a ProxyCommand, or hops that are left to ssh, said of their own target is no word about the host. */
const PROXY_FAILED: Words = {
  code: 'proxy-failed',
  what: 'the proxy command or jump host ended before the host was reached',
  fix: 'read its own line above; a program of ProxyCommand must be installed in an earlier step',
};

/** Why a login failed, told from what ssh printed; undefined when its text holds no line of ssh's own that we know. */
export function sshFault(
  stderr: string,
  facts: LoginFacts,
  changed: FaultFacts['changed'] = 'no',
): Fault | undefined {
  const failedJump = facts.jump !== undefined && endedAtJump(stderr) ? facts.jump : undefined;
  const lines = lastLines(stderr, 6);
  for (const { seen, words, isOfTheWay } of PATTERNS) {
    const match = seen.exec(stderr);
    if (match === null) continue;
    if (isOfTheWay && facts.jump === undefined && endedAtJump(stderr)) break;
    const said = words({ ...facts, ...failedJump }, match);
    const what = failedJump === undefined ? said : ofJump(said);
    return new Fault({ ...what, lastLines: lines, changed });
  }
  return endedAtJump(stderr) ? new Fault({ ...PROXY_FAILED, lastLines: lines, changed }) : undefined;
}

/** ssh ends so when the program in between ended; a jump host that let us in and found no host behind it says which. */
function endedAtJump(stderr: string): boolean {
  return /UNKNOWN port 65535/.test(stderr) && !/open failed|stdio forwarding failed/.test(stderr);
}

function ofJump(words: Words): Words {
  return {
    ...words,
    code: `jump-${words.code}`,
    what: `the jump host: ${words.what}`,
    fix: words.fix
      ?.replaceAll(/\bssh-(?=host|known-hosts)/g, 'ssh-jump-')
      .replaceAll(/\bssh-(port|user)/g, 'the $1 in ssh-jump-host'),
  };
}
