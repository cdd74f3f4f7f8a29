import { Fault } from '../fault.ts';
import { plainText } from '../plain-text.ts';
import { type Held, startHeld } from '../world/process.ts';
import type { World } from '../world/world.ts';
import { wordOwner } from './lock-words.ts';
import { GUARD_STATES, type GuardState, type Look, type LookQuestion, lookValues, readLook } from './look.ts';
import { errandFault, newMark, rootShell, type SshHost } from './over-ssh.ts';
import { hostProgram, hostText, readSaid, type Said } from './programs.ts';

/** Whose lock it is, and what may be armed under it. */
export interface HoldSettings {
  readonly question: LookQuestion;
  /** `key=value` lines: who holds the lock. */
  readonly owner: string;
  /** Seconds to wait for a lock that somebody else holds. */
  readonly wait: number;
  /** Where deploy-rs keeps its own files; undefined: it is not to switch. */
  readonly tempPath: string | undefined;
  readonly guard: {
    readonly id: string;
    /** From arming until it fires. */
    readonly seconds: number;
    /** False: a record, nobody watches. */
    readonly watches: boolean;
    /** False: only the next boot is to change, so what runs is left alone on the way back. */
    readonly live: boolean;
    /** deploy-rs's own rollback, which deletes the newest generation, must find the running system below its own. */
    readonly makesRoom: boolean;
  };
}

/** A host whose deploy lock we hold, for as long as the session lives. */
export interface HeldHost {
  readonly look: () => Promise<{ readonly look: Look | Fault; readonly said: readonly Said[] }>;
  /** Removes what an earlier try of this closure left, and deploy-rs would take for a confirmation. */
  readonly forgetCanaries: () => Promise<void>;
  /** Undefined: armed. Else why not; the host was not changed. */
  readonly arm: () => Promise<Fault | undefined>;
  /** Has the guard of an earlier run that was cut off put the old system back, and waits for that. */
  readonly finishEarlier: () => Promise<GuardState | undefined>;
  /** Has the guard act at once, over a connection that outlives an sshd that has ended. Nobody waits for it here. */
  readonly orderBack: () => void;
  /** Takes back what was armed, while nothing has been switched. */
  readonly disarm: () => Promise<void>;
  /** Whether the host still knows of our lock and of what was armed under it, whose time begins anew. */
  readonly stands: () => Promise<boolean>;
  readonly release: () => void;
}

/** The host lets go of a client that it has not heard of for a minute. Milliseconds. */
const BEAT = 15_000;

/** Takes the deploy lock over the shared connection. Throws `lock-busy`, `guard-no-right`, or why the session was not possible. */
export async function holdHost(
  host: SshHost,
  settings: HoldSettings,
  world: Pick<World, 'environment' | 'atEnd' | 'cancelled'>,
): Promise<HeldHost> {
  const mark = newMark();
  const program = hostProgram(valuesOf(settings, mark), ['system', 'look', 'guard', 'hold'], 'hold');
  const session = startHeld(
    world.environment,
    {
      program: host.client.program,
      args: [host.client.alias, rootShell(host, program)],
      env: host.client.sharing,
      stdin: program,
      timeout: (settings.wait + 63) * 1000,
    },
    `${mark} held`,
  );
  world.atEnd(session.close);
  world.cancelled.addEventListener('abort', session.close, { once: true });
  const answer = await session.answer;
  world.cancelled.removeEventListener('abort', session.close);
  const said = readSaid(answer.stdout, mark);
  if (!said.some(({ word }) => word === 'held')) {
    session.close();
    throw faultOfHold(said) ?? errandFault(host, answer);
  }
  return heldHost(session, mark, settings.guard.id);
}

function valuesOf(
  { question, owner, wait, tempPath, guard }: HoldSettings,
  mark: string,
): Record<string, string> {
  return {
    ...lookValues(question, mark),
    owner,
    // a session of our own that has just been let go needs a moment to be gone
    wait: String(Math.max(wait, 3)),
    temp: tempPath ?? '',
    guard: guard.id,
    seconds: String(Math.ceil(guard.seconds)),
    watch: guard.watches ? 'yes' : 'no',
    live: guard.live ? 'yes' : 'no',
    make_room: guard.makesRoom ? 'yes' : 'no',
    new: question.watched ?? '',
    program: `${hostText('system')}\n${hostText('guard')}`.trimEnd(),
  };
}

function heldHost(session: Held, mark: string, id: string): HeldHost {
  const beat = setInterval(() => session.say('.'), BEAT);
  beat.unref();
  const order = (letter: string) => session.ask(letter, `${mark} done`);
  return {
    look: async () => {
      const output = await order('l');
      return { look: readLook(output, mark) ?? lost(), said: readSaid(output, mark) };
    },
    forgetCanaries: async () => {
      await order('c');
    },
    arm: async () => {
      const said = readSaid(await order('a'), mark);
      if (said.some(({ word, text }) => word === 'armed' && text === id)) return undefined;
      return cannotArm(said.find(({ word }) => word === 'cannot-arm')?.text);
    },
    finishEarlier: async () => {
      const said = readSaid(await order('f'), mark).findLast(({ word }) => word === 'guard');
      return GUARD_STATES.find((state) => said?.text.startsWith(state));
    },
    orderBack: () => session.say('f'),
    disarm: async () => {
      await order('d');
    },
    stands: async () => readSaid(await order('g'), mark).some(({ word }) => word === 'stands'),
    release: () => {
      clearInterval(beat);
      session.close();
    },
  };
}

/** Why the deploy lock was not taken, in what the host said; undefined: it says nothing of that. */
export function faultOfHold(said: readonly Said[]): Fault | undefined {
  const cannot = said.find(({ word }) => word === 'cannot-hold');
  if (cannot !== undefined)
    return new Fault({
      code: 'lock-not-taken',
      what: `the deploy lock could not be taken on the host: ${plainText(cannot.text)}`,
      fix: 'on the host: df -h / /var; ls -ld /var/lib/cassie-deploy',
    });
  const busy = said.filter(({ word }) => word === 'busy').map(({ text }) => text);
  if (busy.length === 0) return undefined;
  return new Fault({
    code: 'lock-busy',
    what: `another deploy is at work on this host: ${wordOwner(busy)}`,
    fix: 'wait for it and run again, or set lock-wait to wait for it here; mode: lock with lock: break ends it',
    refused: true,
  });
}

export function lost(): Fault {
  return new Fault({
    code: 'lock-lost',
    what: 'the session that holds the deploy lock ended before the switch began',
    fix: 'run again',
  });
}

function cannotArm(why: string | undefined): Fault {
  return new Fault({
    code: 'guard-not-armed',
    what: 'no guard could be armed on the host, so nothing was switched',
    why: why === undefined ? 'the session on the host ended' : plainText(why),
    fix: 'on the host: df -h / /var /nix /run; systemctl status; then run again, or set guard: off and lose the way back',
  });
}
