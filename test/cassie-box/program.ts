import { spawn } from 'node:child_process';

export type Ended = { readonly status: number; readonly stdout: string; readonly stderr: string };

export type ProgramOptions = {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string | undefined;
};

/** Runs a program to its end. A signal counts as 128 plus its usual number, as in a shell. */
export function runToEnd(argv: readonly string[], options: ProgramOptions = {}): Promise<Ended> {
  const { input = '', ...rest } = options;
  const [program = '', ...words] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { ...rest, stdio: ['pipe', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (piece: Buffer) => out.push(piece));
    child.stderr.on('data', (piece: Buffer) => err.push(piece));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({
        status: code ?? 137,
        stdout: Buffer.concat(out).toString(),
        stderr: Buffer.concat(err).toString(),
      });
    });
  });
}

/** Runs a program that must succeed; its trimmed standard output. */
export async function outputOf(argv: readonly string[], options: ProgramOptions = {}): Promise<string> {
  const ended = await runToEnd(argv, options);
  if (ended.status !== 0) throw new Error(`${argv.join(' ')} ended with ${ended.status}: ${ended.stderr}`);
  return ended.stdout.trim();
}
