import { Fault } from '../fault.ts';
import { plainText } from '../plain-text.ts';
import type { World } from '../world/world.ts';
import { type Numbered, pruneValue } from './guard.ts';
import { faultOfHold } from './hold.ts';
import type { Look, LookQuestion } from './look.ts';
import { rootNeeded, runErrand, type SshHost, unlessRefused } from './over-ssh.ts';

export interface PruneOrder {
  /** What was seen when the generations were chosen: if it is so no more, nothing is deleted. */
  readonly seen: Look;
  readonly generations: readonly Numbered[];
  /** `key=value` lines: who holds the lock meanwhile. */
  readonly owner: string;
  /** Seconds to wait for the lock. */
  readonly wait: number;
}

export interface PruneEnd {
  readonly look: Look;
  /** Whether the boot menu was written anew without what was deleted. */
  readonly menu: 'written' | 'failed' | 'not known';
  /** Why not, in the host's own words. */
  readonly lines: readonly string[];
}

/** Deletes generations under the deploy lock, and looks. What it throws says whether something may be gone. */
export async function pruneOnHost(
  host: SshHost,
  question: LookQuestion,
  { seen, generations, owner, wait }: PruneOrder,
  world: Pick<World, 'startUncut'>,
): Promise<PruneEnd> {
  const errand = {
    texts: ['guard', 'commit', 'hold', 'prune'] as const,
    given: {
      owner,
      wait: String(wait),
      prune: pruneValue(generations),
      boot_id: seen.bootId,
      want_running: seen.running ?? '',
      want_profile: seen.profile ?? '',
      want_default: seen.bootDefault ?? '',
    },
    todo: 'prune',
    limit: wait + 1_200,
  };
  const { look, said } = await runErrand(host, question, errand, world);
  const fault = faultOfHold(said);
  if (fault !== undefined) throw fault;
  if (look instanceof Fault)
    throw rootNeeded(unlessRefused(look), host, 'its generations can only be listed');
  const differs = said.find(({ word }) => word === 'differs');
  if (differs !== undefined) throw changedMeanwhile(differs.text);
  const menu = said.find(({ word }) => word === 'menu')?.text;
  const lines = said.filter(({ word }) => word === 'line').map(({ text }) => plainText(text));
  return { look, menu: menu === 'written' || menu === 'failed' ? menu : 'not known', lines };
}

function changedMeanwhile(why: string): Fault {
  return new Fault({
    code: 'changed-meanwhile',
    what: `no generation was deleted, because the host is not as it was a moment before: ${why}`,
    fix: 'run again',
    refused: true,
  });
}
