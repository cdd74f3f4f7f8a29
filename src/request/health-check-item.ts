import {
  parseBody,
  parseCommand,
  parseGrace,
  parseHeaders,
  parseName,
  parseRequestHeaders,
  parseStatus,
  parseTcp,
  parseTime,
  parseUrl,
  type ValueReader,
  word,
} from './health-check-values.ts';
import type { HealthCheck, HttpSubject, Mistake, Subject, Timing } from './health-checks.ts';
import { show } from './reading.ts';
import { parseUnit } from './unit.ts';
import { wholeNumber } from './whole-number.ts';
import { nearest } from './words.ts';

const KINDS = ['unit', 'tcp', 'http', 'command', 'runner-command'] as const;
const OF_ALL = ['name', 'grace', 'interval', 'retries', 'timeout'];
const OF_HTTP = ['status', 'body', 'header', 'request-headers'];
const KEYS: readonly string[] = [...KINDS, ...OF_ALL, ...OF_HTTP];

/** What to do when there are several mistakes. */
export const MIX = 'mend these items; docs/health-checks.md has an example of each';

/** One item of the list: the check, or what is wrong with it. */
export function readItem(
  item: unknown,
  number: number,
): { readonly check: HealthCheck } | { readonly mistakes: readonly Mistake[] } {
  if (typeof item !== 'object' || item === null || Array.isArray(item))
    return { mistakes: [{ why: `item ${number} is not a check`, fix: 'write `- unit: nginx`' }] };
  const values = new Map<string, unknown>(Object.entries(item));
  const kind = KINDS.find((one) => values.has(one));
  const mistakes = keyMistakes([...values.keys()], kind);
  const take: Take = (key, read, otherwise) => {
    if (!values.has(key)) return otherwise;
    const reading = read(values.get(key));
    if (reading.ok) return reading.value;
    mistakes.push({ why: `${key}: ${reading.why}`, fix: reading.fix });
    return otherwise;
  };
  const subject = kind === undefined ? undefined : subjectOf(kind, take);
  const timing = timingOf(take);
  const name = take('name', word(parseName), undefined);
  if (subject !== undefined && mistakes.length === 0)
    return { check: { ...subject, ...timing, name: name ?? nameOf(subject) } };
  return { mistakes: mistakes.map(({ why, fix }) => ({ why: `item ${number}: ${why}`, fix })) };
}

/** The value of a key; `otherwise` when it is not there, or is a mistake that was noted. */
type Take = <T, O>(key: string, read: ValueReader<T>, otherwise: O) => T | O;

function keyMistakes(keys: readonly string[], kind: Subject['kind'] | undefined): Mistake[] {
  const unknown = keys.filter((key) => !KEYS.includes(key)).map(unknownKey);
  const kinds = KINDS.filter((one) => keys.includes(one));
  const several =
    kinds.length > 1
      ? [{ why: `${kinds.join(' and ')} are different checks`, fix: 'write an item for each' }]
      : [];
  const none =
    kinds.length === 0 && unknown.length === 0
      ? [{ why: 'it does not say what to check', fix: `begin it with ${KINDS.join(', ')}` }]
      : [];
  const misplaced = kind === 'http' ? [] : keys.filter((key) => OF_HTTP.includes(key) && kind !== undefined);
  return [
    ...unknown,
    ...several,
    ...none,
    ...misplaced.map((key) => ({ why: `${key} belongs to http alone`, fix: 'remove it' })),
  ];
}

function unknownKey(key: string): Mistake {
  const near = nearest(key, KEYS);
  const known = `known: ${KEYS.join(', ')}`;
  return {
    why: `there is no key ${show(key)}`,
    fix: near === undefined ? known : `did you mean ${near}? ${known}`,
  };
}

function subjectOf(kind: Subject['kind'], take: Take): Subject {
  switch (kind) {
    case 'unit':
      return { kind, unit: take('unit', word(parseUnit), '') };
    case 'tcp':
      return { kind, ...take('tcp', word(parseTcp), { host: undefined, port: 0 }) };
    case 'http':
      return httpOf(take);
    case 'command':
    case 'runner-command':
      return { kind, command: take(kind, word(parseCommand), '') };
  }
}

function httpOf(take: Take): HttpSubject {
  return {
    kind: 'http',
    url: take('http', word(parseUrl), ''),
    status: take('status', parseStatus, []),
    body: take('body', word(parseBody), undefined),
    header: take('header', parseHeaders, []),
    requestHeaders: take('request-headers', parseRequestHeaders, []),
  };
}

function timingOf(take: Take): Timing {
  return {
    grace: take('grace', word(parseGrace), 0),
    interval: take('interval', word(parseTime), 2),
    retries: take('retries', word(wholeNumber(0, 1000)), 5),
    timeout: take('timeout', word(parseTime), 10),
  };
}

const LONGEST_NAME = 60;

/** Without a URL's query, where tokens are. */
function nameOf(subject: Subject): string {
  switch (subject.kind) {
    case 'unit':
      return `unit ${subject.unit}`;
    case 'tcp':
      return `tcp ${subject.host === undefined ? '' : `${subject.host}:`}${subject.port}`;
    case 'http':
      return `http ${subject.url.replace(/[?#].*$/s, '')}`;
    case 'command':
    case 'runner-command':
      return cut(`${subject.kind} ${subject.command.trim().replace(/\s+/g, ' ')}`);
  }
}

function cut(text: string): string {
  return text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME - 1)}…` : text;
}
