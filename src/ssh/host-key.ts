import type { HostKeyPolicy, Pins } from '../request/request.ts';
import {
  faultOfComplaints,
  type HostKeyInputs,
  type HostPlace,
  keyChanged,
  keyNotPinned,
  keyRevoked,
  keysUnseen,
} from './host-key-faults.ts';
import { bareKeyWarning, notPinnedWarning } from './host-key-warnings.ts';
import {
  type HostKey,
  type KnownHostsLine,
  linesFor,
  parseKnownHosts,
  readHostKey,
  writeKnownHosts,
} from './known-hosts.ts';

export interface TrustQuestion {
  readonly host: string;
  readonly port: number;
  readonly pins: Pins;
  /** known_hosts text that an earlier run kept; empty at first contact. */
  readonly remembered: string;
  readonly policy: HostKeyPolicy;
  /** What a scan saw; undefined when there was none. */
  readonly offered: readonly HostKey[] | undefined;
  /** What the user calls the pins' inputs; a jump host has inputs of its own. */
  readonly inputs?: HostKeyInputs;
}

/** What ssh is told to trust, and who vouches for it. */
export interface Trust {
  /** The whole UserKnownHostsFile, for StrictHostKeyChecking=yes. */
  readonly knownHosts: string;
  /** For ssh's option HostKeyAlgorithms; undefined: ssh's own choice. */
  readonly hostKeyAlgorithms: string | undefined;
  /** The key that ssh will see; undefined when only ssh itself can tell (several pins or a certificate, and no scan). */
  readonly fingerprint: string | undefined;
  readonly source: 'pin' | 'remembered' | 'first-contact';
  readonly warnings: readonly string[];
  /** known_hosts text to keep for the next run, once a login has succeeded; undefined: leave the memory as it is. */
  readonly remember: string | undefined;
}

/**
 * Should the host be scanned before `decideTrust`? With known_hosts lines ssh checks by itself;
 * under `strict` without a pin a scan only serves to show the line to paste.
 */
export function needsScan(question: Omit<TrustQuestion, 'offered'>): boolean {
  const { host, port, pins, remembered, policy } = question;
  if (pins.fingerprints.length > 0) return true;
  const vouches = (text: string) => linesFor(parseKnownHosts(text), host, port).some(isVouching);
  return !vouches(pins.knownHosts) && (policy === 'strict' || !vouches(remembered));
}

/**
 * Decides what ssh may trust: pin, then memory, then the scan. Throws a Fault (`host-key-changed`, `host-key-type-missing`,
 * `host-key-unknown`, `host-key-revoked`, `host-key-unseen`, `known-hosts-unreadable`); it never touches the network.
 * With `offered` only keys that the host holds are passed on, so ssh can't pick a pinned type whose key was changed.
 */
export function decideTrust(question: TrustQuestion): Trust {
  const place = placeOf(question);
  const pinned = parseKnownHosts(question.pins.knownHosts);
  if (pinned.complaints.length > 0) throw faultOfComplaints(pinned.complaints, place.inputs.knownHosts);
  const lines = linesFor(pinned, question.host, question.port);
  const fingerprints = question.pins.fingerprints.map((text) => text.trim().replace(/=+$/, ''));
  const offered = question.offered?.flatMap(({ blob }) => readHostKey(blob) ?? []);
  const view: View = { place, lines, revoked: lines.filter(({ marker }) => marker === '@revoked'), offered };
  if (lines.some(isVouching) || fingerprints.length > 0) return trustPins(view, fingerprints);
  if (question.policy === 'strict') throw keyNotPinned(place, bestOf(offered ?? []), pinned.lines.length > 0);
  const otherPins = pinned.lines.length > 0;
  const memory = linesFor(parseKnownHosts(question.remembered), question.host, question.port);
  const known = memory.filter(({ marker }) => marker === undefined);
  return known.length > 0 ? trustMemory(view, known, otherPins) : trustFirstContact(view, otherPins);
}

/** The question, read. */
interface View {
  readonly place: HostPlace;
  readonly lines: readonly KnownHostsLine[];
  readonly revoked: readonly KnownHostsLine[];
  readonly offered: readonly HostKey[] | undefined;
}

