import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseStorePath, storePathName } from '../../src/nix/store-path.ts';

const HASH = '8sb9q32q3w69khbb1hczn6lhj1w3c51m';

describe('a store path', () => {
  test('is taken as it is', () => {
    const path = `/nix/store/${HASH}-nixos-system-web-25.11`;
    expect(parseStorePath(path)).toBe(path);
  });

  test.each([
    [undefined],
    [''],
    ['/nix/store'],
    [`/nix/store/${HASH}`],
    [`/nix/store/${HASH}-`],
    [`/nix/store/${HASH}-a/b`],
    [`/nix/store/${HASH}-a b`],
    [`/nix/store/${HASH}-a\n`],
    [`/nix/store/../${HASH}-a`],
    [`/nix/store/${HASH.toUpperCase()}-a`],
    [`/nix/store/${'e'.repeat(32)}-a`],
    [`/nix/store/${HASH}-${'a'.repeat(212)}`],
    [`/nix/store/${HASH}-$(reboot)`],
    [`/nix/store/${HASH}-a;b`],
    [`-/nix/store/${HASH}-a`],
  ])('%j is none', (text) => {
    expect(parseStorePath(text)).toBeUndefined();
  });

  test('has nothing that a shell, Nix or ssh reads in a way of its own, whatever was given', () => {
    const text = fc.tuple(fc.constantFrom(`/nix/store/${HASH}-`, ''), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(text, (parts) => {
        expect(parseStorePath(parts.join('')) ?? '/').toMatch(/^\/[\w/+.?=-]*$/);
      }),
      { seed: 4 },
    );
  });

  test('has a name that tells two systems of one release apart', () => {
    const name = storePathName(`/nix/store/${HASH}-nixos-system-web-25.11`);
    expect(name).toContain('nixos-system-web-25.11');
    expect(name).not.toBe(storePathName(`/nix/store/${HASH.replace('8', '9')}-nixos-system-web-25.11`));
  });
});
