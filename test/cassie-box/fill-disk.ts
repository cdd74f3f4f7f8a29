import type { Inside } from './inside.ts';

/** Fills the file system of a folder to its last byte; the verb it returns takes the filling away. */
export async function fillDisk(inside: Inside, folder: string): Promise<() => Promise<void>> {
  const filling = `${folder}/filling`;
  // dd fails when nothing more fits, and that is what is wanted
  await inside.tryToRun(['dd', 'if=/dev/zero', `of=${filling}`, 'bs=1M']);
  await inside.tryToRun(['dd', 'if=/dev/zero', `of=${filling}`, 'bs=1k', 'oflag=append', 'conv=notrunc']);
  return async () => {
    await inside.run(['rm', '-f', filling]);
  };
}
