import { cpSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { addActivatePackage } from './activate-package.ts';
import type { MachineDescription } from './machine-description.ts';
import { outputOf } from './program.ts';

export type FlakeOptions = {
  readonly machines: Readonly<Record<string, MachineDescription>>;
  /** merged into the flake's `deploy`: sshOpts, autoRollback, … */
  readonly deploy?: Readonly<Record<string, unknown>>;
  /** "no profile user" is the mistake of a profile without user = "root" and sshUser = "izzy" */
  readonly shape?: 'usual' | 'no profile user';
};

export type Flake = {
  readonly folder: string;
  /** replaces what is said of one machine, or adds it, and commits */
  change(name: string, machine: MachineDescription): Promise<void>;
  /** builds config.system.build.toplevel; its store path */
  toplevel(name: string): Promise<string>;
  /** builds the activatable profile; its store path */
  profile(name: string): Promise<string>;
  /** the commit that the files are at */
  revision(): Promise<string>;
  remove(): void;
};

const fixture = fileURLToPath(new URL('fixture', import.meta.url));

/** A user's flake in a git repository of its own. */
export async function makeFlake(options: FlakeOptions): Promise<Flake> {
  const folder = mkdtempSync(`${tmpdir()}/flake-`);
  cpSync(fixture, folder, { recursive: true });
  const other = `${folder}/flake-without-profile-user.nix`;
  if (options.shape === 'no profile user') renameSync(other, `${folder}/flake.nix`);
  else rmSync(other);
  const git = (...words: string[]) =>
    outputOf(['git', '-C', folder, '-c', 'user.name=Izzy', '-c', 'user.email=izzy@example.org', ...words]);
  const fleet = { 'deploy-rs': { package: await activatePackage() }, deploy: options.deploy ?? {} };
  const machines = { ...options.machines };
  const save = async (message: string): Promise<void> => {
    writeFileSync(`${folder}/fleet.json`, `${JSON.stringify({ ...fleet, machines }, null, 2)}\n`);
    await git('add', '--all');
    await git('commit', '--quiet', '--allow-empty', '--message', message);
  };
  await git('init', '--quiet', '--initial-branch', 'main');
  await save('machines');
  return {
    folder,
    change: async (name, machine) => {
      machines[name] = machine;
      await save(`change ${name}`);
    },
    toplevel: (name) => build(folder, `nixosConfigurations."${name}".config.system.build.toplevel`),
    profile: (name) => build(folder, `deploy.nodes."${name}".profiles.system.path`),
    revision: () => git('rev-parse', 'HEAD'),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

function build(folder: string, attribute: string): Promise<string> {
  return outputOf(['nix', 'build', '--no-link', '--print-out-paths', `${folder}#${attribute}`]);
}

let added: Promise<string> | undefined;
function activatePackage(): Promise<string> {
  added ??= addActivatePackage();
  return added;
}
