import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const project = join(import.meta.dirname, '../..');
/** The bundle under test; CASSIE_DIST names another one, such as the one just built beside it. */
const dist = process.env['CASSIE_DIST'] ?? join(project, 'dist');

/** Copies what a runner needs of a release of ours, action.yml and dist, into `folder`, which is returned. */
export function copyAction(folder: string): string {
  mkdirSync(folder, { recursive: true });
  cpSync(join(project, 'action.yml'), join(folder, 'action.yml'));
  cpSync(dist, join(folder, 'dist'), { recursive: true });
  return folder;
}
