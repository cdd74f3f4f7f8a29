import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { ServerHostKeyAlgorithm } from 'ssh2';
import { type HostKey, readHostKey } from './known-hosts.ts';
import { lookUpAsSsh } from './lookup.ts';
import { loadSsh2 } from './ssh2.ts';

export interface ScanRequest {
  readonly host: string;
  readonly port: number;
  /** Milliseconds for all of it. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/**
 * Why no keys were seen. `turned-away`: sshd answered, and refused to talk now (MaxStartups, PerSourcePenalties);
 * `silent`: connected, and nothing came;
 * `cut-off`: the connection was closed without a word; `no-common-algorithm`: it is SSH, but not with what ssh2 knows (post-quantum only).
 */
export type ScanReason =
  | 'refused'
  | 'no-such-host'
  | 'unreachable'
  | 'timed-out'
  | 'silent'
  | 'turned-away'
  | 'cut-off'
  | 'no-common-algorithm'
  | 'not-ssh'
  | 'cancelled';

export type Scan =
  | { readonly kind: 'seen'; readonly keys: readonly HostKey[] }
  /** `detail` may hold what the other side sent, as one line of plain characters. */
  | { readonly kind: 'failed'; readonly reason: ScanReason; readonly detail: string };

/** What a host may sign with, a group a kind of key: one connection shows one key. */
export const HOST_KEY_GROUPS: readonly (readonly ServerHostKeyAlgorithm[])[] = [
  ['ssh-ed25519'],
  ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'],
  ['rsa-sha2-512', 'rsa-sha2-256'],
];

/**
 * Sees every host key that a host offers, a connection a type, side by side. Tries no login, and never throws.
 * Scan a host once a run: since OpenSSH 9.8 each connection without a login costs its source a second (sshd_config.5,
 * PerSourcePenalties), and from fifteen on sshd turns away all that comes from there.
 */
export async function scanHostKeys(request: ScanRequest): Promise<Scan> {
  const deadline = AbortSignal.timeout(request.timeout);
  const glances = await Promise.all(
    HOST_KEY_GROUPS.map((algorithms) => glance(request, algorithms, deadline)),
  );
  for (const [at, algorithms] of HOST_KEY_GROUPS.entries()) {
    if (isDropped(glances[at], glances)) glances[at] = await glanceAgain(request, algorithms, deadline);
  }
  const failure = glances.find((result) => result.kind === 'failed');
  if (failure !== undefined) return failure;
  const keys = glances.flatMap((result) => (result.kind === 'seen' ? [result.key] : []));
  if (keys.length > 0) return { kind: 'seen', keys };
  return { kind: 'failed', reason: 'no-common-algorithm', detail: 'no host key of a known type' };
}

type Failure = Extract<Scan, { kind: 'failed' }>;
type Glance = { readonly kind: 'seen'; readonly key: HostKey } | { readonly kind: 'not-offered' } | Failure;

/** sshd may drop some of several connections at once (MaxStartups); they are worth another try, one by one. */
function isDropped(result: Glance | undefined, all: readonly Glance[]): boolean {
  if (result?.kind !== 'failed') return false;
  return (
    result.reason === 'turned-away' ||
    (result.reason === 'cut-off' && all.some(({ kind }) => kind === 'seen'))
  );
}

async function glanceAgain(
  request: ScanRequest,
  serverHostKey: readonly ServerHostKeyAlgorithm[],
  deadline: AbortSignal,
): Promise<Glance> {
  const stop = AbortSignal.any([request.signal, deadline]);
  let result: Glance = failed('turned-away', '');
  for (const pause of [100, 300, 900]) {
    // The pause ends early, without an error, when the time is up: the glance then says so.
    await setTimeout(pause, undefined, { signal: stop }).catch(() => undefined);
    result = await glance(request, serverHostKey, deadline);
    if (!isDropped(result, [result])) break;
  }
  return result;
}

/** One connection up to the host key, which ends it. */
async function glance(
  { host, port, signal }: ScanRequest,
  serverHostKey: readonly ServerHostKeyAlgorithm[],
  deadline: AbortSignal,
): Promise<Glance> {
  const { Client } = await loadSsh2();
  const stop = AbortSignal.any([signal, deadline]);
  if (stop.aborted) return stopped(signal, false);
  const { promise, resolve } = Promise.withResolvers<Glance>();
  const socket = connect({ host, port, lookup: lookUpAsSsh, autoSelectFamilyAttemptTimeout: 2500 });
  const heard = listen(socket);
  const onStop = () => resolve(stopped(signal, !socket.connecting));
  stop.addEventListener('abort', onStop, { once: true });
  const client = new Client();
  client.on('error', (error) => resolve(readError(error, heard())));
  client.on('close', () => resolve(failed(reasonOfSilence(heard()), firstLine(heard()))));
  client.connect({
    sock: socket,
    username: 'host-key-scan',
    readyTimeout: 0,
    algorithms: { serverHostKey: [...serverHostKey] },
    hostVerifier: (blob: Buffer) => {
      const key = readHostKey(blob.toString('base64'));
      resolve(key === undefined ? failed('not-ssh', 'a malformed host key') : { kind: 'seen', key });
      return false;
    },
  });
  const result = await promise;
  stop.removeEventListener('abort', onStop);
  socket.destroy();
  return result;
}

/** Keeps the first bytes that arrive, to tell SSH from anything else. */
function listen(socket: Socket): () => string {
  let heard = '';
  socket.on('data', (bytes: Buffer) => {
    if (heard.length < 256) heard += bytes.toString('latin1').slice(0, 256);
  });
  return () => heard;
}

const REASONS: Readonly<Record<string, ScanReason>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'no-such-host',
  EAI_AGAIN: 'no-such-host',
  ENODATA: 'no-such-host',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ETIMEDOUT: 'timed-out',
};

function readError(error: Error, heard: string): Glance {
  const code = 'code' in error ? String(error.code) : '';
  const reason = Object.hasOwn(REASONS, code) ? REASONS[code] : undefined;
  if (reason !== undefined) return failed(reason, code);
  if (error.message.includes('no matching host key format')) return { kind: 'not-offered' };
  if (error.message.includes('no matching ')) return failed('no-common-algorithm', plain(error.message));
  return failed(reasonOfSilence(heard), firstLine(heard) || plain(error.message));
}

function reasonOfSilence(heard: string): ScanReason {
  if (/^(?:Not allowed at this time|Exceeded MaxStartups)/.test(heard)) return 'turned-away';
  return heard === '' || /^SSH-2\.0-|\nSSH-2\.0-/.test(heard) ? 'cut-off' : 'not-ssh';
}

function stopped(signal: AbortSignal, connected: boolean): Failure {
  if (signal.aborted) return failed('cancelled', 'cancelled');
  return failed(connected ? 'silent' : 'timed-out', 'no host key in time');
}

function failed(reason: ScanReason, detail: string): Failure {
  return { kind: 'failed', reason, detail };
}

function firstLine(heard: string): string {
  return plain(heard.trimStart().split(/[\r\n]/)[0] ?? '');
}

/** Text from the network: printable ASCII of one line, and little of it. */
function plain(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '').slice(0, 100);
}
