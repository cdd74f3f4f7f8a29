import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Fault } from '../fault.ts';
import { lastLines, plainText } from '../plain-text.ts';
import type { SshClient } from '../ssh/client.ts';
import { shellWord } from '../ssh/quote.ts';
import { type LoginFacts, sshFault } from '../ssh/ssh-faults.ts';
import { type Finished, startHeld } from '../world/process.ts';
import type { World } from '../world/world.ts';
import { type Look, type LookQuestion, lookProgram, lookValues, readGlance, readLook } from './look.ts';
import { type HostText, hostProgram, readSaid, type Said } from './programs.ts';

/** A host over SSH: a way to look with a fresh login, and what `nix copy` needs to share our connection. */
export interface SshHost {
  readonly client: SshClient;
  readonly login: LoginFacts;
  /** What makes root of the login user, such as `sudo -n -u root`; not used where that user is root. */
  readonly becomeRoot: string;
}

/** The first login: its look, the key the host showed, and a connection that `nix copy` may share until the run ends. */
export interface FirstLogin {
  readonly look: Look;
  readonly hostKeyFingerprint: string | undefined;
}

/** How often a connection that was cut before the login is tried again, and the first pause in milliseconds; each next one is twice as long. */
const RETRIES = 3;
const FIRST_PAUSE = 1_000;

export async function logIn(host: SshHost, question: LookQuestion, world: World): Promise<FirstLogin> {
  for (let left = RETRIES, delay = FIRST_PAUSE; ; left--, delay *= 2) {
    const mark = newMark();
    const finished = await firstAnswer(host, lookProgram(question, mark, 'answer', host), mark, world);
    const look = readLook(finished.stdout, mark);
    if (look !== undefined) return { look, hostKeyFingerprint: shownHostKey(finished.stderr) };
    const fault = loginFault(host, finished);
    world.cancelled.throwIfAborted();
    if (fault.code !== 'connection-cut' || left === 0) throw fault;
    world.tell({ kind: 'line', from: 'us', text: `${fault.what}; trying again in ${delay / 1000} s` });
    await pause(delay, undefined, { signal: world.cancelled }).catch(() => world.cancelled.throwIfAborted());
  }
}

/** The session that looks stays open as the one that is shared: one handshake serves both. */
async function firstAnswer(
  { client }: SshHost,
  program: string,
  mark: string,
  world: World,
): Promise<Finished> {
  const held = startHeld(
    world.environment,
    {
      program: client.program,
      args: ['-o', 'LogLevel=DEBUG1', client.alias, remoteShell(`${program}\nexec cat >/dev/null`)],
      env: { ...client.sharing, CASSIE_SSH_MASTER: 'yes' },
    },
    `${mark} end`,
  );
  world.atEnd(held.close);
  world.cancelled.addEventListener('abort', held.close, { once: true });
  return held.answer;
}

/** A login of its own, nothing shared with an earlier one; a Fault when no whole answer came. */
export async function lookFresh(
  host: SshHost,
  question: LookQuestion,
  world: Pick<World, 'startUncut'>,
  glance?: Promise<string>,
): Promise<Look | Fault> {
  const mark = newMark();
  const finished = await world.startUncut({
    program: host.client.program,
    args: [
      host.client.alias,
      remoteShell(lookProgram(question, mark, 'answer', { ...host, handed: glance !== undefined })),
    ],
    env: host.client.env,
    timeout: (question.patience + 60) * 1000,
    ...(glance === undefined ? {} : { stdin: [glance.then((seen) => `${seen}\n`)] }),
  });
  return readLook(finished.stdout, mark) ?? loginFault(host, finished);
}

/** What is to be done on a host as root, beside looking at it. */
export interface Errand {
  readonly texts: readonly HostText[];
  readonly given: Readonly<Record<string, string>>;
  /** Lines of the shell that stand before the look, such as `once_final() { … }`. */
  readonly todo: string;
  /** Seconds that it may take beside the patience of the look. */
  readonly limit: number;
}

/** A login of its own that does something as root and looks, in one session: what it said, and what it saw. */
export async function runErrand(
  host: SshHost,
  question: LookQuestion,
  errand: Errand,
  world: Pick<World, 'startUncut'>,
  glance?: Promise<string>,
): Promise<{ readonly look: Look | Fault; readonly said: readonly Said[] }> {
  const mark = newMark();
  const given = { ...lookValues(question, mark, { handed: glance !== undefined }), ...errand.given };
  const program = hostProgram(given, ['system', 'look', ...errand.texts], `${errand.todo}\nanswer`);
  const finished = await world.startUncut({
    program: host.client.program,
    args: [host.client.alias, rootShell(host, program)],
    env: host.client.env,
    timeout: (question.patience + errand.limit + 60) * 1000,
    stdin: [program, ...(glance === undefined ? [] : [glance.then((seen) => `${seen}\n`)])],
  });
  const said = readSaid(finished.stdout, mark);
  return { look: readLook(finished.stdout, mark) ?? errandFault(host, finished), said };
}

/** A look at once over the shared connection, for what must be known before a switch. */
export async function lookShared(
  host: SshHost,
  question: LookQuestion,
  world: Pick<World, 'start'>,
): Promise<Look | Fault> {
  const mark = newMark();
  const finished = await world.start({
    program: host.client.program,
    args: [host.client.alias, remoteShell(lookProgram(question, mark, 'answer', host))],
    env: host.client.sharing,
    timeout: 60_000,
  });
  return readLook(finished.stdout, mark) ?? loginFault(host, finished);
}

