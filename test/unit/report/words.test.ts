import { describe, expect, test } from 'vitest';
import type { Look } from '../../../src/host/look.ts';
import { type Outcome, RESULTS, type Result } from '../../../src/outcome.ts';
import { harmless } from '../../../src/report/log.ts';
import { summaryOf } from '../../../src/report/summary.ts';
import { wordDuration, wordNode } from '../../../src/report/words.ts';
import { faultOf, lookOf, nodeOf, outcomeOf, ROLLED_BACK } from './outcomes.ts';

test.each([
  [0, '0.0 s'],
  [1_250, '1.3 s'],
  [59_900, '59.9 s'],
  [60_000, '1 min 0 s'],
  [125_400, '2 min 5 s'],
])('%i ms are %s', (milliseconds, words) => {
  expect(wordDuration(milliseconds)).toBe(words);
});

describe('the line about a node', () => {
  test('says who it is, what became of it and what runs', () => {
    expect(wordNode(nodeOf())).toMatch(
      /^web \(deploy@web\.example\.org\) runs the new system: generation 42, nixos-system-web-25\.11\.2\b/,
    );
  });

  test('says nothing of a system that nobody saw', () => {
    const line = wordNode(nodeOf({ result: 'unknown', changed: 'unknown', after: undefined }));
    expect(line).toBe('web (deploy@web.example.org) may have changed, and how it ends was not seen');
  });

  test('names another profile than system, and what is in force there', () => {
    const look = lookOf('25.11.1', 3, { profileToplevel: undefined });
    const line = wordNode(nodeOf({ profile: 'blog', before: look, after: look }));
    expect(line).toMatch(/^web\.blog \(deploy@web\.example\.org\) is on the new generation: generation 3, /);
  });

  test('says of a rollback on request where it led, not that a new system runs', () => {
    const back = { aim: 'roll back', before: lookOf('25.11.2', 42), after: lookOf('25.11.1', 41) } as const;
    expect(wordNode(nodeOf(back))).toMatch(/ was rolled back to generation 41, nixos-system-web-25\.11\.1\b/);
    const failed = nodeOf({ ...back, result: 'rolled-back', changed: 'no', after: back.before });
    expect(wordNode(failed)).toMatch(
      / could not be rolled back, and runs again what it ran before: generation 42, /,
    );
    const untouched = nodeOf({ ...back, result: 'failed', changed: 'no', after: undefined });
    expect(wordNode(untouched)).toContain('was not rolled back and is as it was before');
  });

  test('says of a lock whether a deploy would get in', () => {
    const look = { aim: 'look after the lock', result: 'listed', changed: 'no', after: undefined } as const;
    const lineOf = (more: Partial<Look>) =>
      wordNode(nodeOf({ ...look, before: lookOf('25.11.2', 42, more) }));
    expect(lineOf({})).toContain(' is open to deploys, and runs: generation 42, ');
    expect(lineOf({ lock: ['owner=kim'] })).toContain(' is being deployed to, and runs: ');
    const frozen = { owner: 'kim', url: '', message: '', since: undefined, until: undefined };
    expect(lineOf({ frozen, lock: ['owner=kim'] })).toContain(' is frozen, and runs: ');
  });

  test('gives no generation to a system that the profile is not on', () => {
    const after = lookOf('25.11.1', 42, { profileToplevel: lookOf('25.11.2', 42).running });
    expect(wordNode(nodeOf({ result: 'failed', after }))).not.toContain('generation');
  });

  test('of a host that was listed says what runs there, and which units have failed', () => {
    const before = lookOf('25.11.1', 41, { failedUnits: ['shop.service'] });
    const listed = nodeOf({ result: 'listed', changed: 'no', wanted: undefined, before, after: undefined });
    expect(wordNode(listed)).toMatch(
      /^web \(deploy@web\.example\.org\) runs now: generation 41, .*; units in a failed state: shop\.service$/,
    );
    const named = wordNode({ ...listed, node: 'web.example.org' });
    expect(named).toMatch(/^deploy@web\.example\.org runs now: /);
  });

  test('of a run that would activate nothing says nothing of a deploy', () => {
    const failed = nodeOf({ result: 'failed', changed: 'no', wanted: undefined, after: undefined });
    expect(wordNode({ ...failed, host: undefined, before: undefined })).toBe('web could not be looked at');
    expect(wordNode(failed)).toContain('is as it was before');
  });

  test('of a plan says what would be activated', () => {
    const planned = nodeOf({ result: 'planned', host: undefined, before: undefined, after: undefined });
    expect(wordNode(planned)).toMatch(/^web would be deployed: activatable-nixos-system-web-25\.11\.2\b/);
  });

  test.each(RESULTS)('%s has words of its own', (result) => {
    const words = (one: Result) => wordNode(nodeOf({ result: one, after: undefined }));
    expect(RESULTS.filter((other) => words(other) === words(result))).toEqual([result]);
  });
});

