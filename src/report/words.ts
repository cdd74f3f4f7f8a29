import { wordOpenness } from '../host/lock-words.ts';
import { storePathName } from '../nix/store-path.ts';
import { activePath, holdsSystem, isGood, type NodeOutcome, nowOf, type Result } from '../outcome.ts';
import { generationLines, generationNotes } from './generation-table.ts';

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
  listed: 'runs now',
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
  listed: 'is now on',
  'rolled-back': 'is on the old generation again',
};

/** For a rollback that somebody asked for. */
const ROLLBACK_SENTENCES: Readonly<Partial<Record<Result, string>>> = {
  unchanged: 'is there already; nothing was done',
  deployed: 'was rolled back to',
  staged: 'is rolled back with its next boot; until then it runs',
  'rolled-back': 'could not be rolled back, and runs again what it ran before',
  failed: 'was not rolled back as wanted',
};

/** Rows of a table in the log: more is a click away, in the report. */
const MOST_LINES = 40;

/** What the log says of one profile in the end: a line, and below it what was asked for. */
export function wordOutcome(outcome: NodeOutcome): readonly string[] {
  const look = outcome.aim === 'list generations' ? nowOf(outcome) : undefined;
  const table = look === undefined || look.generations.length === 0 ? [] : generationLines(look, MOST_LINES);
  const below = [...outcome.notes, ...table, ...(look === undefined ? [] : generationNotes(look))];
  return [wordNode(outcome), ...below.map((line) => `  ${line}`)];
}

/** One line about one profile: who, what became of it, what runs. */
export function wordNode(outcome: NodeOutcome): string {
  const { result, wanted } = outcome;
  const isSeen = result !== 'unknown' && nowOf(outcome) !== undefined;
  const sentence = sentenceOf(outcome);
  const runs = isSeen ? `${sentence.endsWith(' to') ? '' : ':'} ${wordActive(outcome)}` : '';
  const would = result === 'planned' && wanted !== undefined ? `: ${storePathName(wanted)}` : '';
  return `${nameOf(outcome)} ${sentence}${runs}${would}${wordFailedUnits(outcome)}`;
}

/** A host that only an input names is called by its address alone. */
function nameOf({ node, profile, host }: NodeOutcome): string {
  if (profile === 'system' && host?.endsWith(`@${node}`)) return host;
  return `${node}${profile === 'system' ? '' : `.${profile}`}${host === undefined ? '' : ` (${host})`}`;
}

function sentenceOf(outcome: NodeOutcome): string {
  const { aim, result, changed } = outcome;
  if (result === 'failed' && changed === 'no') return wordNotDone(outcome);
  if (aim === 'list generations' && result === 'failed') return 'was not left as wanted';
  const now = nowOf(outcome);
  if (aim === 'look after the lock' && result === 'listed' && now !== undefined)
    return `${wordOpenness(now)}, and runs`;
  const ofAim = aim === 'roll back' ? ROLLBACK_SENTENCES[result] : undefined;
  const ofProfile = holdsSystem(outcome) ? undefined : PROFILE_SENTENCES[result];
  return ofAim ?? ofProfile ?? SENTENCES[result];
}

/** Where nothing was to be activated, the run was about the host alone. */
function wordNotDone({ aim, wanted, before }: NodeOutcome): string {
  if (aim === 'roll back' && before !== undefined) return 'was not rolled back and is as it was before';
  if (wanted !== undefined) return 'was not deployed and is as it was before';
  return before === undefined ? 'could not be looked at' : 'is as it was before';
}

/** A host that is as wanted need not be well: what has failed there for longer is said, and decides nothing. */
function wordFailedUnits(outcome: NodeOutcome): string {
  const failed = nowOf(outcome)?.failedUnits ?? [];
  return isGood(outcome.result) && failed.length > 0 ? `; units in a failed state: ${failed.join(', ')}` : '';
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
