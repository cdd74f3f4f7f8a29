import type { Truth } from '../cassie-box/cassie-box.ts';

type Row = readonly [string, string];

const LONGEST = 74;

/** The outputs that say something; a long one is cut, with its length. */
export function outputRows(outputs: Readonly<Record<string, string>>): readonly Row[] {
  return Object.entries(outputs)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => [
      name,
      name.endsWith('store-path') || name === 'boot-default' ? value : cut(value),
    ]);
}

function cut(value: string): string {
  if (value.length <= LONGEST) return value;
  const end = ` … (${value.length} characters)`;
  return `${value.slice(0, LONGEST - end.length)}${end}`;
}

/** The host, read from its files and processes without SSH. */
export function hostRows(truth: Truth): readonly Row[] {
  const generations = truth.generations.map(({ number, path }) => {
    const mark = number === truth.profile?.number ? '→' : ' ';
    return `${mark} ${number}  ${path.replace('/nix/store/', '')}`;
  });
  return [
    ['running', truth.running ?? 'nothing'],
    ['boot default', truth.bootDefault ?? 'none'],
    ...generations.map((text, at): Row => [at === 0 ? 'generations' : '', text]),
    ['failed units', truth.failedUnits.join(', ') || 'none'],
    ['still at work', truth.switching || truth.activating.length > 0 ? 'a switch' : 'nothing'],
  ];
}
