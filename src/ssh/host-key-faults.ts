import { Fault } from '../fault.ts';
import { type Complaint, type HostKey, hostField, type KnownHostsLine, writeLine } from './known-hosts.ts';

/** What the user calls the inputs that hold pins. */
export interface HostKeyInputs {
  readonly knownHosts: string;
  readonly fingerprint: string;
}

/** The host that a fault is about. */
export interface HostPlace {
  readonly host: string;
  readonly port: number;
  readonly inputs: HostKeyInputs;
}

/** None of the keys the host holds is one that was vouched for: changed, or (calmer) of types that no pin speaks of. */
export function keyChanged(
  place: HostPlace,
  by: 'pinned' | 'remembered',
  known: readonly (HostKey & Partial<KnownHostsLine>)[],
  fingerprints: readonly string[],
  offered: readonly HostKey[],
): Fault {
  const [first] = offered;
  if (first === undefined) return keysUnseen(place);
  const sameType = offered.find((key) => known.some(({ type }) => type === key.type));
  const expected = [...known.map(describe), ...fingerprints];
  const why = `${by}: ${expected.join(', ')}; the host offers: ${offered.map(describe).join(', ')}`;
  const name = hostField(place.host, place.port);
  const otherType = sameType === undefined && fingerprints.length === 0;
  const what = otherType
    ? `${name} offers no host key of a type that is ${by}`
    : `the host key of ${name} changed: it is not the one that is ${by}; our key was not offered`;
  const fix = replacePin(place, sameType ?? first);
  return new Fault({
    code: otherType ? 'host-key-type-missing' : 'host-key-changed',
    what,
    why,
    fix,
    refused: true,
  });
}

export function keyRevoked(place: HostPlace, key: HostKey): Fault {
  return new Fault({
    code: 'host-key-revoked',
    what: `${hostField(place.host, place.port)} offers a host key that ${place.inputs.knownHosts} revokes: ${describe(key)}`,
    fix: `make a new host key on the host, and give its line as ${place.inputs.knownHosts}; never remove the @revoked line`,
    refused: true,
  });
}

/** Only an authority vouches, and ssh saw no certificate of it. */
export function keyNotCertified({ host, port, inputs }: HostPlace): Fault {
  return new Fault({
    code: 'host-key-not-certified',
    what: `${hostField(host, port)} shows no host certificate by the @cert-authority of ${inputs.knownHosts}; our key was not offered`,
    fix: [
      'where the authority is, sign the key that the host really has:',
      `ssh-keygen -s AUTHORITY -I ${host} -h -n ${host} ssh_host_ed25519_key.pub`,
      'and name the result on the host: HostCertificate /etc/ssh/ssh_host_ed25519_key-cert.pub',
    ].join('\n'),
    refused: true,
  });
}

/** No pin under `host-key-policy: strict`. */
export function keyNotPinned(place: HostPlace, seen: HostKey | undefined, otherPins: boolean): Fault {
  const { host, port, inputs } = place;
  const steps =
    seen === undefined
      ? [
          `read the key on the host's console: cat ${publicKeyFile('ssh-ed25519')}`,
          `and give it as ${inputs.knownHosts}, with the host's name in front: ${hostField(host, port)} ssh-ed25519 AAAA…`,
        ]
      : [
          ...confirm(seen),
          `if it prints ${seen.fingerprint}, give this line as ${inputs.knownHosts}:`,
          writeLine(host, port, seen),
        ];
  return new Fault({
    code: 'host-key-unknown',
    what: `the host key of ${hostField(host, port)} is not pinned, and host-key-policy is strict`,
    why: otherPins ? `${inputs.knownHosts} has lines, but none for this host` : undefined,
    fix: steps.join('\n'),
    refused: true,
  });
}

/** A decision needs the host's keys, and nothing could read them. */
export function keysUnseen(place: HostPlace): Fault {
  const { host, port, inputs } = place;
  return new Fault({
    code: 'host-key-unseen',
    what: `the host keys of ${hostField(host, port)} could not be read, so none can be checked`,
    fix: `give the host's line as ${inputs.knownHosts} (${hostField(host, port)} ssh-ed25519 AAAA…): ssh then checks by itself`,
    refused: true,
  });
}

/** All lines that can't be used, in one fault. */
export function faultOfComplaints(complaints: readonly Complaint[], input: string): Fault {
  const said = complaints.map(({ line, what }) => `line ${line} of ${input} ${what}`);
  const [only] = said;
  return new Fault({
    code: 'known-hosts-unreadable',
    what: said.length === 1 && only !== undefined ? only : `${said.length} lines of ${input} can't be used`,
    why: said.length === 1 ? undefined : said.join('; '),
    fix: [...new Set(complaints.map(({ fix }) => fix))].join('\n'),
    refused: true,
  });
}

/** The word that OpenSSH prints for a key type: `ED25519`, `ECDSA`, `RSA`. */
export function typeWord(type: string): string {
  return type
    .replace(/^ssh-|@.*$/g, '')
    .replace(/-sha2-nistp\d+$/, '')
    .toUpperCase();
}

function describe(key: HostKey & Partial<KnownHostsLine>): string {
  return `${typeWord(key.type)} ${key.fingerprint}`;
}

function replacePin({ host, port, inputs }: HostPlace, key: HostKey): string {
  return [
    ...confirm(key),
    `only if it prints ${key.fingerprint}, give this line as ${inputs.knownHosts}:`,
    writeLine(host, port, key),
  ].join('\n');
}

function confirm(key: HostKey): readonly string[] {
  return [`first confirm on the host's console: ssh-keygen -lf ${publicKeyFile(key.type)}`];
}

function publicKeyFile(type: string): string {
  return `/etc/ssh/ssh_host_${typeWord(type).toLowerCase()}_key.pub`;
}
