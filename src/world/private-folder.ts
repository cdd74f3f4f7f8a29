import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '../fault.ts';

/** The longest folder name with which OpenSSH can still make a control socket (108 bytes, its own suffix included). */
const LONGEST = 64;

/**
 * Makes a 0700 folder under `parent`, or under the system's temp folder where the name would be too long for a socket, or has what deploy-rs, Nix or ssh
 * would read as more than a name (blank, `%`, `#`, `?`).
 */
export function makePrivateFolder(parent: string | undefined): string {
  const isFit = parent !== undefined && parent.length + 12 <= LONGEST && /^[\w./@+-]+$/.test(parent);
  const place = isFit ? parent : tmpdir();
  try {
    mkdirSync(place, { recursive: true });
    const folder = mkdtempSync(join(place, 'cassie-'));
    chmodSync(folder, 0o700);
    return folder;
  } catch (cause) {
    throw new Fault({
      code: 'no-private-folder',
      what: `no private folder can be made in ${place}`,
      why: cause instanceof Error ? cause.message : undefined,
      fix: 'free space on the runner, or point RUNNER_TEMP at a folder that can be written',
      cause,
    });
  }
}

/** Writes a file that only we can read. */
export function writePrivate(path: string, text: string, mode = 0o600): string {
  writeFileSync(path, text, { mode, flag: 'w' });
  chmodSync(path, mode);
  return path;
}

export function removePrivateFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
