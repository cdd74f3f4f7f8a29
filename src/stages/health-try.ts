import { connect } from 'node:net';
import { remoteShell, type SshHost } from '../host/over-ssh.ts';
import { lastLines } from '../plain-text.ts';
import type { HealthCheck } from '../request/health-checks.ts';
import { lookUpAsSsh } from '../ssh/lookup.ts';
import { shellWord } from '../ssh/quote.ts';
import type { Finished } from '../world/process.ts';
import type { World } from '../world/world.ts';
import { NO_ANSWER, oneLine, type Try, wordConnection } from './health-words.ts';

/** Where checks are made from and to. */
export interface Place {
  readonly host: SshHost;
  /** The host's name or address, as the runner reaches it. */
  readonly address: string;
  /** The folder that commands of the runner start in. */
  readonly folder: string;
}

/** How long one try may take (milliseconds), and what ends it. */
export interface Bounds {
  readonly limit: number;
  readonly signal: AbortSignal;
  /** May use the shared connection to the host. */
  readonly shared: boolean;
}

type TryWorld = Pick<World, 'startUncut'>;

/** One try of a check. */
export async function tryOnce(check: HealthCheck, on: Place, bounds: Bounds, world: TryWorld): Try {
  switch (check.kind) {
    case 'unit':
      return whyUnit(
        check.unit,
        await onHost(`systemctl is-active ${shellWord(check.unit)}`, on, bounds, world),
      );
    case 'command':
      return whyEnded(await onHost(check.command, on, bounds, world));
    case 'runner-command':
      return whyEnded(await onRunner(check.command, on, bounds, world));
    case 'tcp':
      return tryTcp(check.host ?? on.address, check.port, bounds.signal);
    case 'http': {
      const { tryHttp } = await import('./health-http.ts');
      return tryHttp(check, bounds.signal);
    }
  }
}

/**
 * Over the connection that was opened before the switch; where it is gone, or takes no more sessions (MaxSessions), ssh opens its own.
 * A command that is given up is ended on the host too, where there is a `timeout`.
 */
async function onHost(command: string, { host }: Place, bounds: Bounds, world: TryWorld): Promise<Finished> {
  const seconds = Math.ceil(bounds.limit / 1000) + 1;
  const bounded = `command -v timeout >/dev/null && exec timeout ${seconds} /bin/sh -c ${shellWord(command)}`;
  const start = (env: Readonly<Record<string, string>>) =>
    world.startUncut({
      program: host.client.program,
      args: [host.client.alias, remoteShell(`${bounded}\nexec /bin/sh -c ${shellWord(command)}`)],
      env,
      timeout: bounds.limit,
    });
  if (!bounds.shared) return start(host.client.env);
  const finished = await start(host.client.sharing);
  const isRefused = finished.code === 255 && /^mux_client_request_session: /m.test(finished.stderr);
  return isRefused && !bounds.signal.aborted ? start(host.client.env) : finished;
}

function onRunner(command: string, { folder }: Place, { limit }: Bounds, world: TryWorld): Promise<Finished> {
  return world.startUncut({ program: 'sh', args: ['-c', command], cwd: folder, timeout: limit });
}

function whyUnit(unit: string, finished: Finished): string | undefined {
  const state = lastLines(finished.stdout, 1)[0];
  if (finished.code === 0 && state === 'active') return undefined;
  return state === undefined || !/^[a-z-]{1,40}$/.test(state) ? whyEnded(finished) : `${unit} is ${state}`;
}

function whyEnded(finished: Finished): string | undefined {
  const { code, signal, stdout, stderr, notStarted } = finished;
  if (code === 0) return undefined;
  if (finished.ended !== 'by-itself') return NO_ANSWER;
  if (notStarted !== undefined) return `it could not be started: ${oneLine(notStarted)}`;
  const last = lastLines(stderr, 1)[0] ?? lastLines(stdout, 1)[0];
  const end = code === undefined ? `${signal ?? 'a signal'} ended it` : `it ended with ${code}`;
  return last === undefined ? end : `${end}: ${oneLine(last)}`;
}

function tryTcp(host: string, port: number, signal: AbortSignal): Try {
  return new Promise((resolve) => {
    const socket = connect({ host, port, lookup: lookUpAsSsh });
    const end = (why: string | undefined) => {
      socket.destroy();
      resolve(why);
    };
    signal.addEventListener('abort', () => end(NO_ANSWER), { once: true });
    socket.once('connect', () => end(undefined));
    socket.on('error', (error) => end(wordConnection(error)));
  });
}
