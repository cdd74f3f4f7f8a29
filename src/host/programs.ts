import { readFileSync } from 'node:fs';

/** The text of a program that runs on a host: a plain `.sh` file beside this one, in the source and in the bundle. */
export function hostProgram(name: 'look'): string {
  return readFileSync(new URL(`./${name}.sh`, import.meta.url), 'utf8');
}
