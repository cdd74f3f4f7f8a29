import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseFingerprints } from '../../../src/request/fingerprint.ts';
import { accepted, refused } from './read.ts';

const of = (text: string) => `SHA256:${createHash('sha256').update(text).digest('base64').replace('=', '')}`;
const [one, two] = [of('one'), of('two')];

test.each([
  [one, [one]],
  [`${one}=`, [one]],
  [`${one}, ${two}`, [one, two]],
  [`\n${one}\r\n${two}\n${one}\n`, [one, two]],
  [`256 ${one} root@web (ED25519)`, [one]],
])('%j', (text, expected) => {
  expect(accepted(parseFingerprints(text))).toEqual(expected);
});

test.each([
  ['MD5:16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48', 'MD5 fingerprints can be forged'],
  ['16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48', 'MD5 fingerprints can be forged'],
  ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5', 'it is a key, which belongs in ssh-known-hosts'],
  ['web ecdsa-sha2-nistp256 AAAAE2Vj', 'it is a key, which belongs in ssh-known-hosts'],
  ['SHA256:short', '"SHA256:short" is not a SHA256 fingerprint'],
  [`SHA256:${'B'.repeat(43)}`, `"SHA256:${'B'.repeat(43)}" is not a SHA256 fingerprint`],
  ['a'.repeat(64), 'a text of 64 characters is in hex, ssh writes base64'],
])('%s is refused', (text, why) => {
  expect(refused(parseFingerprints(text))).toBe(why);
});

test('every SHA-256 in base64 is taken, and comes back as it is', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(accepted(parseFingerprints(of(text)))).toEqual([of(text)]);
    }),
    { seed: 4, numRuns: 500 },
  );
});
