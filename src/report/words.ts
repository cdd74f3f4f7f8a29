import { storePathName } from '../nix/store-path.ts';
import { activePath, holdsSystem, isGood, type NodeOutcome, nowOf, type Result } from '../outcome.ts';

/** `1.2 s`, `2 min 5 s`. */
export function wordDuration(milliseconds: number): string {
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

const SENTENCES: Readonly<Record<Result, string>> = {
  unchanged: 'runs the wanted system already; nothing was done',
  deployed: 'runs the new system',
  staged: 'boots the new system next; it still runs the old one',
  planned: 'would be deployed',
  refused: 'was not touched',
  'rolled-back': 'runs the old system again',
  failed: 'was not deployed as wanted',
  unknown: 'may have changed, and how it ends was not seen',
};

/** For a profile that holds no system; for the rest the sentences above fit. */
const PROFILE_SENTENCES: Readonly<Partial<Record<Result, string>>> = {
  unchanged: 'is on the wanted generation already; nothing was done',
  deployed: 'is on the new generation',
  staged: 'is on the new generation, which was not activated',
  'rolled-back': 'is on the old generation again',
};

/** One line about one profile: who, what became of it, what runs. */
export function wordNode(outcome: NodeOutcome): string {
  const { node, profile, host, result, wanted } = outcome;
  const name = `${node}${profile === 'system' ? '' : `.${profile}`}${host === undefined ? '' : ` (${host})`}`;
  const isSeen = result !== 'unknown' && nowOf(outcome) !== undefined;
  const runs = isSeen ? `: ${wordActive(outcome)}` : '';
  const would = result === 'planned' && wanted !== undefined ? `: ${storePathName(wanted)}` : '';
  return `${name} ${sentenceOf(outcome)}${runs}${would}${wordFailedUnits(outcome)}`;
}

function sentenceOf(outcome: NodeOutcome): string {
  const { result, changed } = outcome;
  if (result === 'failed' && changed === 'no') return 'was not deployed and is as it was before';
  return (holdsSystem(outcome) ? undefined : PROFILE_SENTENCES[result]) ?? SENTENCES[result];
}

/** A host that is as wanted need not be well: what has failed there for longer is said, and decides nothing. */
function wordFailedUnits({ result, after }: NodeOutcome): string {
  const failed = after?.failedUnits ?? [];
  return isGood(result) && failed.length > 0 ? `; units in a failed state: ${failed.join(', ')}` : '';
}

/** The generation is told only where it is what runs: after a failed rollback the profile may stand elsewhere. */
function wordActive(outcome: NodeOutcome): string {
  const now = nowOf(outcome);
  const path = activePath(outcome, now);
  if (path === undefined) return holdsSystem(outcome) ? 'running system not known' : 'no generation';
  const isCurrent = !holdsSystem(outcome) || now?.profileToplevel === path;
  const generation =
    isCurrent && now?.profileGeneration !== undefined ? `generation ${now.profileGeneration}, ` : '';
  return `${generation}${storePathName(path)}`;
}
