import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type EngineLine, readEngineOutput } from '../../src/deploy-rs/output.ts';

function read(...pieces: readonly Uint8Array[]): readonly EngineLine[] {
  const lines: EngineLine[] = [];
  const reader = readEngineOutput((line) => lines.push(line));
  for (const piece of pieces) reader.push(piece);
  reader.end();
  return lines;
}

const SAID = Buffer.from(
  [
    '🚀 ℹ️ [deploy] [INFO] Activating profile `system` for node `web`',
    '📠 ⭐ ℹ️ [activate] [INFO] Activation succeeded!',
    '📠 restarting the following units: web.service — größer',
    '🚀 ❌ [deploy] [ERROR] Deployment failed',
    '📠 \u001b[31mred\u001b[0m',
    'last line without an end',
  ].join('\n'),
);
const LINES: readonly EngineLine[] = [
  { from: 'program', text: 'Activating profile `system` for node `web`' },
  { from: 'host', text: 'Activation succeeded!' },
  { from: 'host', text: 'restarting the following units: web.service — größer' },
  { from: 'program', text: 'error: Deployment failed' },
  { from: 'host', text: 'red' },
  { from: 'program', text: 'last line without an end' },
];

describe("deploy-rs's output", () => {
  test('is read without its decoration, with whose word it is', () => {
    expect(read(SAID)).toEqual(LINES);
  });

  test('is read the same where it is torn, at every byte', () => {
    for (let at = 0; at <= SAID.length; at++)
      expect(read(SAID.subarray(0, at), SAID.subarray(at)), `torn at ${at}`).toEqual(LINES);
    expect(read(...Array.from(SAID, (byte) => Uint8Array.of(byte)))).toEqual(LINES);
  });

  test('may be any bytes: no line is empty, of two lines, or makes a terminal act', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array()), (pieces) => {
        for (const { text } of read(...pieces)) {
          expect(text).not.toBe('');
          expect(text).not.toMatch(/[\r\n\u0000-\u0008\u001b\u0080-\u009f]/);
        }
      }),
      { seed: 4 },
    );
  });

  test('is the same lines however it comes', () => {
    const cuts = fc.array(fc.nat(SAID.length)).map((at) => [0, ...at.toSorted((a, b) => a - b), SAID.length]);
    fc.assert(
      fc.property(cuts, (at) => {
        expect(read(...at.slice(1).map((end, piece) => SAID.subarray(at[piece], end)))).toEqual(LINES);
      }),
      { seed: 4 },
    );
  });
});
