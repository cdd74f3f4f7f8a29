import { accept, type Reading } from './reading.ts';

/** The job's strategy, as far as it matters here. */
export interface Strategy {
  /** One job's failure cancels the others, in the middle of their deploys. */
  readonly cutsOtherJobs: boolean;
}

/** GitHub's `strategy` context as JSON. GitHub writes it, not the user, so text of another form is no mistake and says nothing. */
export function parseStrategy(text: string): Reading<Strategy> {
  const strategy = fieldsOf(text);
  const jobs = strategy['job-total'];
  return accept({ cutsOtherJobs: strategy['fail-fast'] === true && typeof jobs === 'number' && jobs > 1 });
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
