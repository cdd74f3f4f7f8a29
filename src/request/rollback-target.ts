import { accept, type Reading, refuse, show } from './reading.ts';
import type { RollbackTarget } from './request.ts';
import { readStorePath } from './store-path.ts';

/** `previous`, a generation's number, or a store path. */
export function parseRollbackTarget(text: string): Reading<RollbackTarget> {
  if (text.toLowerCase() === 'previous') return accept({ kind: 'previous' });
  if (/^[1-9]\d{0,8}$/.test(text)) return accept({ kind: 'generation', number: Number(text) });
  if (!text.startsWith('/')) {
    const fix = 'write previous, a number that `mode: generations` shows, or a store path';
    return refuse(`${show(text)} is not a generation`, fix);
  }
  const path = readStorePath(text);
  return path.ok ? accept({ kind: 'store-path', path: path.value }) : path;
}
