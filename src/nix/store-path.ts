declare const brand: unique symbol;

/** A whole `/nix/store/HASH-NAME`, checked once where it comes in. */
export type StorePath = string & { readonly [brand]: 'StorePath' };

const STORE_PATH = /^\/nix\/store\/[0-9abcdfghijklmnpqrsvwxyz]{32}-[0-9A-Za-z+\-._?=]{1,211}$/;

/** The store path, or undefined when `text` is none. Source: Nix manual, "Store Path". */
export function parseStorePath(text: string | undefined): StorePath | undefined {
  // a cast, because the check above it is what the brand stands for
  return text !== undefined && STORE_PATH.test(text) ? (text as StorePath) : undefined;
}

/** The name without folder and hash, as people know a system: `nixos-system-web-25.11`. */
export function storePathName(path: string): string {
  return path.replace(/^\/nix\/store\/[0-9a-z]{32}-/, '');
}
