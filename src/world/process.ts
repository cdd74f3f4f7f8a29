import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { plainText } from '../plain-text.ts';

/** A program to start: always an argument array, never a shell string. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** Added to the environment that every child gets. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Written to standard input one after another (each once it is known), which is then closed; without it there is none. */
  readonly stdin?: readonly (string | Promise<string>)[];
  /** Each line of standard error as it comes, plain. */
  readonly onLine?: (line: string) => void;
  /** Milliseconds; then the whole process group is killed. */
  readonly timeout?: number;
}

export interface Finished {
  /** Exit status; undefined when a signal ended it. */
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** Why it ended: by itself, by the time-out, or because the run was cancelled. */
  readonly ended: 'by-itself' | 'timed-out' | 'cancelled';
  /** Set when the program could not be started at all. */
  readonly notStarted: string | undefined;
}

export type Start = (command: Command) => Promise<Finished>;

/** Starts programs in a process group of their own, with only `environment`, until `cancelled` fires. */
export function processStarter(environment: Readonly<Record<string, string>>, cancelled: AbortSignal): Start {
  return (command) =>
    new Promise((resolve) => {
      if (cancelled.aborted) return resolve({ ...nothing, ended: 'cancelled' });
      const child = spawn(command.program, command.args, {
        cwd: command.cwd,
        env: { ...environment, ...command.env },
        stdio: [command.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
        detached: true,
      });
      let ended: Finished['ended'] = 'by-itself';
      const end = (why: Finished['ended']) => () => {
        ended = why;
        endGroup(child);
      };
      const onCancel = end('cancelled');
      cancelled.addEventListener('abort', onCancel, { once: true });
      const timer = command.timeout === undefined ? undefined : setTimeout(end('timed-out'), command.timeout);
      const stdout = collect(child.stdout);
      const stderr = collect(child.stderr, command.onLine);
      const finish = (rest: Pick<Finished, 'code' | 'signal' | 'notStarted'>) => {
        clearTimeout(timer);
        cancelled.removeEventListener('abort', onCancel);
        resolve({ ...rest, stdout: stdout(), stderr: stderr(), ended });
      };
      child.stdin?.on('error', () => undefined); // a program that ends without reading is judged by its exit
      void writeAll(child, command.stdin ?? []);
      child.on('error', (error) => finish({ code: undefined, signal: undefined, notStarted: error.message }));
      child.on('close', (code, signal) =>
        finish({ code: code ?? undefined, signal: signal ?? undefined, notStarted: undefined }),
      );
    });
}

async function writeAll(child: ChildProcess, texts: readonly (string | Promise<string>)[]): Promise<void> {
  for (const text of texts) child.stdin?.write(await text);
  child.stdin?.end();
}

const nothing: Omit<Finished, 'ended'> = {
  code: undefined,
  signal: undefined,
  stdout: '',
  stderr: '',
  notStarted: undefined,
};

/** A process that goes on whatever becomes of us: own group, standard streams in `outputFile`, so that no pipe can break. */
export function startDetached(
  command: Pick<Command, 'program' | 'args' | 'cwd'> & { readonly env: Readonly<Record<string, string>> },
  outputFile: string,
): {
  readonly exit: Promise<{ readonly code: number | undefined; readonly signal: NodeJS.Signals | undefined }>;
  readonly kill: () => void;
} {
  const out = openSync(outputFile, 'a', 0o600);
  const child = spawn(command.program, command.args, {
    cwd: command.cwd,
    env: command.env,
    stdio: ['ignore', out, out],
    detached: true,
  });
  closeSync(out);
  const exit = new Promise<{ code: number | undefined; signal: NodeJS.Signals | undefined }>((resolve) => {
    child.on('error', () => resolve({ code: undefined, signal: undefined }));
    child.on('exit', (code, signal) => resolve({ code: code ?? undefined, signal: signal ?? undefined }));
  });
  return { exit, kill: () => killGroup(child) };
}

/** A process that answers and then stays, such as the ssh connection that others share. */
export interface Held {
  /** What it printed until `until` was seen, or until it ended. */
  readonly answer: Promise<Finished>;
  /** Writes `text`, and gives what is printed after it until `until` is seen, or until it ends. One question at a time. */
  readonly ask: (text: string, until: string) => Promise<string>;
  /** Writes `text`, and waits for nothing. */
  readonly say: (text: string) => void;
  readonly isOpen: () => boolean;
  readonly close: () => void;
}

/** Starts a program whose standard input stays open until `close`; it has answered once `until` stands in its output. */
export function startHeld(
  environment: Readonly<Record<string, string>>,
  command: Omit<Command, 'stdin'> & { readonly stdin?: string },
  until: string,
): Held {
  const child = spawn(command.program, command.args, {
    env: { ...environment, ...command.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  child.stdin.on('error', () => undefined);
  if (command.stdin !== undefined) child.stdin.write(command.stdin);
  const close = () => {
    child.stdin.end();
    killGroup(child);
  };
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr, command.onLine);
  const answer = new Promise<Finished>((resolve) => {
    let ended: Finished['ended'] = 'by-itself';
    const timer = setTimeout(() => {
      ended = 'timed-out';
      close();
    }, command.timeout ?? 60_000);
    const finish = (rest: Pick<Finished, 'code' | 'signal' | 'notStarted'>) => {
      clearTimeout(timer);
      resolve({ ...rest, stdout: stdout(), stderr: stderr(), ended });
    };
    void untilSeen(child, until).then(() => finish({ code: 0, signal: undefined, notStarted: undefined }));
    child.on('error', (error) => finish({ code: undefined, signal: undefined, notStarted: error.message }));
    child.on('close', (code, signal) =>
      finish({ code: code ?? undefined, signal: signal ?? undefined, notStarted: undefined }),
    );
  });
  const isOpen = () => child.exitCode === null && child.signalCode === null;
  const ask = async (text: string, end: string) => {
    const before = stdout().length;
    const seen = untilSeen(child, end);
    const over = new Promise<void>((resolve) => child.once('close', () => resolve()));
    if (isOpen()) {
      child.stdin.write(text);
      await Promise.race([seen, over]);
    }
    return stdout().slice(before);
  };
  const say = (text: string) => void child.stdin.write(text);
  return { answer, ask, say, isOpen, close };
}

function untilSeen(child: Pick<ChildProcess, 'stdout'>, until: string): Promise<void> {
  return new Promise((resolve) => {
    let recent = '';
    const look = (bytes: Buffer) => {
      recent += bytes.toString('latin1');
      if (recent.includes(until)) {
        child.stdout?.off('data', look);
        resolve();
      }
      recent = recent.slice(-until.length);
    };
    child.stdout?.on('data', look);
  });
}

/** Time for a program to end what it started outside its group, as Nix does with its builders. Milliseconds. */
const GRACE = 1_500;

function endGroup(child: ChildProcess): void {
  killGroup(child, 'SIGTERM');
  const timer = setTimeout(() => killGroup(child), GRACE);
  child.once('close', () => clearTimeout(timer));
}

/** Kills the child and all that it started in its group. */
function killGroup(child: Pick<ChildProcess, 'pid'>, signal: NodeJS.Signals = 'SIGKILL'): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // it has ended already, and a group without processes can't be signalled
  }
}

/** Characters that are kept of a stream: far more than any answer, and a host or a build that never stops must not eat our memory. */
const MOST = 32 * 1024 * 1024;

/** Decodes a stream even where a character is torn between two reads, and hands out its lines. Of too much the end is kept. */
function collect(stream: NodeJS.ReadableStream | null, onLine?: (line: string) => void): () => string {
  const decoder = new TextDecoder();
  const lines = lineSplitter(onLine);
  let text = '';
  stream?.on('data', (bytes: Buffer) => {
    const piece = decoder.decode(bytes, { stream: true });
    text += piece;
    if (text.length > 2 * MOST) text = text.slice(-MOST);
    lines.push(piece);
  });
  stream?.on('end', () => lines.end());
  return () => text;
}

/** A program that prints no line end (a progress bar, a binary file) is cut into lines of this many characters. */
const LONGEST_LINE = 16 * 1024;

/** Cuts text that comes in pieces into plain lines. */
export function lineSplitter(onLine?: (line: string) => void): { push(piece: string): void; end(): void } {
  let rest = '';
  const give = (line: string) => {
    const plain = plainText(line).trimEnd();
    if (plain !== '') onLine?.(plain);
  };
  return {
    push(piece) {
      if (onLine === undefined) return;
      const lines = (rest + piece).split(/\r\n|\n|\r/);
      rest = lines.pop() ?? '';
      lines.forEach(give);
      if (rest.length < LONGEST_LINE) return;
      give(rest);
      rest = '';
    },
    end() {
      give(rest);
      rest = '';
    },
  };
}
