import { MIX, readItem } from './health-check-item.ts';
import { accept, type Reading, refuse } from './reading.ts';
import { parseYaml } from './yaml.ts';

/** When a check is tried, and how long. Seconds; `retries` are the tries after the first. */
export interface Timing {
  readonly grace: number;
  readonly interval: number;
  readonly retries: number;
  readonly timeout: number;
}

/** What is looked at. */
export type Subject =
  | { readonly kind: 'unit'; readonly unit: string }
  /** `host` undefined: the host itself. */
  | { readonly kind: 'tcp'; readonly host: string | undefined; readonly port: number }
  | HttpSubject
  | { readonly kind: 'command' | 'runner-command'; readonly command: string };

export interface HttpSubject {
  readonly kind: 'http';
  readonly url: string;
  /** Empty: 200 to 299. */
  readonly status: readonly number[];
  /** Text that must be in the body, or what must fit it. */
  readonly body: string | RegExp | undefined;
  /** Name in lower case, and the text that must be in the response header. */
  readonly header: readonly (readonly [string, string])[];
  /** What is sent. The values may be secrets. */
  readonly requestHeaders: readonly (readonly [string, string])[];
}

/** One thing that must be true after a switch. */
export type HealthCheck = Subject & Timing & { readonly name: string };

/** One mistake in the list; it never repeats the value of a request header. */
export interface Mistake {
  readonly why: string;
  readonly fix: string;
}

const MOST = 50;
const LIST = 'begin each check with a dash: `- unit: nginx`';

/** The checks of a YAML list; all mistakes are told together, each with its item's number and its key. */
export async function parseHealthChecks(text: string): Promise<Reading<readonly HealthCheck[]>> {
  const yaml = await parseYaml(text);
  if (!yaml.ok) return yaml;
  if (!Array.isArray(yaml.value)) return refuse('it is not a list', LIST);
  const items: readonly unknown[] = yaml.value;
  if (items.length > MOST) return refuse(`it has ${items.length} checks`, `write at most ${MOST}`);
  const read = items.map((item, at) => readItem(item, at + 1));
  const mistakes = read.flatMap((one) => ('mistakes' in one ? one.mistakes : []));
  const [first, ...others] = mistakes;
  if (first === undefined) return accept(read.flatMap((one) => ('check' in one ? [one.check] : [])));
  return others.length === 0 ? refuse(first.why, first.fix) : refuse(allOf(mistakes), MIX);
}

function allOf(mistakes: readonly Mistake[]): string {
  return mistakes.map(({ why, fix }) => `${why} (${fix})`).join('; ');
}
