declare const brand: unique symbol;

/** A whole `/nix/store/HASH-NAME`, checked once where it comes in. */
export type StorePath = string & { readonly [brand]: 'StorePath' };

const STORE_PATH = /^\/nix\/store\/[0-9abcdfghijklmnpqrsvwxyz]{32}-[0-9A-Za-z+\-._?=]{1,211}$/;

/** The store path, or undefined when `text` is none. Source: Nix manual, "Store Path". */
export function parseStorePath(text: string | undefined): StorePath | undefined {
  // a cast, because the check above it is what the brand stands for
  return text !== undefined && STORE_PATH.test(text) ? (text as StorePath) : undefined;
}

/**
 * The name as people know a system, with the beginning of its hash: `nixos-system-web-25.11 (8sb9q32q)`. Two systems of one release
 * have the same name, so the name alone would not tell the new one from the old.
 */
export function storePathName(path: string): string {
  return path.replace(/^\/nix\/store\/([0-9a-z]{8})[0-9a-z]{24}-(.*)$/s, '$2 ($1)');
}
