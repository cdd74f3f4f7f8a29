import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { outputOf } from '../program.ts';
import { tree, vmFolder } from './tools.ts';

/** Store paths of a kernel and an initrd. */
export type Bootable = { readonly kernel: string; readonly initrd: string };

let made: Promise<Bootable> | undefined;

/** A kernel and an initrd that really boot, in the operator's store: `{ version: '2', boots: await bootable() }`. */
export function bootable(): Promise<Bootable> {
  made ??= make();
  return made;
}

async function make(): Promise<Bootable> {
  const folder = mkdtempSync('/tmp/bootable-');
  try {
    const kernel = readdirSync(`${tree}/boot`).find((name) => name.startsWith('vmlinuz-'));
    if (kernel === undefined) throw new Error(`there is no kernel in ${tree}; run scripts/setup vm`);
    await outputOf([`${vmFolder}/make-initrd`, tree, `${folder}/initrd`]);
    return {
      kernel: await addToStore('linux', `${tree}/boot/${kernel}`),
      initrd: await addToStore('initrd', `${folder}/initrd`),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function addToStore(name: string, file: string): Promise<string> {
  return outputOf(['nix', 'store', 'add-file', '--name', name, file]);
}
