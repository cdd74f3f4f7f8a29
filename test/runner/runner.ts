import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The bundle under test; CASSIE_DIST names another one, such as the one just built beside it. */
const DIST = process.env['CASSIE_DIST'] ?? join(import.meta.dirname, '../../dist');

export interface StepOptions {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** The checkout: GITHUB_WORKSPACE and working directory. */
  readonly workspace: string;
  /** `push` unless said. */
  readonly event?: string;
  readonly payload?: unknown;
}

/** What the runner has in hand after a step. */
export interface StepEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** As the runner shows it: masks applied, commands taken out, groups unfolded. */
  readonly shown: string;
  readonly raw: string;
  readonly masks: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  readonly summary: string;
  /** Milliseconds. */
  readonly took: number;
}

/** A job's runner: starts the bundle as GitHub's does, with fresh files a step, and hands the state of main to post. */
export class Runner {
  readonly temp: string;
  readonly toolCache: string;
  readonly #options: StepOptions;
  #main: StepEnd | undefined;

  constructor(options: StepOptions) {
    this.#options = options;
    this.temp = mkdtempSync(join(tmpdir(), 'job-'));
    this.toolCache = join(this.temp, 'tool-cache');
    mkdirSync(this.toolCache);
  }

  async main(more: Partial<StepOptions> = {}): Promise<StepEnd> {
    this.#main = await this.start('main.js', more).end;
    return this.#main;
  }

  /** Main, still running: for cancels. */
  startMain(more: Partial<StepOptions> = {}): RunningStep {
    const running = this.start('main.js', more);
    return {
      ...running,
      end: running.end.then((end) => {
        this.#main = end;
        return end;
      }),
    };
  }

  post(): Promise<StepEnd> {
    return this.startPost().end;
  }

  startPost(): RunningStep {
    const state = Object.entries(this.#main?.state ?? {}).map(
      ([name, value]) => [`STATE_${name}`, value] as const,
    );
    return this.start('post.js', { env: Object.fromEntries(state) });
  }

  start(script: string, more: Partial<StepOptions> = {}): RunningStep {
    const options = {
      ...this.#options,
      ...more,
      inputs: { ...this.#options.inputs, ...more.inputs },
      env: { ...this.#options.env, ...more.env },
    };
    const files = new StepFiles(this.temp);
    const began = performance.now();
    const child = spawn(process.execPath, [join(DIST, script)], {
      cwd: options.workspace,
      env: { ...this.#environment(options, files), ...files.variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: Buffer[] = [];
    child.stdout.on('data', (bytes: Buffer) => output.push(bytes));
    child.stderr.on('data', (bytes: Buffer) => output.push(bytes));
    const end = new Promise<StepEnd>((resolve) => {
      child.on('exit', (code, signal) => {
        const took = performance.now() - began;
        // what the runner does: it reads on for a moment, whoever else still holds the pipe
        setTimeout(
          () => resolve(files.read({ code, signal, raw: Buffer.concat(output).toString(), took })),
          50,
        );
      });
    });
    return { child, end, soFar: () => Buffer.concat(output).toString() };
  }

  #environment(
    { inputs, env, workspace, event = 'push', payload = {} }: StepOptions,
    files: StepFiles,
  ): Record<string, string> {
    const eventFile = files.write('event.json', JSON.stringify(payload));
    return {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '/root',
      LANG: 'C.UTF-8',
      NIX_CONF_DIR: process.env['NIX_CONF_DIR'] ?? '',
      NIX_REMOTE: process.env['NIX_REMOTE'] ?? '',
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_EVENT_NAME: event,
      GITHUB_EVENT_PATH: eventFile,
      GITHUB_REF: event === 'pull_request' ? 'refs/pull/1/merge' : 'refs/heads/main',
      GITHUB_REPOSITORY: 'someone/machines',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_WORKSPACE: workspace,
      RUNNER_OS: 'Linux',
      RUNNER_ARCH: 'X64',
      RUNNER_TEMP: this.temp,
      RUNNER_TOOL_CACHE: this.toolCache,
      RUNNER_ENVIRONMENT: 'github-hosted',
      ACTIONS_RUNTIME_TOKEN: 'runtime-token-that-no-child-may-see',
      ...Object.fromEntries(
        Object.entries(inputs ?? {}).map(([name, value]) => [
          `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
          value,
        ]),
      ),
      ...env,
    };
  }

  /** The folder as it is at the job's end: what is left in it was not cleaned up. */
  remove(): void {
    rmSync(this.temp, { recursive: true, force: true });
  }
}

export interface RunningStep {
  readonly child: ChildProcess;
  readonly end: Promise<StepEnd>;
  readonly soFar: () => string;
}

/** The files of one step, by which it speaks to the runner. */
class StepFiles {
  readonly #folder: string;
  readonly variables: Readonly<Record<string, string>>;

  constructor(temp: string) {
    this.#folder = mkdtempSync(join(temp, '_runner_file_commands-'));
    const names = {
      GITHUB_OUTPUT: 'output',
      GITHUB_STATE: 'state',
      GITHUB_ENV: 'env',
      GITHUB_PATH: 'path',
      GITHUB_STEP_SUMMARY: 'summary',
    };
    this.variables = Object.fromEntries(
      Object.entries(names).map(([variable, name]) => [variable, this.write(name, '')]),
    );
  }

  write(name: string, text: string): string {
    const file = join(this.#folder, name);
    writeFileSync(file, text);
    return file;
  }

  read(end: Pick<StepEnd, 'code' | 'signal' | 'raw' | 'took'>): StepEnd {
    const masks = [...end.raw.matchAll(/^::add-mask::(.*)$/gm)].map(([, mask]) =>
      decodeURIComponent((mask ?? '').replace(/%(?!0D|0A|25)/g, '%25')),
    );
    const text = (name: string) =>
      existsSync(join(this.#folder, name)) ? readFileSync(join(this.#folder, name), 'utf8') : '';
    return {
      ...end,
      masks,
      shown: show(end.raw, masks),
      outputs: readFileCommand(text('output')),
      state: readFileCommand(text('state')),
      summary: text('summary'),
    };
  }
}

function show(raw: string, masks: readonly string[]): string {
  const lines = masks
    .flatMap((mask) => mask.split(/\r?\n/))
    .filter((line) => line.trim() !== '')
    .toSorted((a, b) => b.length - a.length);
  const visible = raw
    .replace(/^::(?:add-mask|debug)::.*\n/gm, '')
    .replace(/^::endgroup::\n/gm, '')
    .replace(/^::group::/gm, '▸ ')
    .replaceAll('%0A', '\n  ')
    .replaceAll('%25', '%');
  return lines.reduce((text, line) => text.replaceAll(line, '***'), visible);
}

/** `name<<DELIMITER` … `DELIMITER`, or `name=value`. */
function readFileCommand(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const heredoc = /^([^=]+?)<<(.+)$/.exec(line);
    if (heredoc?.[1] !== undefined) {
      const value: string[] = [];
      while (++at < lines.length && lines[at] !== heredoc[2]) value.push(lines[at] ?? '');
      found[heredoc[1]] = value.join('\n');
    } else if (line.includes('='))
      found[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1);
  }
  return found;
}
