import { fileURLToPath } from 'node:url';

/** What scripts/setup brings as its part vm: qemu, its firmware, systemd-boot, Linux, and what makes disks. */
export const tree: string = fileURLToPath(new URL('../../../.cache/world/vm', import.meta.url));

export const vmFolder: string = fileURLToPath(new URL('machine', import.meta.url));

/** The argument list of a program of the tree. */
export function tool(program: string, ...words: readonly string[]): readonly string[] {
  return [`${vmFolder}/tool`, tree, program, ...words];
}
