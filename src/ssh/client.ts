import { mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { writePrivate } from '../world/private-folder.ts';
import { shellWord } from './quote.ts';

/** How one machine is reached and what its key must be. */
export interface Endpoint {
  readonly hostName: string;
  readonly port: number | undefined;
  readonly user: string | undefined;
  /** known_hosts text; a key that is not in it is refused. */
  readonly knownHosts: string;
  /** Restricts what is negotiated to the pinned types; undefined: ssh's own order. */
  readonly hostKeyAlgorithms: string | undefined;
}

export interface ClientSettings {
  readonly folder: string;
  /** What ssh, Nix and deploy-rs call the host. */
  readonly alias: string;
  readonly host: Endpoint & {
    readonly proxyJump: string | undefined;
    readonly proxyCommand: string | undefined;
  };
  readonly jump: Endpoint | undefined;
  /** known_hosts text for hosts on the way that only ssh knows (several hops, names of the user's ssh_config); undefined: there are none. */
  readonly hopKnownHosts: string | undefined;
  /** Our private key's file, when we hold one. */
  readonly keyFile: string | undefined;
  readonly passphrase: string | undefined;
  /** A key file that the flake names, for machines that have it. */
  readonly identityFile: string | undefined;
  /** ssh_config text added after ours, and whether the user's own file comes after that. */
  readonly config: string;
  readonly useOwnConfig: boolean;
}

/** The private SSH configuration of one host, and the program named `ssh` that Nix, deploy-rs and we start. */
export interface SshClient {
  readonly alias: string;
  readonly folder: string;
  readonly configFile: string;
  readonly realSsh: string;
  readonly program: string;
  /** For every child that may start ssh: our program first on PATH. */
  readonly env: Readonly<Record<string, string>>;
  /** For children that may use the shared connection: `nix copy` and nothing else. */
  readonly sharing: Readonly<Record<string, string>>;
}

export const JUMP_ALIAS = 'cassie-jump';

/**
 * Writes the configuration and the program. The program puts our trust options before what it is given, so nothing that Nix, deploy-rs or a
 * flake adds after the host can undo a pin. Connections are shared only where NIX_SSHOPTS is set: deploy-rs sets it for `nix copy` and for nothing else,
 * so an activation, its confirmation and our verification always open their own.
 */
export function writeSshClient(
  settings: ClientSettings,
  environment: Readonly<Record<string, string>>,
  realSsh: string,
): SshClient {
  const { folder, alias } = settings;
  mkdirSync(join(folder, 'bin'), { recursive: true, mode: 0o700 });
  const configFile = join(folder, 'config');
  writePrivate(join(folder, 'known_hosts'), settings.host.knownHosts);
  if (settings.jump !== undefined) writePrivate(join(folder, 'jump_known_hosts'), settings.jump.knownHosts);
  writePrivate(configFile, configText(settings));
  const program = writePrivate(join(folder, 'bin', 'ssh'), programText(folder, realSsh), 0o700);
  const path = [join(folder, 'bin'), environment['PATH'] ?? ''].join(delimiter);
  const env = { PATH: path, ...askpass(folder, settings.passphrase) };
  return { alias, folder, configFile, realSsh, program, env, sharing: { ...env, NIX_SSHOPTS: '' } };
}

function programText(folder: string, realSsh: string): string {
  const at = (name: string) => shellWord(join(folder, name));
  const option = (name: string) => shellWord(configPath(join(folder, name)));
  return `#!/bin/sh
# ssh as this run uses it: our configuration, our trust options first.
if [ "\${NIX_SSHOPTS+shared}" ]; then control=${option('c')}; else
  control=none
  # deploy-rs has copied and would activate: not before the gate is open (deploy-rs/gate.ts), and never once the run is gone
  if [ "\${CASSIE_GATE:-}" ] && [ ! -e "$CASSIE_GATE/open" ]; then
    printf '%s' "$*" >"$CASSIE_GATE/session.$$" && mv "$CASSIE_GATE/session.$$" "$CASSIE_GATE/waiting" || exit 255
    until [ -e "$CASSIE_GATE/open" ]; do
      kill -0 "$CASSIE_RUN" 2>/dev/null || exit 255
      sleep 0.05 2>/dev/null || sleep 1
    done
  fi
fi
exec ${shellWord(realSsh)} -F ${at('config')} -o ControlPath="$control" -o ControlMaster="\${CASSIE_SSH_MASTER:-no}" -o StrictHostKeyChecking=yes \\
  -o UserKnownHostsFile=${option('known_hosts')} -o GlobalKnownHostsFile=/dev/null "$@"
`;
}

function configText(settings: ClientSettings): string {
  const { alias, host, jump, folder } = settings;
  const blocks = [block(alias, host, join(folder, 'known_hosts'), settings)];
  if (jump !== undefined) blocks.push(block(JUMP_ALIAS, jump, join(folder, 'jump_known_hosts'), settings));
  return `${blocks.join('\n')}\n${ownConfigText(settings)}${hopText(settings)}`;
}

/** For hops that are left to ssh: our key and the pins, wherever the user's own ssh_config says nothing else. */
function hopText({ folder, hopKnownHosts, keyFile }: ClientSettings): string {
  if (hopKnownHosts === undefined) return '';
  const file = writePrivate(join(folder, 'hop_known_hosts'), hopKnownHosts);
  const key = keyFile === undefined ? [] : [`IdentityFile ${configPath(keyFile)}`, 'IdentitiesOnly yes'];
  const lines = [
    ...key,
    'StrictHostKeyChecking yes',
    `UserKnownHostsFile ${configPath(file)}`,
    'BatchMode yes',
  ];
  return ['Match all', ...lines].map((line) => `${line}\n`).join('');
}

/** What the user said in ssh_config's own words; in ssh_config the first value wins, so it stands after ours. */
export function ownConfigText({
  config,
  useOwnConfig,
}: Pick<ClientSettings, 'config' | 'useOwnConfig'>): string {
  const added = config.trim() === '' ? [] : ['Match all', config.replaceAll('\r\n', '\n').trim()];
  const own = useOwnConfig ? ['Match all', 'Include ~/.ssh/config', 'Include /etc/ssh/ssh_config'] : [];
  return [...added, ...own].map((line) => `${line}\n`).join('');
}

function block(
  alias: string,
  endpoint: Endpoint & {
    readonly proxyJump?: string | undefined;
    readonly proxyCommand?: string | undefined;
  },
  knownHosts: string,
  settings: ClientSettings,
): string {
  const jumps = settings.jump !== undefined && alias !== JUMP_ALIAS;
  const options: readonly (readonly [string, string | number | undefined])[] = [
    ['HostName', endpoint.hostName.replaceAll('%', '%%')],
    ['Port', endpoint.port],
    ['User', endpoint.user],
    ['ProxyJump', jumps ? JUMP_ALIAS : endpoint.proxyJump],
    ['ProxyCommand', jumps ? undefined : endpoint.proxyCommand],
    ['IdentityFile', configPathOf(settings.keyFile ?? settings.identityFile)],
    ['IdentitiesOnly', settings.keyFile === undefined ? undefined : 'yes'],
    ['IdentityAgent', settings.keyFile === undefined ? undefined : 'none'],
    ['HostKeyAlgorithms', endpoint.hostKeyAlgorithms],
    ['StrictHostKeyChecking', 'yes'],
    ['UserKnownHostsFile', configPath(knownHosts)],
    ['GlobalKnownHostsFile', '/dev/null'],
    // a passphrase is asked through SSH_ASKPASS, which BatchMode forbids; without one nothing may ever be asked
    ['BatchMode', settings.passphrase === undefined ? 'yes' : 'no'],
    ['NumberOfPasswordPrompts', 1],
    ['PasswordAuthentication', 'no'],
    ['KbdInteractiveAuthentication', 'no'],
    ['UpdateHostKeys', 'no'],
    ['CheckHostIP', 'no'],
    ['VerifyHostKeyDNS', 'no'],
    ['ForwardAgent', 'no'],
    ['ForwardX11', 'no'],
    ['ConnectTimeout', 10],
    ['ServerAliveInterval', 10],
    ['ServerAliveCountMax', 6],
    ['LogLevel', 'ERROR'],
  ];
  const lines = options.flatMap(([name, value]) => (value === undefined ? [] : [`  ${name} ${value}`]));
  return `Host ${alias}\n${lines.join('\n')}`;
}

/** A path as a value of ssh_config, where white space ends a word and `%` begins a token. */
export function configPath(path: string): string {
  return `"${path.replaceAll('%', '%%')}"`;
}

function configPathOf(path: string | undefined): string | undefined {
  return path === undefined ? undefined : configPath(path);
}

/** ssh and ssh-keygen ask for the passphrase by starting a program that prints it: it stands on no command line and in no environment. */
export function askpass(folder: string, passphrase: string | undefined): Readonly<Record<string, string>> {
  if (passphrase === undefined) return {};
  const secret = writePrivate(join(folder, 'passphrase'), passphrase);
  const program = writePrivate(join(folder, 'askpass'), `#!/bin/sh\nexec cat ${shellWord(secret)}\n`, 0o700);
  return { SSH_ASKPASS: program, SSH_ASKPASS_REQUIRE: 'force', DISPLAY: ':0' };
}