/** The first of the two looks that make a host final, over the shared connection while the fresh login is still on its way. */
export async function glanceAt(
  host: SshHost,
  question: LookQuestion,
  world: Pick<World, 'startUncut'>,
): Promise<string> {
  const mark = newMark();
  const finished = await world.startUncut({
    program: host.client.program,
    args: [host.client.alias, remoteShell(lookProgram(question, mark, 'glance', host))],
    env: host.client.sharing,
    timeout: 10_000,
  });
  return readGlance(finished.stdout, mark);
}

/** ssh's debug line that repeats our whole program, over many lines. */
const SENT_COMMAND = /^debug1: Sending command: .*?^exec cat >\/dev\/null'\r?$/ms;

function loginFault(host: SshHost, finished: Finished): Fault {
  const said = finished.stderr
    .replace(SENT_COMMAND, '')
    .split('\n')
    .filter((line) => !/^debug\d: /.test(line))
    .join('\n');
  const known = sshFault(said, host.login);
  if (known !== undefined) return withShownKey(known, finished.stderr);
  if (finished.ended === 'timed-out') {
    return new Fault({
      code: 'host-silent',
      what: `${host.login.host} stopped answering in the middle of a login`,
      lastLines: lastLines(said, 6),
      fix: 'look at its console, and at the way to it: such a host is frozen or out of memory, or the link swallows packets (VPN, MTU)',
    });
  }
  return new Fault({
    code: 'login-without-answer',
    what: `${host.login.host} let us in, but its answer was not whole`,
    lastLines: lastLines(`${finished.stdout}\n${said}`, 6),
    fix: 'log in by hand as the same user and run `sh -c "echo ok"`: the login shell must run commands',
  });
}

function withShownKey(fault: Fault, stderr: string): Fault {
  const shown = shownHostKey(stderr);
  if (shown === undefined || !fault.code.startsWith('host-key') || fault.what.includes(shown)) return fault;
  return new Fault({ ...fault, what: `${fault.what}; it showed ${shown}`, lastLines: [] });
}

/** `debug1: Server host key: ssh-ed25519 SHA256:…`, the last one: with a jump host its own comes first. */
function shownHostKey(stderr: string): string | undefined {
  return [...stderr.matchAll(/^debug1: Server host key: \S+ (SHA256:[A-Za-z0-9+/]{43})/gm)].at(-1)?.[1];
}

/** A session that was lost may have done its work; one that never became root did nothing. */
export function unlessRefused(fault: Fault): Fault {
  return fault.code === 'guard-no-right' ? fault : new Fault({ ...fault, changed: 'unknown' });
}

/** sudo's own words say more than ssh's, which only says that the session ended. */
export function errandFault(host: SshHost, finished: Finished): Fault {
  const refused = finished.stderr
    .split('\n')
    .filter((line) => !line.includes('unable to resolve host')) // a warning, whatever comes then
    .find((line) => /^(?:sudo|doas)(?:-rs)?: |(?:sudo|doas).*not found/i.test(line));
  return refused === undefined ? loginFault(host, finished) : noRight(host, refused);
}

function noRight({ login, becomeRoot }: SshHost, said: string): Fault {
  return new Fault({
    code: 'guard-no-right',
    what: `${login.user} may not become root on ${login.host}, so no guard can be armed there`,
    why: plainText(said).trim(),
    fix: [
      `let ${login.user} run ${becomeRoot.split(' ')[0]} without a password: security.sudo.extraRules = [ { users = [ "${login.user}" ]; commands = [ { command = "ALL"; options = [ "NOPASSWD" ]; } ]; } ];`,
      "or set guard: off; then only deploy-rs's own rollback is left, which a cancelled job, a cut link or a power cut defeats",
    ].join('\n'),
    refused: true,
  });
}

/** The same, for what no setting can do without: `so` says what it is. */
export function rootNeeded(thrown: unknown, { login }: SshHost, so: string): unknown {
  if (!(thrown instanceof Fault) || thrown.code !== 'guard-no-right') return thrown;
  return new Fault({
    ...thrown,
    code: 'root-needed',
    what: `${login.user} may not become root on ${login.host}, so ${so}`,
    fix: thrown.fix?.split('\n')[0],
  });
}

/** As remoteShell, but as root, and the program comes on standard input: neither a process list nor sudo's journal shows it. `name`: what they do show. */
export function rootShell({ becomeRoot }: SshHost, program: string, name?: string): string {
  const read = `eval "$(head -c ${Buffer.byteLength(program)})"`;
  return remoteShell(`[ "$(id -u)" = 0 ] || exec ${becomeRoot} ${shell(read, name)}; ${read}`, name);
}

/** Whatever the login shell is, the program is read by a POSIX shell. */
export function remoteShell(program: string, name?: string): string {
  return `exec ${shell(program, name)}`;
}

function shell(program: string, name: string | undefined): string {
  return ['/bin/sh -c', ...[program, name].filter((word) => word !== undefined).map(shellWord)].join(' ');
}

export function newMark(): string {
  return `cassie-${randomUUID()}`;
}