describe('the summary', () => {
  test('begins with what became of it', () => {
    expect(summaryOf(ROLLED_BACK)).toMatch(
      /^### ↩️ web \(deploy&#64;<!-- -->web\.example\.org\) runs the old system/,
    );
  });

  test('puts what runs before and after side by side, generations with their store paths', () => {
    const summary = summaryOf(outcomeOf([nodeOf()]));
    expect(summary).toMatch(/\| running system \| <code>[^|]*25\.11\.1[^|]*<\/code> \| <code>[^|]*25\.11\.2/);
    expect(summary).toMatch(
      /\| 42 \| running, current, boot default \|.*<code>\/nix\/store\/[^|]*25\.11\.2<\/code> \|/,
    );
  });

  test('shows cause, fix and whether the host was changed, the last lines folded', () => {
    const summary = summaryOf(ROLLED_BACK);
    const [above = '', below = ''] = summary.split('<details><summary>last lines</summary>');
    expect(above).toContain('why&#58; units failed&#58; shop.service<br>fix&#58; on the host');
    expect(above).not.toContain('database');
    expect(below).toContain('the database is not there');
  });

  test('of a run that ended early has the fault, and no table', () => {
    const early = outcomeOf([], { result: 'failed', fault: faultOf(), planDigest: undefined });
    const summary = summaryOf(early);
    expect(summary).toMatch(/^### ❌ .*\n\n/);
    expect(summary).toContain('the host refused the login');
    expect(summary).toContain('the host was not changed');
    expect(summary).not.toContain('|');
  });

  test('of several nodes gives each its heading', () => {
    const failed = nodeOf({ node: 'db', result: 'failed', fault: faultOf() });
    const summary = summaryOf(outcomeOf([nodeOf(), failed], { result: 'failed' }));
    expect(summary.match(/^#### .*$/gm)).toEqual([
      expect.stringContaining('✅ web'),
      expect.stringContaining('❌ db'),
    ]);
  });

  test('has no table row, heading or tag that a host or flake wrote', () => {
    const evil = '<b>|\n# x';
    const clean = summaryOf(outcomeOf([nodeOf()]));
    const summary = summaryOf(
      outcomeOf([
        nodeOf({
          node: evil,
          host: `root@${evil}`,
          after: lookOf('25.11.2', 42, { failedUnits: [evil] }),
        }),
      ]),
    );
    const shape = (text: string) => [text.match(/^#+ /gm), text.match(/<[^>]*>/g), text.match(/^\|/gm)];
    expect(shape(summary)).toEqual(shape(clean));
  });
});

describe('a line in the log', () => {
  test.each(['::error::x', '  ::add-mask::x', '::stop-commands::t', '##[error]x', 'a ##[command]x'])(
    '%j is no command, whoever said it',
    (text) => {
      for (const from of ['us', 'program', 'host'] as const) {
        const line = harmless(text, from);
        expect(line.trimStart()).not.toMatch(/^::/);
        expect(line).not.toContain('##[');
      }
    },
  );

  test('of others stands behind a bar that says whose it is', () => {
    expect(harmless('hello', 'host')).toBe('  host | hello');
    expect(harmless('hello', 'program')).toBe('  | hello');
    expect(harmless('hello', 'us')).toBe('hello');
  });

  test('has no escape sequence and no line of its own', () => {
    expect(harmless('\u001b[31mred\u001b[0m\u001b]0;title\u0007\r\u202eend', 'host')).toBe('  host | redend');
  });
});

test('every outcome of a good run ends well, and no other', () => {
  const good = (result: Result): Outcome => outcomeOf([nodeOf({ result })]);
  expect(RESULTS.filter((result) => /^### (✅|📋)/u.test(summaryOf(good(result))))).toEqual([
    ...['unchanged', 'deployed', 'staged', 'planned', 'listed'],
  ]);
});
