import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Where deploy-rs stands between its copy and its activation: the program named ssh (ssh/client.ts) starts no session but a copy's before the gate is
 * open. So the two are apart by construction, whatever deploy-rs says, and nothing has been activated while the gate is shut.
 */
export interface Gate {
  /** For deploy-rs alone. */
  readonly env: Readonly<Record<string, string>>;
  /** The arguments of the session that waits, once one does. */
  readonly reached: Promise<string>;
  readonly open: () => void;
  /** Stops looking whether somebody waits. */
  readonly forget: () => void;
}

const POLL = 25;

export function makeGate(folder: string): Gate {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const waiting = join(folder, 'waiting');
  let timer: NodeJS.Timeout | undefined;
  const reached = new Promise<string>((resolve) => {
    timer = setInterval(() => {
      if (!existsSync(waiting)) return;
      clearInterval(timer);
      resolve(readFileSync(waiting, 'utf8'));
    }, POLL);
  });
  return {
    // a session whose run was killed gives up: nobody is left who could open
    env: { CASSIE_GATE: folder, CASSIE_RUN: String(process.pid) },
    reached,
    open: () => writeFileSync(join(folder, 'open'), ''),
    forget: () => clearInterval(timer),
  };
}
