import { createHmac } from 'node:crypto';

/** The name under which OpenSSH looks a host up: `host`, or `[host]:port` when the port is not 22 (sshd.8, "SSH_KNOWN_HOSTS FILE FORMAT"). */
export function hostField(host: string, port: number): string {
  const name = host.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

/** Does a known_hosts host field (patterns, or one hashed name) name `name`, as `hostField` writes it? */
export function fieldNames(field: string, name: string): boolean {
  return field.startsWith('|') ? hashNames(field, name) : patternsName(field.split(','), name);
}

/** `|1|salt|hash`: HMAC-SHA1 of the name, keyed with the salt. */
function hashNames(field: string, name: string): boolean {
  const [, version, salt = '', hash] = field.split('|');
  return (
    version === '1' && createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash
  );
}

/** One negated match outweighs every other (ssh_config.5, PATTERNS). */
function patternsName(patterns: readonly string[], name: string): boolean {
  const matches = (pattern: string) => wildcardMatches(pattern.toLowerCase(), name);
  if (patterns.some((pattern) => pattern.startsWith('!') && matches(pattern.slice(1)))) return false;
  return patterns.some((pattern) => !pattern.startsWith('!') && matches(pattern));
}

/** `*` is any run of characters, `?` any one. Goes back to the last star only, so its time is bounded by the product of the lengths. */
function wildcardMatches(pattern: string, name: string): boolean {
  let at = 0;
  let inPattern = 0;
  let star = -1;
  let resume = 0;
  while (at < name.length) {
    if (pattern[inPattern] === '*') {
      star = inPattern++;
      resume = at;
    } else if (
      inPattern < pattern.length &&
      (pattern[inPattern] === '?' || pattern[inPattern] === name[at])
    ) {
      inPattern++;
      at++;
    } else if (star >= 0) {
      inPattern = star + 1;
      at = ++resume;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(inPattern));
}
