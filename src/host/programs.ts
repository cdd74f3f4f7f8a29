import { readFileSync } from 'node:fs';
import { shellWord } from '../ssh/quote.ts';

/** The programs that run on a host: plain `.sh` files beside this one, in the source and in the bundle. */
export type HostText = 'system' | 'guard' | 'look' | 'hold' | 'commit' | 'activate' | 'lock' | 'prune';

/** Values of the shell, then the texts one after another, then what is to be done with them. */
export function hostProgram(
  given: Readonly<Record<string, string>>,
  texts: readonly HostText[],
  todo: string,
): string {
  const values = Object.entries(given).map(([name, value]) => `${name}=${shellWord(value)}`);
  return [...values, ...texts.map(hostText), todo].join('\n');
}

export function hostText(name: HostText): string {
  return readFileSync(new URL(`./${name}.sh`, import.meta.url), 'utf8');
}

/** What a program said behind our mark: `MARK word text`. */
export interface Said {
  readonly word: string;
  readonly text: string;
}

export function readSaid(output: string, mark: string): readonly Said[] {
  return output.split('\n').flatMap((line) => {
    if (!line.startsWith(`${mark} `)) return [];
    const [word = '', ...rest] = line.slice(mark.length + 1).split(' ');
    return [{ word, text: rest.join(' ').trimEnd() }];
  });
}
