import { Fault } from '../fault.ts';
import type { HostKeyPolicy, Pins } from '../request/request.ts';
import type { World } from '../world/world.ts';
import type { SshClient } from './client.ts';
import { decideTrust, needsScan, placeOf, type Trust, type TrustQuestion } from './host-key.ts';
import { type HostKeyInputs, keyNotCertified } from './host-key-faults.ts';
import type { HostKey } from './known-hosts.ts';
import { recallHostKeys, rememberHostKeys } from './memory.ts';
import { scanHostKeys } from './scan.ts';
import { scanFault } from './scan-faults.ts';
import { scanWithSsh } from './scan-with-ssh.ts';
import type { LoginFacts } from './ssh-faults.ts';

/** The machine whose key is to be trusted. */
export interface TrustPlace {
  readonly host: string;
  readonly port: number;
  readonly pins: Pins;
  readonly policy: HostKeyPolicy;
  readonly inputs?: HostKeyInputs;
  /** A plain connection leads there: no jump host, no proxy, no configuration of the user's. */
  readonly isDirect: boolean;
  readonly login: LoginFacts;
  /** The way ssh itself takes, without any trust yet. */
  readonly client: () => SshClient;
}

/** What a scan gave: keys, or why there are none. */
type Scanned = readonly HostKey[] | Fault;

/** What the hosts of one run have shown, and what was said of them: each is scanned once, as connections without a login count against us (scan.ts). */
export interface Acquaintances {
  readonly scans: Map<string, Promise<Scanned>>;
  readonly warnings: Set<string>;
}

export function noAcquaintances(): Acquaintances {
  return { scans: new Map(), warnings: new Set() };
}

/** Decides what ssh may trust before any key of ours is offered, scanning the host only where that is needed. */
export async function establishTrust(place: TrustPlace, met: Acquaintances, world: World): Promise<Trust> {
  const question = await questionOf(place, met, world);
  const scanned = needsScan(question) ? await scanOnce(place, met, world) : undefined;
  const trust = decide(question, scanned);
  for (const text of trust.warnings) warnOnce(text, met, world);
  return trust;
}

/** ssh met a key that is not among the trusted ones and knows its fingerprint at most: a scan words what changed, and the line to paste. */
export async function explainRefusal(
  refusal: Fault,
  place: TrustPlace,
  met: Acquaintances,
  world: World,
): Promise<Fault | undefined> {
  if (refusal.code.endsWith('host-key-certificate-invalid')) return undefined;
  const question = await questionOf(place, met, world);
  const scanned = await scanOnce(place, met, world);
  try {
    const { knownHosts } = decide(question, scanned);
    return knownHosts.includes('@cert-authority') ? keyNotCertified(placeOf(question)) : undefined;
  } catch (thrown) {
    return thrown instanceof Fault && scanned !== thrown ? thrown : undefined;
  }
}

/** Kept only after a login, so that what a stranger showed is never remembered. */
export async function rememberTrust(trust: Trust, host: string, port: number, world: World): Promise<void> {
  if (world.memoryFolder === undefined || trust.remember === undefined) return;
  const warning = await rememberHostKeys(world.memoryFolder, host, port, trust.remember);
  if (warning !== undefined) world.tell({ kind: 'warning', text: warning });
}

async function questionOf(
  place: TrustPlace,
  met: Acquaintances,
  world: World,
): Promise<Omit<TrustQuestion, 'offered'>> {
  const memory =
    world.memoryFolder === undefined
      ? undefined
      : await recallHostKeys(world.memoryFolder, place.host, place.port);
  if (memory?.warning !== undefined) warnOnce(memory.warning, met, world);
  return { ...place, remembered: memory?.knownHosts ?? '' };
}

function warnOnce(text: string, { warnings }: Acquaintances, world: World): void {
  if (!warnings.has(text)) world.tell({ kind: 'warning', text });
  warnings.add(text);
}

/** A scan that failed hides no decision that needs none: it is the fault only where the keys themselves are missing. */
function decide(question: Omit<TrustQuestion, 'offered'>, scanned: Scanned | undefined): Trust {
  if (!(scanned instanceof Fault)) return decideTrust({ ...question, offered: scanned });
  try {
    return decideTrust({ ...question, offered: undefined });
  } catch (thrown) {
    throw thrown instanceof Fault && thrown.code === 'host-key-unseen' ? scanned : thrown;
  }
}

/** As long as ssh itself tries to connect. */
const SCAN_TIME = 10_000;

function scanOnce(place: TrustPlace, met: Acquaintances, world: World): Promise<Scanned> {
  const name = `${place.host} ${place.port}`;
  const scanned = met.scans.get(name) ?? scan(place, world);
  met.scans.set(name, scanned);
  return scanned;
}

async function scan({ host, port, isDirect, client, login }: TrustPlace, world: World): Promise<Scanned> {
  if (!isDirect) return scanWithSsh(client(), login, SCAN_TIME, world);
  const scanned = await scanHostKeys({ host, port, timeout: SCAN_TIME, signal: world.cancelled });
  if (scanned.kind === 'seen') return scanned.keys;
  world.cancelled.throwIfAborted();
  if (scanned.reason === 'no-common-algorithm') return scanWithSsh(client(), login, SCAN_TIME, world);
  return scanFault(scanned.reason, scanned.detail, host, port);
}