function trustPins(view: View, fingerprints: readonly string[]): Trust {
  const { place, lines, offered } = view;
  const keys = lines.filter(({ marker }) => marker === undefined);
  const authorities = lines.filter(({ marker }) => marker === '@cert-authority');
  const warnings = keys.filter(({ hosts }) => hosts === undefined).map((key) => bareKeyWarning(place, key));
  const held = offered?.filter((key) => isVouchedFor(key, keys, fingerprints) && !holds(view.revoked, key));
  if (held !== undefined && held.length > 0)
    return { ...trust(view, held, authorities), source: 'pin', warnings };
  if (offered !== undefined && authorities.length === 0) {
    refuseRevoked(view);
    throw keyChanged(place, 'pinned', keys, fingerprints, sorted(offered));
  }
  if (keys.length + authorities.length === 0) throw keysUnseen(place);
  return { ...trust(view, keys, authorities), source: 'pin', warnings, remember: undefined };
}

function trustMemory(view: View, known: readonly KnownHostsLine[], otherPins: boolean): Trust {
  const { place, offered } = view;
  const held = (offered ?? known).filter((key) => holds(known, key) && !holds(view.revoked, key));
  if (held.length === 0) {
    refuseRevoked(view);
    throw keyChanged(place, 'remembered', known, [], sorted(offered ?? []));
  }
  const how = 'it is the one an earlier run remembered';
  return {
    ...trust(view, held, []),
    source: 'remembered',
    warnings: [notPinnedWarning(place, bestOf(held), how, otherPins)],
    remember: undefined,
  };
}

function trustFirstContact(view: View, otherPins: boolean): Trust {
  const { place } = view;
  const offered = sorted(view.offered ?? []);
  const [best] = offered;
  if (best === undefined) throw keysUnseen(place);
  refuseRevoked(view);
  return {
    ...trust(view, [best], []),
    source: 'first-contact',
    warnings: [notPinnedWarning(place, best, 'it was accepted at first contact', otherPins)],
    remember: writeKnownHosts(place.host, place.port, offered),
  };
}

type TrustedKeys = Pick<Trust, 'knownHosts' | 'hostKeyAlgorithms' | 'fingerprint' | 'remember'>;

/** Keys, authorities and revocations as known_hosts text for exactly this host, whatever patterns named it. */
function trust(view: View, keys: readonly HostKey[], authorities: readonly KnownHostsLine[]): TrustedKeys {
  const { host, port } = view.place;
  const order = sorted(keys);
  const plain = order.map(({ type, blob, fingerprint }) => ({ type, blob, fingerprint }));
  const certain = authorities.length === 0 && (view.offered !== undefined || keys.length === 1);
  return {
    knownHosts: writeKnownHosts(host, port, [...plain, ...authorities, ...view.revoked]),
    hostKeyAlgorithms: authorities.length > 0 ? undefined : algorithmsOf(order),
    fingerprint: certain ? order[0]?.fingerprint : undefined,
    remember: writeKnownHosts(host, port, plain),
  };
}

function refuseRevoked({ place, offered, revoked }: View): void {
  const bad = offered?.find((key) => holds(revoked, key));
  if (bad !== undefined) throw keyRevoked(place, bad);
}

function isVouching({ marker }: KnownHostsLine): boolean {
  return marker !== '@revoked';
}

function isVouchedFor(key: HostKey, keys: readonly HostKey[], fingerprints: readonly string[]): boolean {
  return holds(keys, key) || fingerprints.includes(key.fingerprint);
}

function holds(keys: readonly HostKey[], { blob }: HostKey): boolean {
  return keys.some((key) => key.blob === blob);
}

const PREFERRED = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'ssh-rsa',
];

function sorted<Key extends HostKey>(keys: readonly Key[]): readonly Key[] {
  const rank = ({ type }: HostKey) => (PREFERRED.includes(type) ? PREFERRED.indexOf(type) : PREFERRED.length);
  return [...keys].sort((one, other) => rank(one) - rank(other));
}

function bestOf(keys: readonly HostKey[]): HostKey | undefined {
  return sorted(keys)[0];
}

/** RSA keys sign with SHA-2 (RFC 8332); every other type is its own algorithm. */
function algorithmsOf(keys: readonly HostKey[]): string {
  const names = keys.map(({ type }) => (type === 'ssh-rsa' ? 'rsa-sha2-512,rsa-sha2-256' : type));
  return [...new Set(names)].join(',');
}

export function placeOf({ host, port, inputs }: Pick<TrustQuestion, 'host' | 'port' | 'inputs'>): HostPlace {
  return {
    host,
    port,
    inputs: inputs ?? { knownHosts: 'ssh-known-hosts', fingerprint: 'ssh-host-fingerprint' },
  };
}
