import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LookQuestion, lookProgram, readLook } from '../../src/host/look.ts';
import { type Box, startBox } from '../cassie-box/cassie-box.ts';

const MARK = 'cassie-0b0c9f3e';
const QUESTION: LookQuestion = {
  profile: { path: undefined, user: 'root', name: 'system' },
  watched: undefined,
  patience: 0,
};

let box: Box;
let answer: string;
beforeAll(async () => {
  box = await startBox();
  answer = `\n${await ask(QUESTION)}\n`;
});
afterAll(() => box.stop());

function ask(question: LookQuestion): Promise<string> {
  return box.run(['sh', '-c', lookProgram(question, MARK)]);
}

describe('a look', () => {
  test('sees what the host is', async () => {
    const truth = await box.truth();
    expect(readLook(answer, MARK)).toMatchObject({
      ...{ final: true, uid: 0, isNixos: true, hostName: 'cassie-box', busy: false, failedUnits: [] },
      running: truth.running,
      profile: truth.profile?.path,
      profileToplevel: truth.profile?.toplevel,
      profileGeneration: truth.profile?.number,
      bootDefault: truth.bootDefault,
      bootId: await box.bootId(),
      machineId: await box.machineId(),
    });
  });

  test('is whole or nothing: torn at any byte it is no look', () => {
    const end = answer.indexOf(`\n${MARK} end`) + `\n${MARK} end`.length;
    for (let at = 0; at < end; at++)
      expect(readLook(answer.slice(0, at), MARK), `torn at ${at}`).toBeUndefined();
    expect(readLook(answer.slice(0, end), MARK)).toBeDefined();
  });

  test('is not moved by what a login prints around it', () => {
    const banner = 'running /nix/store/evil\ncassie-0 begin\nrunning x\ncassie-0 end\n';
    expect(readLook(`${banner}${answer}${banner}`, MARK)).toEqual(readLook(answer, MARK));
  });

  test('of any other text is no look', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(readLook(text, MARK)).toBeUndefined();
      }),
      { seed: 4 },
    );
  });

  test('never throws, and lets no control character through, whatever a host says', () => {
    const keys = [...new Set([...(answer.match(/^[a-z-]+(?= )/gm) ?? []), 'x'])];
    const line = fc
      .tuple(fc.constantFrom(...keys), fc.string({ unit: 'binary' }))
      .map((pair) => pair.join(' '));
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const look = readLook(`\n${MARK} begin\n${lines.join('\n')}\n${MARK} end\n`, MARK);
        expect(JSON.stringify(look)).not.toMatch(/\\u00[01]|\\u001b/);
        for (const path of [look?.running, look?.profile, look?.bootDefault])
          expect(path ?? '/nix/store/').toMatch(/^\/nix\/store\//);
      }),
      { seed: 4, numRuns: 500 },
    );
  });
});

test('the question is data: no name in it is run by the host', async () => {
  const evil = `'; touch /tmp/ran; echo '$(touch /tmp/ran)\`touch /tmp/ran\``;
  const question = { profile: { path: undefined, user: evil, name: evil }, watched: evil, patience: 0 };
  await ask({ ...question, profile: { ...question.profile, path: evil } });
  await ask(question).catch(() => undefined);
  expect((await box.tryToRun(['test', '-e', '/tmp/ran'])).status).toBe(1);
});
