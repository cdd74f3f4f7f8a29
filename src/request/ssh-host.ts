import { isIPv4, isIPv6 } from 'node:net';
import { accept, type Reading, refuse, show } from './reading.ts';
import type { HostAddress } from './request.ts';
import { parsePort, parseUser } from './ssh-login.ts';

const FORMS = 'write a name, an IPv4 or an IPv6 address; user@host and host:port work too';
const USE_KEY = 'set ssh-private-key, and write user@host here';

/**
 * A host as people write it: `web`, `192.0.2.7`, `2001:db8::7`, `[2001:db8::7]:22`, `deploy@web:22`, `ssh://deploy@web:22`.
 * Bare colons are an IPv6 address if they can be one (`::1`), never a port.
 */
export function parseSshHost(text: string): Reading<HostAddress> {
  const unfit = UNFIT.find(({ is }) => is.test(text));
  if (unfit !== undefined)
    return refuse(
      unfit.why.replace('TEXT', () => show(text)),
      unfit.fix ?? FORMS,
    );
  const url = /^ssh:\/\/([^/]*)\/?$/i.exec(text)?.[1];
  const login = url ?? text;
  const at = login.lastIndexOf('@');
  if (at < 0) return parseAddress(login, undefined, url !== undefined);
  const user = parseUser(login.slice(0, at));
  return user.ok ? parseAddress(login.slice(at + 1), user.value, url !== undefined) : user;
}

/** The first that matches is said. A password comes before what would show the text. */
const UNFIT: readonly { readonly is: RegExp; readonly why: string; readonly fix?: string }[] = [
  { is: /^$/, why: 'it is empty' },
  { is: /^.{400}/s, why: 'TEXT is too long for a host' },
  {
    is: /^(?:[a-z+]+:\/\/|(?![a-z+]+:\/\/))[^@]*:.*@/is,
    why: 'it has a password before the @',
    fix: USE_KEY,
  },
  { is: /^-/, why: 'TEXT begins with - and would be an option of ssh' },
  { is: /[\p{C}\s]/u, why: 'TEXT has white space or a control character inside' },
  { is: /,/, why: 'TEXT names several hosts', fix: 'write one; several hosts are nodes of the flake' },
  { is: /^(?!ssh:)[a-z+]+:\/\//i, why: 'TEXT is not an address for ssh' },
  { is: /^ssh:\/\/[^/]*\/./i, why: 'TEXT has a path' },
  { is: /[^\p{L}\p{N}._:@/[\]%-]/u, why: 'TEXT has a character that no host name has' },
];

function parseAddress(text: string, user: string | undefined, isUrl: boolean): Reading<HostAddress> {
  if (text.startsWith('[')) return parseBracketed(text, user, isUrl);
  if (isIPv6(text)) return ipv6(text, user, undefined);
  const [name = '', port, ...more] = text.split(':');
  if (more.length > 0) {
    const split = /^(.*):(\d+)$/.exec(text);
    const fix = split !== null && isIPv6(split[1] ?? '') ? `write [${split[1]}]:${split[2]}` : FORMS;
    return refuse(`${show(text)} is neither an IPv6 address nor host:port`, fix);
  }
  return withPort(parseName(name), user, port);
}

/** `[v6]` or `[v6]:port`; in a URL a zone is written `%25eth0` (RFC 6874). */
function parseBracketed(text: string, user: string | undefined, isUrl: boolean): Reading<HostAddress> {
  const found = /^\[([^[\]]*)\](?::(.*))?$/.exec(text);
  const inside = found?.[1];
  const address = isUrl ? inside?.replace('%25', '%') : inside;
  if (address === undefined || !isIPv6(address)) {
    return refuse(
      `${show(text)} has brackets around no IPv6 address`,
      'write [2001:db8::7]:22, or host:port',
    );
  }
  return ipv6(address, user, found?.[2]);
}

function ipv6(address: string, user: string | undefined, port: string | undefined): Reading<HostAddress> {
  const zone = /%(.*)$/.exec(address)?.[1];
  if (zone !== undefined && !/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/.test(zone)) {
    return refuse(`${show(address)} has a zone that is no interface`, 'write fe80::1%eth0');
  }
  return withPort(accept(address), user, port);
}

function withPort(
  name: Reading<string>,
  user: string | undefined,
  text: string | undefined,
): Reading<HostAddress> {
  if (!name.ok) return name;
  if (text === undefined) return accept({ name: name.value, user, port: undefined });
  const port = parsePort(text);
  return port.ok ? accept({ name: name.value, user, port: port.value }) : port;
}

const LABEL = /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/;

function parseName(name: string): Reading<string> {
  if (isIPv4(name)) return accept(name);
  if (name === '') return refuse('the host is missing', FORMS);
  const labels = (name.endsWith('.') ? name.slice(0, -1) : name).split('.');
  // as browsers and getaddrinfo see it: a name that ends in a number is an address, and a wrong one here
  if (/^\d+$/.test(labels.at(-1) ?? ''))
    return refuse(`${show(name)} is not an IPv4 address`, 'write 192.0.2.7');
  if (/[^\u0000-\u007f]/.test(name)) {
    return refuse(`${show(name)} has letters that DNS does not know`, 'write the name as DNS has it (xn--…)');
  }
  const isName = name.length <= 253 && labels.every((label) => LABEL.test(label));
  return isName ? accept(name) : refuse(`${show(name)} is not a host name`, FORMS);
}
