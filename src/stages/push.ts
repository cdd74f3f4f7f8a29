import { Fault } from '../fault.ts';
import { outputOfDerivation } from '../nix/build.ts';
import { type Nix, runNix } from '../nix/nix.ts';
import { nixFault } from '../nix/nix-faults.ts';
import { parseStorePath, type StorePath } from '../nix/store-path.ts';
import { sshFault } from '../ssh/ssh-faults.ts';
import type { BuiltProfile } from './build.ts';
import type { ReadyHost } from './reach.ts';

/** Brings the closure to the host over the shared connection; the host is not changed by it. Gives the profile's path there. */
export async function pushProfile(
  built: BuiltProfile,
  ready: ReadyHost,
  checksigs: boolean,
  nix: Nix,
): Promise<StorePath> {
  const { settings, storePath, drvPath } = built;
  if (settings.remoteBuild && drvPath !== undefined) return buildOnHost(built, drvPath, ready, nix);
  if (storePath === undefined)
    throw new Fault({ code: 'nothing-to-push', what: `the profile ${built.profile} has no store path` });
  await onHost(nix, ready, 'copying the closure to the host', [
    'copy',
    ...(settings.fastConnection ? [] : ['--substitute-on-destination']),
    ...(checksigs ? [] : ['--no-check-sigs']),
    '--to',
    storeAddress('ssh', ready),
    storePath,
  ]);
  return storePath;
}

/** deploy-rs's own way of a remote build (push.rs, build_profile_remotely). */
async function buildOnHost(
  built: BuiltProfile,
  drvPath: string,
  ready: ReadyHost,
  nix: Nix,
): Promise<StorePath> {
  const store = storeAddress('ssh-ng', ready);
  await onHost(nix, ready, 'copying the derivation to the host', [
    'copy',
    '-s',
    '--to',
    store,
    '--derivation',
    outputOfDerivation(nix, drvPath),
  ]);
  const build = [
    'build',
    outputOfDerivation(nix, drvPath),
    '--eval-store',
    'auto',
    '--store',
    store,
    '--no-link',
    '--print-out-paths',
    ...nix.extraArgs,
  ];
  const path = parseStorePath((await onHost(nix, ready, 'building on the host', build)).trim());
  if (path === undefined)
    throw new Fault({
      code: 'build-without-output',
      what: `the host built ${built.profile} but names no output`,
    });
  return path;
}

function storeAddress(scheme: 'ssh' | 'ssh-ng', { host }: ReadyHost): string {
  return `${scheme}://${host.login.user}@${host.client.alias}`;
}

/** A failure of the link is told in ssh's words, any other in Nix's. */
async function onHost(
  nix: Nix,
  { host }: ReadyHost,
  doing: string,
  args: readonly string[],
): Promise<string> {
  const linked: Nix = {
    ...nix,
    start: async (command) => {
      const finished = await nix.start(command);
      const link = finished.code === 0 ? undefined : sshFault(finished.stderr, host.login);
      if (link !== undefined && nixFault(doing, finished).code === 'nix-failed') throw link;
      return finished;
    },
  };
  return runNix(linked, doing, args, { env: host.client.sharing });
}
