import { readdirSync, readFileSync } from 'node:fs';

/**
 * Ends what a run that was killed has left: every process that was given something of its private folder (our `ssh` on PATH, settings for Nix) or was
 * started on it. Only for when the host is final, as the engine of a switch is one of them.
 */
export function endLeftovers(folder: string): void {
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    if (isOf(folder, `/proc/${pid}/environ`) || isOf(folder, `/proc/${pid}/cmdline`)) end(Number(pid));
  }
}

function isOf(folder: string, file: string): boolean {
  try {
    return readFileSync(file, 'utf8').includes(`${folder}/`);
  } catch {
    return false; // it has ended, or is another user's
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it ended by itself
  }
}
