import { describe, expect, test } from 'vitest';
import type { Generation } from '../../../src/host/look.ts';
import { generationLines, generationNotes, generationTable } from '../../../src/report/generation-table.ts';
import { wordOutcome } from '../../../src/report/words.ts';
import { lookOf, nodeOf, storePath, systemPath } from './outcomes.ts';

const REVISION = '0123456789abcdef0123456789abcdef01234567';

function generation(number: number, more: Partial<Generation> = {}): Generation {
  const [one] = lookOf(`25.11.${number}`, number).generations;
  if (one === undefined) throw new Error('a look has generations');
  return { ...one, current: false, ...more };
}

/** Somebody went back by hand from 4, which was rolled back from, to 2; 1 was booted. */
const HISTORY = lookOf('25.11.2', 2, {
  generations: [
    generation(4, { kernelVersion: '6.12.10', specialisations: ['rescue', 'gaming'] }),
    generation(3, { configurationRevision: `${REVISION}-dirty` }),
    generation(2, { current: true, configurationRevision: REVISION }),
    generation(1),
  ],
  held: [storePath('activatable-nixos-system-web-25.11.4')],
});

const path = (version: number) => storePath(`activatable-nixos-system-web-25.11.${version}`);

describe('the table of generations', () => {
  test('stands in columns in the log, newest first, each with what it is now and its whole path', () => {
    expect(generationLines(HISTORY, 40)).toEqual([
      'generation  is                              made (UTC)        NixOS    kernel   revision            specialisations  store path',
      `4           held                            2027-01-15 12:00  25.11.4  6.12.10                      rescue, gaming   ${path(4)}`,
      `3                                           2027-01-15 11:00  25.11.3  6.12.8   0123456789ab-dirty                   ${path(3)}`,
      `2           running, current, boot default  2027-01-15 10:00  25.11.2  6.12.8   0123456789ab                         ${path(2)}`,
      `1           booted                          2027-01-15 09:00  25.11.1  6.12.8                                        ${path(1)}`,
    ]);
  });

  test('has no column that says nothing', () => {
    const bare = { ...HISTORY, generations: [generation(1, { nixosVersion: '', kernelVersion: '' })] };
    expect(generationLines(bare, 40)[0]).toMatch(/^generation {2}is {6}made \(UTC\) {8}store path$/);
    expect(generationTable(bare, 40).split('\n')[0]).toBe('| generation | is | made (UTC) | store path |');
  });

  test('shows two generations of one system as what they are both', () => {
    const twice = { ...generation(2), generation: 5, current: true };
    const look = lookOf('25.11.2', 5, { generations: [twice, generation(2)] });
    const [, newer, older] = generationLines(look, 40);
    expect(newer).toMatch(/^5 +running, current, boot default /);
    expect(older).toMatch(/^2 +running, boot default /);
  });

  test('leaves out old ones that mean nothing any more, and says how many', () => {
    const lines = generationLines(HISTORY, 1);
    expect(lines.map((line) => line.slice(0, 1))).toEqual(['g', '4', '2', '1', '1']);
    expect(lines.at(-1)).toBe(
      '1 older not shown: the report has all, a file named by the output report-file',
    );
    expect(generationTable(HISTORY, 1).split('\n\n')[1]).toBe(lines.at(-1));
  });

  test('keeps what a host says within its cell', () => {
    const hostile = { ...HISTORY, generations: [generation(1, { nixosVersion: '1 | <b> | @you' })] };
    const row = generationTable(hostile, 40).split('\n')[2] ?? '';
    expect(row.match(/\|/g)).toHaveLength(7);
    expect(row).not.toMatch(/<b>|@you/);
  });
});

describe('below the table', () => {
  test('nothing is said of a host whose systems are all in it', () => {
    expect(generationNotes(HISTORY)).toEqual([]);
  });

  test('stands what runs, boots next or was booted and is no generation of its own', () => {
    const look = { ...HISTORY, running: systemPath('26.05.1'), bootDefault: undefined, rebootRequired: true };
    expect(generationNotes(look)).toEqual([
      expect.stringMatching(/^the running system is no generation's own: nixos-system-web-26\.05\.1 \(/),
      'the boot default is not known',
      'reboot required: the running system has another kernel, initrd or kernel modules than the booted one',
    ]);
  });

  test('a host without any says so', () => {
    const look = { ...HISTORY, generations: [] };
    expect(generationNotes(look)).toEqual(['the profile has no generation']);
    const listed = nodeOf({
      aim: 'list generations',
      result: 'listed',
      changed: 'no',
      before: look,
      after: undefined,
    });
    expect(wordOutcome(listed)).toHaveLength(2);
  });

  test('nothing is said of systems for a profile that holds none', () => {
    expect(generationNotes({ ...HISTORY, generations: [generation(1, { toplevel: undefined })] })).toEqual(
      [],
    );
  });
});
