import { storePathName } from '../nix/store-path.ts';
import type { NodeOutcome, Result } from '../outcome.ts';

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
  unknown: 'may have changed; nobody could see',
};

/** One line about one profile: who, what became of it, what runs. */
export function wordNode(outcome: NodeOutcome): string {
  const { node, profile, host, result, after, wanted } = outcome;
  const name = `${node}${profile === 'system' ? '' : `.${profile}`}${host === undefined ? '' : ` (${host})`}`;
  const runs = after === undefined ? '' : `: ${wordSystem(outcome)}`;
  const would = result === 'planned' && wanted !== undefined ? `: ${storePathName(wanted)}` : '';
  return `${name} ${SENTENCES[result]}${runs}${would}`;
}

function wordSystem({ after }: NodeOutcome): string {
  const generation = after?.profileGeneration === undefined ? '' : `generation ${after.profileGeneration}, `;
  return `${generation}${after?.running === undefined ? 'running system not known' : storePathName(after.running)}`;
}
