import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hostField } from './host-patterns.ts';
import { parseKnownHosts } from './known-hosts.ts';

/** What an earlier run kept of a host. Memory may stop a run; it never silences a warning. */
export interface Memory {
  /** known_hosts text; empty when nothing (readable) is kept. */
  readonly knownHosts: string;
  /** Set when something is kept that could not be read, and so counts as first contact. */
  readonly warning: string | undefined;
}

const NOTHING: Memory = { knownHosts: '', warning: undefined };
const LONGEST_MEMORY = 64 * 1024;

/** Reads the remembered keys of a host. A damaged file, a link, or anything else that is no plain file is said, and is first contact. */
export async function recallHostKeys(folder: string, host: string, port: number): Promise<Memory> {
  const file = memoryFile(folder, host, port);
  try {
    const text = await readPlainFile(folder, file);
    if (text === undefined) return NOTHING;
    const { lines, complaints } = parseKnownHosts(text);
    if (complaints.length === 0 && lines.length > 0) return { knownHosts: text, warning: undefined };
    return forgotten(file, 'it is damaged');
  } catch (error) {
    return forgotten(file, reasonOf(error));
  }
}

/** Keeps known_hosts text for a host: written aside, then renamed. Returns a warning when it could not be kept. */
export async function rememberHostKeys(
  folder: string,
  host: string,
  port: number,
  knownHosts: string,
): Promise<string | undefined> {
  const file = memoryFile(folder, host, port);
  const draft = `${file}.${randomBytes(8).toString('hex')}`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await refuseLink(folder);
    await writeNewFile(draft, knownHosts);
    await rename(draft, file);
    return undefined;
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    return `the host key of ${host} could not be remembered in ${folder}: ${reasonOf(error)}`;
  }
}

/** One file a host and port. Hashed, so that no name can leave the folder. */
function memoryFile(folder: string, host: string, port: number): string {
  const name = createHash('sha256').update(hostField(host, port)).digest('hex').slice(0, 32);
  return join(folder, `${name}.known_hosts`);
}

async function readPlainFile(folder: string, file: string): Promise<string | undefined> {
  let handle: FileHandle;
  try {
    await refuseLink(folder);
    // NONBLOCK: opening a pipe that someone put there must not wait for its writer.
    handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const stat = await handle.stat();
    if (!stat.isFile() || stat.size > LONGEST_MEMORY) throw new Error('it is no plain, small file');
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

async function writeNewFile(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function refuseLink(folder: string): Promise<void> {
  if (!(await lstat(folder)).isDirectory()) throw new Error('its folder is a link, or no folder');
}

function forgotten(file: string, reason: string): Memory {
  return {
    knownHosts: '',
    warning: `remembered host keys in ${file} are not used (${reason}); this counts as first contact`,
  };
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function reasonOf(error: unknown): string {
  if (codeOf(error) === 'ELOOP') return 'it is a link';
  return error instanceof Error ? error.message : String(error);
}
