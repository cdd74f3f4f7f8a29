import { isIPv6 } from 'node:net';
import { plainText } from '../plain-text.ts';
import { duration } from './duration.ts';
import { accept, type Parser, type Reading, refuse, show } from './reading.ts';
import { parseSshHost } from './ssh-host.ts';
import { parsePort } from './ssh-login.ts';
import { wholeNumber } from './whole-number.ts';

/** Reads a value of YAML, as a parser reads a text. */
export type ValueReader<T> = (value: unknown) => Reading<T>;

/** A text; a number or a boolean is taken as it is written. */
export function word<T>(parse: Parser<T>): ValueReader<T> {
  return (value) => {
    if (value === null || value === '') return refuse('it is empty', 'write a value behind the colon');
    return typeof value === 'object' || value === undefined
      ? refuse('it is not one value', 'write one value, in quotes if it has signs of YAML')
      : parse(String(value));
  };
}

/** Seconds. */
export const parseTime = duration(3600);

/** Seconds; no wait may be written as 0. */
export function parseGrace(text: string): Reading<number> {
  return /^0+[smh]?$/i.test(text) ? accept(0) : parseTime(text);
}

export function parseName(text: string): Reading<string> {
  return text.length <= 100 && plainText(text) === text && !/[\t\n]/.test(text)
    ? accept(text)
    : refuse('it is not a short line of plain text', 'write at most 100 characters');
}

/** `443`, `db:5432` or `[2001:db8::7]:443`. */
export function parseTcp(
  text: string,
): Reading<{ readonly host: string | undefined; readonly port: number }> {
  const [, host, port] = /^(?:(.*):)?([^:]*)$/s.exec(text) ?? [];
  const number = parsePort(port ?? '');
  if (!number.ok || host === undefined) return number.ok ? accept({ host, port: number.value }) : number;
  const address = parseSshHost(host);
  if (!address.ok) return address;
  const { name, user, port: other } = address.value;
  return user === undefined && other === undefined && !(isIPv6(name) && !host.startsWith('['))
    ? accept({ host: name, port: number.value })
    : refuse(`${show(text)} is not name:port`, 'write 443, db:5432 or [2001:db8::7]:443');
}

export function parseUrl(text: string): Reading<string> {
  const fix = 'write https://example.org/health';
  const url = text.length <= 2000 && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    return refuse('it is not an address of http or https', fix);
  if (url.username !== '' || url.password !== '')
    return refuse('it has a user or password in it', `${fix}, and send a header with request-headers`);
  return accept(url.href);
}

const statusCode = wholeNumber(100, 599);

export function parseStatus(value: unknown): Reading<readonly number[]> {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const codes: number[] = [];
  for (const one of list) {
    const code = word(statusCode)(one);
    if (!code.ok) return code;
    codes.push(code.value);
  }
  return codes.length === 0
    ? refuse('it is an empty list', 'write 200, or leave it out for any 2xx')
    : accept(codes);
}

/** A text, or `/regular expression/` with its flags i, s, m or u. */
export function parseBody(text: string): Reading<string | RegExp> {
  const [, source, flags] = /^\/(.+)\/([imsu]{0,4})$/s.exec(text) ?? [];
  if (source === undefined) return accept(text);
  try {
    return accept(new RegExp(source, flags));
  } catch {
    return refuse(
      `${show(text)} is not a regular expression`,
      'write one that JavaScript takes, or a plain text',
    );
  }
}

export function parseCommand(text: string): Reading<string> {
  return /\u0000/.test(text) ? refuse('it has a NUL character', 'remove it') : accept(text);
}

type Headers = readonly (readonly [string, string])[];

/** Names are compared in lower case. */
export function parseHeaders(value: unknown): Reading<Headers> {
  return headers(value, 'write `{ content-type: application/json }`');
}

export function parseRequestHeaders(value: unknown): Reading<Headers> {
  const read = headers(value, 'write `{ authorization: … }`');
  const own = read.ok && read.value.find(([name]) => OURS.has(name))?.[0];
  return own ? refuse(`${own} is set by itself`, 'remove it') : read;
}

/** They belong to the connection, or frame the message. */
const OURS = new Set([
  'connection',
  'content-length',
  'transfer-encoding',
  'upgrade',
  'expect',
  'keep-alive',
]);

/** A value may be a secret, so it is not repeated. */
function headers(value: unknown, fix: string): Reading<Headers> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse('it is not a map of names and values', fix);
  const found: [string, string][] = [];
  for (const [name, one] of Object.entries(value)) {
    if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/.test(name))
      return refuse(`${show(name)} is not a header's name`, fix);
    const text = word(accept<string>)(one);
    if (!text.ok) return refuse(`${name}: ${text.why}`, text.fix);
    if (!/^[\x20-\x7e\x80-\xff]{1,8000}$/.test(text.value))
      return refuse(`${name}: it has a line end or a character that no header holds`, 'write it on one line');
    found.push([name.toLowerCase(), text.value]);
  }
  return accept(found);
}
