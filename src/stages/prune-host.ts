import { Fault } from '../fault.ts';
import type { Numbered } from '../host/guard.ts';
import { type PruneEnd, pruneOnHost } from '../host/prune.ts';
import type { NodeOutcome } from '../outcome.ts';
import type { Request } from '../request/request.ts';
import type { World } from '../world/world.ts';
import { ownerLines, refuseFrozen } from './hold.ts';
import { prunable } from './prunable.ts';
import { type ReadyHost, recordHost } from './reach.ts';

type Pruned = Pick<NodeOutcome, 'result' | 'changed' | 'after' | 'notes' | 'fault'>;

/** Deletes the generations beyond the newest `keep` that nothing needs, and has the boot menu written anew without them. */
export async function pruneHost(
  ready: ReadyHost,
  keep: number,
  request: Request,
  world: World,
): Promise<Pruned> {
  const { look, host, profile } = await recordHost(ready, world);
  refuseFrozen(look.frozen);
  const unneeded = prunable(look, keep, []);
  if (unneeded.length === 0)
    return { result: 'listed', changed: 'no', after: undefined, notes: [NOTHING], fault: undefined };
  world.tell({ kind: 'stage', title: `delete generations on ${host.login.host}` });
  const order = { seen: look, generations: unneeded, owner: ownerLines(world), wait: request.lock.wait };
  const {
    look: after,
    menu,
    lines,
  } = await pruneOnHost(host, { profile, watched: undefined, patience: 0 }, order, world);
  const gone = unneeded.filter(
    (one) => !after.generations.some(({ generation }) => generation === one.generation),
  );
  const fault = faultOf(unneeded, gone, { menu, lines }, look.bootDefault);
  return {
    result: fault === undefined ? 'listed' : 'failed',
    changed: gone.length === 0 ? 'no' : 'yes',
    after,
    notes: [`deleted: ${wordNumbers(gone)}`],
    fault,
  };
}

const NOTHING = 'nothing to delete: the older generations are needed, or there are none';

function wordNumbers(generations: readonly Numbered[]): string {
  const numbers = generations.map(({ generation }) => generation).join(', ');
  return numbers === '' ? 'none' : `generation${generations.length === 1 ? '' : 's'} ${numbers}`;
}

function faultOf(
  wanted: readonly Numbered[],
  gone: readonly Numbered[],
  { menu, lines }: Pick<PruneEnd, 'menu' | 'lines'>,
  bootDefault: string | undefined,
): Fault | undefined {
  const left = wanted.filter((one) => !gone.includes(one));
  if (left.length > 0)
    return new Fault({
      code: 'generations-not-deleted',
      what: `${wordNumbers(left)} could not be deleted`,
      fix: 'on the host: df -h /nix; nix-env -p /nix/var/nix/profiles/system --list-generations',
      changed: gone.length === 0 ? 'no' : 'yes',
    });
  if (menu !== 'failed') return undefined;
  return new Fault({
    code: 'boot-menu-not-written',
    what: `${wordNumbers(gone)} deleted, but the boot menu could not be written anew, so it still offers what is gone; its default boots`,
    lastLines: lines,
    fix: `on the host, as root: df -h /boot; ${bootDefault}/bin/switch-to-configuration boot`,
    changed: 'yes',
  });
}
