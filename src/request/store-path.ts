import { parseStorePath, type StorePath } from '../nix/store-path.ts';
import { accept, type Reading, refuse, show } from './reading.ts';

const HOW = 'write what `nix build` printed: /nix/store/<32 letters and digits>-name';

/** A store path that is built. */
export function readStorePath(text: string): Reading<StorePath> {
  if (text.endsWith('.drv')) return refuse(`${show(text)} is a derivation, which is not built yet`, HOW);
  const path = parseStorePath(text);
  return path === undefined ? refuse(`${show(text)} is not a store path`, HOW) : accept(path);
}
