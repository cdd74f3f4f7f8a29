import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isChatter, tellingLines } from '../deploy-rs/chatter.ts';
import { deployArguments } from '../deploy-rs/command.ts';
import { type Engine, type EngineEnd, startEngine, wordEnd } from '../deploy-rs/engine.ts';
import { type Gate, makeGate } from '../deploy-rs/gate.ts';
import { writeResolvedFlake } from '../deploy-rs/resolved-flake.ts';
import { Fault } from '../fault.ts';
import { knownNixFault } from '../nix/nix-faults.ts';
import { parseStorePath, type StorePath } from '../nix/store-path.ts';
import { sshFault } from '../ssh/ssh-faults.ts';
import type { BuiltProfile } from './build.ts';
import type { ReadyHost } from './reach.ts';
import type { Run } from './run.ts';

/** A closure that is on its host, and the deploy-rs that brought it: it stands before the activation. */
export interface Brought {
  readonly built: BuiltProfile;
  /** The activatable profile that deploy-rs is about to activate. */
  readonly profile: StorePath;
  /** deploy-rs was started with --test: its activation leaves the boot default as it is. */
  readonly test: boolean;
  readonly engine: Engine;
  readonly openGate: () => void;
}

/** Starts deploy-rs, which copies the closure (or builds it on the host) over the shared connection and then waits. The host is not changed by it. */
export async function bringClosure(
  built: BuiltProfile,
  ready: ReadyHost,
  run: Run,
  test: boolean,
): Promise<Brought> {
  const { cancelled } = run.world;
  cancelled.throwIfAborted();
  // deploy-rs may have to be started once more, without --test
  const folder = join(ready.folder, test ? 'test' : 'switch');
  const gate = makeGate(join(folder, 'gate'));
  const engine = startDeployRs(built, ready, { folder, gate, test }, run);
  try {
    const arrived = await Promise.race([gate.reached, engine.end, whenAborted(cancelled)]);
    if (typeof arrived !== 'string') throw faultOfCopy(arrived, ready);
    return { built, profile: profileIn(arrived, built), test, engine, openGate: gate.open };
  } catch (thrown) {
    engine.stop();
    throw thrown;
  } finally {
    gate.forget();
  }
}

/** What can be known of it before the closure is on the host, which has the last word (hold.sh): libraries of 2025 switch for good. */
export function mayBeTested(
  { storePath, profile, settings }: BuiltProfile,
  { request, tools }: Run,
): boolean {
  if (request.engine.boot || settings.user !== 'root' || !tools.deployRs.isCurrent) return false;
  if (settings.remoteBuild || storePath === undefined) return profile === 'system';
  const [version, program] = [`${storePath}/nixos-version`, `${storePath}/deploy-rs-activate`];
  return existsSync(version) && existsSync(program) && /\bTEST\b/.test(readFileSync(program, 'utf8'));
}

function startDeployRs(
  built: BuiltProfile,
  ready: ReadyHost,
  { folder, gate, test }: { readonly folder: string; readonly gate: Gate; readonly test: boolean },
  { request, world, nix, tools }: Run,
): Engine {
  const target = writeResolvedFlake(join(folder, 'flake'), {
    ...built.settings,
    // when a next boot can't be prepared, deploy-rs would switch the generation before to live: we put back what was there
    autoRollback: built.settings.autoRollback && !request.engine.boot,
    node: built.node,
    profile: built.profile,
    alias: ready.host.client.alias,
    sshUser: ready.host.login.user,
    path: built.storePath ?? built.path,
    drvPath: built.drvPath,
    profilePath: built.profilePath,
  });
  const { isCurrent } = tools.deployRs;
  const args = deployArguments(target, { ...request.engine, test, debugLogs: request.verbose, isCurrent });
  const env = { ...world.environment, ...nix.env, ...ready.host.client.env, ...gate.env };
  const extra = built.settings.remoteBuild && nix.extraArgs.length > 0 ? ['--', ...nix.extraArgs] : [];
  const command = { args: [...args, ...extra], env, cwd: folder };
  return startEngine(command, join(folder, 'deploy-rs.log'), (line) =>
    world.tell(isChatter(line) ? { kind: 'detail', text: line.text } : { kind: 'line', ...line }),
  );
}

/** `… activate '/nix/store/…'`, or `… wait '/nix/store/…'`, which deploy-rs starts beside it: what was planned, or nothing goes on. */
function profileIn(session: string, { storePath, profile }: BuiltProfile): StorePath {
  const found = parseStorePath(/ (?:activate|wait) '([^']+)'/.exec(session)?.[1]);
  if (found !== undefined && (storePath === undefined || found === storePath)) return found;
  throw new Fault({
    code: 'other-closure',
    what: `deploy-rs would not activate what was planned for ${profile}: ${found ?? 'nothing that could be read'} instead of ${storePath}`,
    fix: 'run again; if it stays so, deploy with another version of deploy-rs',
  });
}

/** What is known of Nix wins: around a failure of its own ssh says little more than that the connection ended. */
function faultOfCopy(end: EngineEnd, { host }: ReadyHost): Fault {
  const said = end.lines.map(({ text }) => text).join('\n');
  const missing = /Activation script (\S+) does not exist in profile/.exec(said)?.[1];
  if (missing !== undefined) {
    return new Fault({
      code: 'profile-not-activatable',
      what: `the profile has no ${missing}, so deploy-rs cannot activate it`,
      fix: 'its path must be deploy-rs.lib.SYSTEM.activate.nixos CONFIGURATION',
    });
  }
  const shown = tellingLines(end.lines);
  return (
    knownNixFault(said, 'copying the closure to the host', shown) ??
    sshFault(said, host.login) ??
    new Fault({
      code: 'copy-failed',
      what: `the closure did not come to the host: ${wordEnd(end)}`,
      lastLines: shown,
    })
  );
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
