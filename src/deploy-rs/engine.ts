import { closeSync, openSync, readSync } from 'node:fs';
import { startDetached } from '../world/process.ts';
import { type EngineLine, readEngineOutput } from './output.ts';

export interface EngineEnd {
  /** Undefined: ended by a signal. A message to the log, never a result: the host is asked. */
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly lines: readonly EngineLine[];
  /** Set where no deploy-rs switched, but the host itself. */
  readonly by?: 'the host';
}

export interface Engine {
  readonly end: Promise<EngineEnd>;
  /** Kills it and its children here; only while nothing has been activated. */
  readonly stop: () => void;
}

export function wordEnd({ code, signal, by }: Pick<EngineEnd, 'code' | 'signal' | 'by'>): string {
  const program = by === 'the host' ? 'switch-to-configuration' : 'deploy-rs';
  if (code !== undefined) return `${program} ended with exit code ${code}`;
  if (by === 'the host') return 'its end was not seen';
  return signal === undefined ? 'deploy-rs could not be started' : `deploy-rs was ended by ${signal}`;
}

const POLL = 100;

/**
 * Starts `deploy` so that it goes on whatever becomes of us: a group of its own, its streams in a file (a pipe whose reader left would kill the activation
 * on the host with EPIPE). The file is followed for the log.
 */
export function startEngine(
  command: {
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string>>;
    readonly cwd: string;
  },
  outputFile: string,
  onLine: (line: EngineLine) => void,
): Engine {
  const lines: EngineLine[] = [];
  const reader = readEngineOutput((line) => {
    lines.push(line);
    onLine(line);
  });
  const { exit, kill } = startDetached({ program: 'deploy', ...command }, outputFile);
  const file = openSync(outputFile, 'r');
  const follow = () => readNew(file, reader.push);
  const timer = setInterval(follow, POLL);
  timer.unref();
  const end = exit.then(({ code, signal }) => {
    clearInterval(timer);
    follow();
    reader.end();
    closeSync(file);
    return { code, signal, lines };
  });
  return { end, stop: kill };
}

function readNew(file: number, push: (bytes: Uint8Array) => void): void {
  const buffer = new Uint8Array(65_536);
  for (let size = readSync(file, buffer); size > 0; size = readSync(file, buffer))
    push(buffer.slice(0, size));
}
