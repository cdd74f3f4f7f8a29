import { fieldNames, hostField } from './host-patterns.ts';
import { fingerprintOf, HOST_KEY_TYPES, typeOfPublicKey } from './wire.ts';

export { hostField } from './host-patterns.ts';
export { fingerprintOf } from './wire.ts';

/** A public host key that is whole and of a type OpenSSH knows. */
export interface HostKey {
  readonly type: string;
  /** Base64, as known_hosts has it. */
  readonly blob: string;
  /** `SHA256:…` */
  readonly fingerprint: string;
}

export interface KnownHostsLine extends HostKey {
  /** Counted from 1. */
  readonly line: number;
  readonly marker: '@cert-authority' | '@revoked' | undefined;
  /** Patterns or one hashed name; undefined when the line is a bare key, which is taken for any host. */
  readonly hosts: string | undefined;
}

/** A line that can't be used, said so that a user can mend it. */
export interface Complaint {
  readonly line: number;
  readonly what: string;
  readonly fix: string;
}

export interface KnownHosts {
  readonly lines: readonly KnownHostsLine[];
  readonly complaints: readonly Complaint[];
}

/** Reads known_hosts text (sshd.8, "SSH_KNOWN_HOSTS FILE FORMAT"). Total: what can't be read becomes a complaint. */
export function parseKnownHosts(text: string): KnownHosts {
  const lines: KnownHostsLine[] = [];
  const complaints: Complaint[] = [];
  for (const [at, raw] of splitLines(text).entries()) {
    const content = raw.trim();
    if (content === '' || content.startsWith('#')) continue;
    const read = readLine(content, at + 1);
    if ('what' in read) complaints.push(read);
    else lines.push(read);
  }
  return { lines, complaints };
}

/**
 * The lines that OpenSSH would use for a host: those that name it with its port, and only when none does,
 * those that name it without (seen: ssh then checks "without port identifier"). Bare keys always count.
 */
export function linesFor(known: KnownHosts, host: string, port: number): readonly KnownHostsLine[] {
  const naming = (name: string) =>
    known.lines.filter(({ hosts }) => hosts !== undefined && fieldNames(hosts, name));
  const exact = naming(hostField(host, port));
  const named = exact.length > 0 || port === 22 ? exact : naming(hostField(host, 22));
  return [...named, ...known.lines.filter(({ hosts }) => hosts === undefined)];
}

/** The one line to paste for a host's key: `HOST ssh-ed25519 AAAA…`, `[HOST]:PORT …` when the port is not 22. */
export function writeLine(
  host: string,
  port: number,
  key: HostKey,
  marker?: KnownHostsLine['marker'],
): string {
  return [...(marker === undefined ? [] : [marker]), hostField(host, port), key.type, key.blob].join(' ');
}

/** known_hosts text that holds just these keys for just this host. */
export function writeKnownHosts(
  host: string,
  port: number,
  keys: readonly (HostKey & { readonly marker?: KnownHostsLine['marker'] })[],
): string {
  return [...new Set(keys.map((key) => `${writeLine(host, port, key, key.marker)}\n`))].join('');
}

/** A host key from its base64; undefined when it is not whole or of no known type. */
export function readHostKey(blob: string): HostKey | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(blob)) return undefined;
  const bytes = Buffer.from(blob, 'base64');
  const type = typeOfPublicKey(bytes);
  return type === undefined
    ? undefined
    : { type, blob: bytes.toString('base64'), fingerprint: fingerprintOf(bytes) };
}

/** Line ends written out as `\n` are taken for line ends where there is no real one. */
function splitLines(text: string): readonly string[] {
  const clean = text.replaceAll('\ufeff', '');
  return /[\r\n]/.test(clean.trim()) ? clean.split(/\r\n|\r|\n/) : clean.split('\\n');
}

const KEY_TYPE = /^(?:ssh|ecdsa|sk-ssh|sk-ecdsa)-[\w@.-]+$/;
const FIX_LINE =
  'the line must read `HOST ssh-ed25519 AAAA…`; the host has its part of it in /etc/ssh/ssh_host_ed25519_key.pub';

function readLine(content: string, line: number): KnownHostsLine | Complaint {
  const words = content.split(/\s+/);
  const fingerprint = words.find((word) => /^(?:SHA256|MD5):/.test(word));
  if (fingerprint !== undefined && !words.some((word) => word.startsWith('AAAA'))) {
    return {
      line,
      what: 'is a fingerprint, not a known_hosts line',
      fix: 'give a fingerprint as `ssh-host-fingerprint`',
    };
  }
  const marker = words[0]?.startsWith('@') === true ? words.shift() : undefined;
  if (marker !== undefined && marker !== '@cert-authority' && marker !== '@revoked') {
    return {
      line,
      what: 'starts with an unknown marker',
      fix: 'known markers are @cert-authority and @revoked',
    };
  }
  const hosts = KEY_TYPE.test(words[0] ?? '') ? undefined : words.shift();
  if (hosts === undefined && marker !== undefined) {
    return { line, what: `has ${marker} but names no host`, fix: `write: ${marker} HOST TYPE KEY` };
  }
  const [type = '', blob = '', ...comment] = words;
  return readKey(type, blob, comment, { line, marker, hosts });
}

type Place = Pick<KnownHostsLine, 'line' | 'marker' | 'hosts'>;

function readKey(
  type: string,
  blob: string,
  comment: readonly string[],
  place: Place,
): KnownHostsLine | Complaint {
  const { line } = place;
  if (!KEY_TYPE.test(type))
    return { line, what: 'is no known_hosts line: it has no key type', fix: FIX_LINE };
  if (!HOST_KEY_TYPES.includes(type)) {
    return {
      line,
      what: 'has a key type that OpenSSH does not know (any more)',
      fix: "remove the line, or pin another of the host's keys",
    };
  }
  const key = readHostKey(blob);
  if (key === undefined || key.type !== type) {
    return { line, what: `has a ${type} key that is damaged or cut short`, fix: FIX_LINE };
  }
  if (
    comment.some((word, at) => HOST_KEY_TYPES.includes(word) && comment[at + 1]?.startsWith('AAAA') === true)
  ) {
    return { line, what: 'holds several lines joined into one', fix: 'put each on a line of its own' };
  }
  return hashIsWhole(place.hosts)
    ? { ...key, ...place }
    : { line, what: 'has a hashed host name that is damaged', fix: FIX_LINE };
}

function hashIsWhole(hosts: string | undefined): boolean {
  return (
    hosts === undefined || !hosts.startsWith('|') || /^\|1\|[A-Za-z0-9+/]+=*\|[A-Za-z0-9+/]{27}=$/.test(hosts)
  );
}
