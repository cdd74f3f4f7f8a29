import { Fault } from '../fault.ts';
import { plainText } from '../plain-text.ts';
import type { World } from '../world/world.ts';
import { GUARD_STATES, type GuardState, type Look, type LookQuestion } from './look.ts';
import { rootNeeded, runErrand, type SshHost, unlessRefused } from './over-ssh.ts';

/** What may be done to the lock of a host, beside looking at it. */
export interface LockOrder {
  readonly action: 'freeze' | 'unfreeze' | 'break';
  /** `key=value` lines: who it is. */
  readonly owner: string;
  readonly message: string;
  /** Seconds since 1970. */
  readonly until: number | undefined;
}

const TODO: Readonly<Record<LockOrder['action'], string>> = {
  freeze: 'freeze',
  unfreeze: 'unfreeze',
  break: 'break_lock',
};

/** Seconds that a way back may take which the break of a lock orders. */
const WAY_BACK = 300;

/** Does it, and looks: what the host says it did, and what it shows then. Throws when it could not. */
export async function orderLock(
  host: SshHost,
  question: LookQuestion,
  order: LockOrder,
  world: Pick<World, 'startUncut'>,
): Promise<{
  readonly look: Look;
  readonly did: string;
  readonly holder: readonly string[];
  readonly wayBack: GuardState | undefined;
}> {
  const errand = {
    texts: ['guard', 'lock'] as const,
    given: {
      owner: order.owner,
      frozen: [`message=${order.message}`, `until=${order.until ?? ''}`].map(plainText).join('\n'),
      limit: String(WAY_BACK),
    },
    todo: TODO[order.action],
    limit: WAY_BACK,
  };
  const { look, said } = await runErrand(host, question, errand, world);
  if (look instanceof Fault)
    throw rootNeeded(unlessRefused(look), host, 'its lock can only be looked at (lock: show)');
  const cannot = said.find(({ word }) => word === 'cannot');
  if (cannot !== undefined)
    throw new Fault({
      code: 'lock-not-written',
      what: `the host could not be ${order.action === 'freeze' ? 'frozen' : 'unfrozen'}: ${plainText(cannot.text)}`,
      fix: 'on the host: df -h / /var',
    });
  const stands = said.findLast(({ word }) => word === 'guard')?.text.split(' ')[0];
  return {
    look,
    did: said.find(({ word }) => word === 'did')?.text ?? 'nothing',
    holder: said.filter(({ word }) => word === 'holder').map(({ text }) => text),
    wayBack: GUARD_STATES.find((state) => state === stands),
  };
}
