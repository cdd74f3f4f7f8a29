import { duration } from './duration.ts';
import { accept, type Reading, refuse, show } from './reading.ts';

/** A moment as a user says it: milliseconds since 1970, or seconds from now. */
export type Moment = { readonly at: number } | { readonly after: number };

const YEAR = 366 * 24 * 3600;
const FORMS = 'write 2026-12-24, 2026-12-24T08:00Z, or a time from now such as 2h or 3d';
const DATE = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(Z|[+-]\d\d:\d\d)?)?$/i;

/** A date or date-time of ISO 8601, in UTC unless it says another zone, or a duration with its unit, `d` for days too. */
export function parseMoment(text: string): Reading<Moment> {
  const at = instant(text);
  if (at !== undefined) return accept({ at });
  const days = /^(\d{1,12})d$/i.exec(text)?.[1];
  if (days === undefined && !/^\d+[smh]$/i.test(text))
    return refuse(`${show(text)} is neither a date nor a time from now`, FORMS);
  const seconds = duration(YEAR)(days === undefined ? text : `${Number(days) * 24}h`);
  return seconds.ok
    ? accept({ after: seconds.value })
    : refuse(`${show(text)} is no time within a year`, FORMS);
}

function instant(text: string): number | undefined {
  const [, day, time = '00:00', zone = 'Z'] = DATE.exec(text) ?? [];
  if (day === undefined) return undefined;
  const midnight = new Date(`${day}T00:00:00Z`);
  // the 30th of February would become one of March
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day)) return undefined;
  const at = Date.parse(`${day}T${time}${zone.toUpperCase()}`);
  return Number.isNaN(at) ? undefined : at;
}

/** The moment in milliseconds since 1970. */
export function atOf(moment: Moment, now: number): number {
  return 'at' in moment ? moment.at : now + moment.after * 1000;
}
