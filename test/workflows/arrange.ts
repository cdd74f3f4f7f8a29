import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  type Box,
  type BoxOptions,
  type Flake,
  type FlakeOptions,
  type Key,
  makeFlake,
  makeKey,
  outputOf,
  startBox,
} from '../cassie-box/cassie-box.ts';

// All of these are gone when the test that asked for them ends.

export async function startHost(options: BoxOptions): Promise<Box> {
  const box = await startBox(options);
  onTestFinished(() => box.stop());
  return box;
}

export async function startHostWithKey(options: BoxOptions = {}): Promise<{ key: Key; box: Box }> {
  const key = await makeKey();
  onTestFinished(() => key.remove());
  return { key, box: await startHost({ rootKeys: [key.publicKey], ...options }) };
}

/** A user's repository: the flake of these machines. */
export async function makeRepository(machines: FlakeOptions['machines']): Promise<Flake> {
  const flake = await makeFlake({ machines });
  onTestFinished(() => flake.remove());
  return flake;
}

export function makeFolder(name: string): string {
  const folder = mkdtempSync(`/tmp/${name}-`);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Commits a workflow to the user's repository; its path there. */
export async function addWorkflow(flake: Flake, name: string, text: string): Promise<string> {
  const path = join('.github/workflows', basename(name));
  mkdirSync(join(flake.folder, '.github/workflows'), { recursive: true });
  writeFileSync(join(flake.folder, path), text);
  await outputOf(['git', '-C', flake.folder, 'add', '--all']);
  await outputOf(['git', '-C', flake.folder, 'commit', '--quiet', '--allow-empty', '--message', 'workflow']);
  return path;
}

/** The known_hosts lines of all keys of these boxes. */
export async function pinsOf(...boxes: readonly Box[]): Promise<string> {
  const keys = await Promise.all(boxes.map((box) => box.hostKeys()));
  return keys
    .flat()
    .map(({ knownHosts }) => knownHosts)
    .join('\n');
}

/** The folder of each action in a workflow's text that would be downloaded, by the name it has there. */
export function standIns(
  workflow: string,
  folders: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const uses = [...workflow.matchAll(/^\s*(?:- )?uses: *([^\s#]+)/gm)].map(([, action]) => action ?? '');
  const found = uses.flatMap((action) => {
    const folder = folders[action.slice(0, action.indexOf('@'))];
    return folder === undefined ? [] : [[action, join(import.meta.dirname, 'stand-ins', folder)]];
  });
  return Object.fromEntries(found);
}

/** Locks the flake's input `github:serokell/deploy-rs` to a local folder, where a user's flake.lock has a commit on GitHub. */
export async function lockDeployRsInput(flake: Flake): Promise<void> {
  const folder = makeFolder('deploy-rs');
  cpSync(join(import.meta.dirname, 'stand-ins/deploy-rs/flake.nix'), join(folder, 'flake.nix'));
  cpSync(join(flake.folder, 'deploy-rs'), join(folder, 'deploy-rs'), { recursive: true });
  const { 'deploy-rs': built } = JSON.parse(readFileSync(join(flake.folder, 'fleet.json'), 'utf8'));
  writeFileSync(join(folder, 'built.json'), JSON.stringify(built));
  await outputOf(['nix', 'flake', 'lock', flake.folder, '--override-input', 'deploy-rs', `path:${folder}`]);
}
