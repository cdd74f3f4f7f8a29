import { styleText } from 'node:util';

const WIDTH = 100;
const COLOURED = process.stdout.isTTY && !process.env['NO_COLOR'];

type Style = Parameters<typeof styleText>[0];

export function print(...blocks: readonly string[]): void {
  for (const block of blocks) process.stdout.write(`${block}\n`);
}

export function heading(title: string): string {
  const line = '─'.repeat(WIDTH);
  return `\n${line}\n${styled(['bold'], title)}\n${line}`;
}

export function part(title: string): string {
  return `\n${styled(['bold', 'blue'], title)}`;
}

export function paragraph(...sentences: readonly string[]): string {
  return sentences.flatMap((sentence) => wrap(sentence, '')).join('\n');
}

export function good(text: string): string {
  return `\n${styled(['bold', 'green'], `✓ ${text}`)}`;
}

export function bad(text: string): string {
  return `\n${styled(['bold', 'red'], `✗ ${text}`)}`;
}

/** Text as it is, set in by two, its long lines wrapped below their own beginning. */
export function lines(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .flatMap((line) => wrap(line, '  '))
    .join('\n');
}

/** Two columns. */
export function rows(pairs: readonly (readonly [string, string])[]): string {
  const first = Math.max(...pairs.map(([name]) => name.length)) + 2;
  return pairs
    .flatMap(([name, value]) => wrap(value, '  '.padEnd(first + 2), `  ${name.padEnd(first)}`))
    .join('\n');
}

/** Cuts at spaces where it can, and never in a word that fits a line of its own. Lines that go on stand behind the same bar. */
export function wrap(text: string, indent: string, begin = indent): readonly string[] {
  const hang = `${indent}${/^ *(?:host )?\| /.exec(text)?.[0] ?? ''}`;
  const wrapped: string[] = [];
  let rest = text;
  for (let lead = begin; ; lead = hang) {
    const room = WIDTH - lead.length;
    if (rest.length <= room) return [...wrapped, `${lead}${rest}`.trimEnd()];
    const at = cutAt(rest, room, WIDTH - hang.length);
    wrapped.push(`${lead}${rest.slice(0, at)}`.trimEnd());
    rest = rest.slice(at).trimStart();
  }
}

function cutAt(text: string, room: number, roomBelow: number): number {
  const space = text.lastIndexOf(' ', room);
  const word = text.slice(space + 1).split(' ')[0] ?? '';
  return space > 0 && word.length <= roomBelow && text.slice(0, space).trim() !== '' ? space : room;
}

function styled(style: Style, text: string): string {
  return COLOURED ? styleText(style, text, { validateStream: false }) : text;
}
