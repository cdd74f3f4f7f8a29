import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');

/** Every page for people, by its path: those at the top and those in docs. */
export const PAGES: readonly string[] = ['.', 'docs'].flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);

export function page(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

export interface Example {
  readonly page: string;
  readonly language: string;
  readonly text: string;
}

/** All fenced blocks of all pages. */
const EXAMPLES: readonly Example[] = PAGES.flatMap((path) =>
  [...page(path).matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({
    page: path,
    language,
    text,
  })),
);

export function examplesIn(language: string): readonly Example[] {
  return EXAMPLES.filter((example) => example.language === language);
}

/** A page without its fenced blocks and what is generated into it: the sentences somebody wrote. */
export function proseOf(path: string): string {
  return page(path)
    .replace(/^```.*?^```$/gms, '')
    .replace(/<!-- (\w+): begin.*?<!-- \1: end -->/gs, '');
}

/** What stands in `backticks` in the prose. */
export function codeIn(path: string): readonly string[] {
  return [...proseOf(path).matchAll(/`([^`\n]+)`/g)].map(([, text]) => text ?? '');
}

/** A heading as GitHub links it. */
export function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}
