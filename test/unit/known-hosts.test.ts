import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  fingerprintOf,
  type HostKey,
  hostField,
  linesFor,
  parseKnownHosts,
  readHostKey,
  writeKnownHosts,
  writeLine,
} from '../../src/ssh/known-hosts.ts';

const folder = mkdtempSync(join(tmpdir(), 'known-hosts-'));
afterAll(() => rmSync(folder, { recursive: true }));

const keys: Record<string, HostKey> = {};
function key(name: string): HostKey {
  const found = keys[name];
  if (found === undefined) throw new Error(`no key ${name}`);
  return found;
}

beforeAll(() => {
  for (const [name, ...args] of [['ed25519'], ['rsa', '-b', '2048'], ['ecdsa'], ['other']] as const) {
    const type = name === 'other' ? 'ed25519' : name;
    execFileSync('ssh-keygen', ['-q', '-t', type, ...args, '-N', '', '-f', join(folder, name)]);
    const made = readHostKey(readFileSync(join(folder, `${name}.pub`), 'utf8').split(' ')[1] ?? '');
    if (made !== undefined) keys[name] = made;
  }
});

const line = (hosts: string, name = 'ed25519') => `${hosts} ${key(name).type} ${key(name).blob}`;

/** The blobs that the real `ssh-keygen -F` finds. */
function foundBySsh(text: string, name: string): readonly string[] {
  const file = join(folder, 'known_hosts');
  writeFileSync(file, text);
  try {
    const out = execFileSync('ssh-keygen', ['-F', name, '-f', file], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return out
      .split('\n')
      .filter((row) => row !== '' && !row.startsWith('#'))
      .map((row) => /(AAAA\S+)/.exec(row)?.[1] ?? '');
  } catch {
    return [];
  }
}

const blobsFor = (text: string, host: string, port: number) =>
  linesFor(parseKnownHosts(text), host, port).map(({ blob }) => blob);

describe('a fingerprint is the one that ssh-keygen prints', () => {
  test.each(['ed25519', 'rsa', 'ecdsa'])('%s', (name) => {
    const printed = execFileSync('ssh-keygen', ['-lf', join(folder, `${name}.pub`)], { encoding: 'utf8' });
    expect(printed).toContain(` ${fingerprintOf(key(name).blob)} `);
    expect(key(name).fingerprint).toBe(fingerprintOf(Buffer.from(key(name).blob, 'base64')));
  });
});

describe('lines match as in OpenSSH', () => {
  const cases: readonly (readonly [string, string, number])[] = [
    ['web.example.org', 'web.example.org', 22],
    ['web.example.org', 'WEB.example.org', 22],
    ['WEB.example.ORG', 'web.example.org', 22],
    ['web.example.org', 'web.example.org.evil', 22],
    ['a,web.example.org,10.0.0.1', '10.0.0.1', 22],
    ['*.example.org', 'web.example.org', 22],
    ['*.example.org', 'example.org', 22],
    ['*.example.org,!web.example.org', 'web.example.org', 22],
    ['!web.example.org,*.example.org', 'web.example.org', 22],
    ['!web.example.org', 'db.example.org', 22],
    ['web?.example.org', 'web1.example.org', 22],
    ['w*b*.org', 'web.bob.org', 22],
    ['*', 'anything', 22],
    ['[web.example.org]:2222', 'web.example.org', 2222],
    ['[web.example.org]:2222', 'web.example.org', 22],
    ['[web.example.org]:2222', 'web.example.org', 2223],
    ['[*.example.org]:2222', 'web.example.org', 2222],
    ['[web.example.org]:22', 'web.example.org', 22],
    ['[::1]:2222', '::1', 2222],
    ['::1', '::1', 22],
    ['2001:db8::1', '2001:DB8::1', 22],
  ];
  test.each(cases)('%s for %s port %i', (field, host, port) => {
    const text = `# first\n\n${line(field)}\n`;
    const found = foundBySsh(text, hostField(host, port));
    expect(blobsFor(text, host, port)).toEqual(found);
    expect(blobsFor(text.replaceAll('\n', '\r\n'), host, port)).toEqual(found);
  });

  test('hashed names, with and without a port', () => {
    const file = join(folder, 'hashed');
    writeFileSync(file, `${line('web.example.org')}\n${line('[web.example.org]:2222', 'rsa')}\n`);
    execFileSync('ssh-keygen', ['-H', '-f', file], { stdio: 'ignore' });
    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain('web.example.org');
    expect(parseKnownHosts(text).complaints).toEqual([]);
    expect(blobsFor(text, 'web.example.org', 22)).toEqual([key('ed25519').blob]);
    expect(blobsFor(text, 'Web.Example.org', 2222)).toEqual([key('rsa').blob]);
    expect(blobsFor(text, 'db.example.org', 22)).toEqual([]);
  });

  test('a line without a port serves another port, but only when no line names that port', () => {
    const bare = line('web.example.org');
    expect(blobsFor(bare, 'web.example.org', 2222)).toEqual([key('ed25519').blob]);
    expect(blobsFor(`${bare}\n${line('[web.example.org]:2222', 'rsa')}`, 'web.example.org', 2222)).toEqual([
      key('rsa').blob,
    ]);
  });

  test('any pattern matches what ssh-keygen -F says', () => {
    const part = fc.constantFrom('a', 'b', '.', '*', '?', '-');
    const pattern = fc
      .tuple(fc.constantFrom('', '!'), fc.array(part, { minLength: 1, maxLength: 6 }))
      .map(([not, parts]) => not + parts.join(''));
    const host = fc
      .array(fc.constantFrom('a', 'b', '.', '-'), { minLength: 1, maxLength: 6 })
      .map((parts) => `a${parts.join('')}`);
    fc.assert(
      fc.property(fc.array(pattern, { minLength: 1, maxLength: 3 }), host, (patterns, name) => {
        const text = `${line(patterns.join(','))}\n`;
        expect(blobsFor(text, name, 22)).toEqual(foundBySsh(text, name));
      }),
      { seed: 20260201, numRuns: 200 },
    );
  });
});

describe('lines are read as people paste them', () => {
  test('markers', () => {
    const { lines, complaints } = parseKnownHosts(
      `@cert-authority ${line('*.example.org')}\n@revoked ${line('*', 'rsa')}\n`,
    );
    expect(complaints).toEqual([]);
    expect(lines.map(({ marker, hosts }) => [marker, hosts])).toEqual([
      ['@cert-authority', '*.example.org'],
      ['@revoked', '*'],
    ]);
  });

  test('a bare public key is the key of this host, whichever that is', () => {
    const text = `${key('ed25519').type} ${key('ed25519').blob} root@web`;
    expect(blobsFor(text, 'web', 2222)).toEqual([key('ed25519').blob]);
    expect(parseKnownHosts(text).lines[0]?.hosts).toBeUndefined();
  });

  test('what ssh-keyscan prints, with its comments', () => {
    const text = `# web:22 SSH-2.0-OpenSSH_10.0\n${line('web')}\n# web:22 SSH-2.0-OpenSSH_10.0\n${line('web', 'rsa')} a comment\n`;
    expect(parseKnownHosts(text).complaints).toEqual([]);
    expect(blobsFor(text, 'web', 22)).toHaveLength(2);
  });

  test('tabs, blanks, a byte order mark, no final line end, line ends written out', () => {
    const tabbed = `\ufeff \t${line('web').replaceAll(' ', '\t ')}`;
    expect(blobsFor(tabbed, 'web', 22)).toEqual([key('ed25519').blob]);
    expect(blobsFor(`${line('db')}\\n${line('web', 'rsa')}\\n`, 'web', 22)).toEqual([key('rsa').blob]);
  });

  const unreadable: readonly (readonly [string, () => string, string, string])[] = [
    ['a fingerprint', () => key('ed25519').fingerprint, 'is a fingerprint', 'ssh-host-fingerprint'],
    [
      'a fingerprint with its host',
      () => `web ${key('ed25519').fingerprint}`,
      'is a fingerprint',
      'ssh-host-fingerprint',
    ],
    [
      'what ssh-keygen -lf prints',
      () => `256 ${key('ed25519').fingerprint} root@web (ED25519)`,
      'is a fingerprint',
      'ssh-host-fingerprint',
    ],
    ['a host alone', () => 'web.example.org', 'no key type', 'HOST ssh-ed25519'],
    ['a key without type', () => `web ${key('ed25519').blob}`, 'no key type', 'HOST ssh-ed25519'],
    ['a key cut short', () => line('web').slice(0, -8), 'damaged or cut short', 'HOST ssh-ed25519'],
    [
      'a key under another type',
      () => line('web').replace('ssh-ed25519', 'ssh-rsa'),
      'damaged or cut short',
      'HOST ssh-ed25519',
    ],
    ['a DSA key', () => 'web ssh-dss AAAAB3NzaC1kc3MAAAAA', 'does not know', 'remove the line'],
    ['an unknown marker', () => `@trusted ${line('web')}`, 'unknown marker', '@cert-authority'],
    [
      'a marker without host',
      () => `@revoked ${key('rsa').type} ${key('rsa').blob}`,
      'names no host',
      '@revoked HOST',
    ],
    ['a damaged hash', () => line('|1|abc|def'), 'hashed host name', 'HOST ssh-ed25519'],
    [
      'several lines joined',
      () => `${line('web')} ${line('web', 'rsa')}`,
      'joined into one',
      'a line of its own',
    ],
  ];
  test.each(unreadable)('%s is a complaint with its line number', (_, text, what, fix) => {
    const { lines, complaints } = parseKnownHosts(`# note\n\n${text()}\n${line('good')}\n`);
    expect(complaints).toEqual([
      { line: 3, what: expect.stringContaining(what), fix: expect.stringContaining(fix) },
    ]);
    expect(lines).toMatchObject([{ line: 4, hosts: 'good' }]);
  });
});

describe('written lines', () => {
  test.each([
    ['web.example.org', 22, 'web.example.org '],
    ['web.example.org', 2222, '[web.example.org]:2222 '],
    ['::1', 22, '::1 '],
    ['fe80::1', 2222, '[fe80::1]:2222 '],
  ] as const)('%s port %i are found by ssh-keygen -F', (host, port, start) => {
    const text = writeKnownHosts(host, port, [key('ed25519'), key('rsa'), key('rsa')]);
    expect(text.startsWith(start)).toBe(true);
    expect(foundBySsh(text, hostField(host, port))).toEqual([key('ed25519').blob, key('rsa').blob]);
    expect(blobsFor(text, host, port)).toEqual([key('ed25519').blob, key('rsa').blob]);
    expect(writeLine(host, port, key('ed25519'))).toBe(text.split('\n')[0]);
  });
});

test('no text makes the parser stumble, and every line is a key or a complaint', () => {
  const word = fc.oneof(
    fc.constantFrom(
      'ssh-ed25519',
      'ssh-rsa',
      '@revoked',
      '@cert-authority',
      '|1|',
      '#',
      '\\n',
      '\r',
      '\n',
      ' ',
      '\t',
      '*',
      '!',
      ',',
      '__proto__',
    ),
    fc.constantFrom('ed25519', 'rsa').map((name) => key(name).blob),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 20 }), (words) => {
      const known = parseKnownHosts(words.join(''));
      for (const { blob, type, fingerprint } of known.lines)
        expect(readHostKey(blob)).toEqual({ type, blob, fingerprint });
      linesFor(known, 'web', 2222);
      writeKnownHosts('web', 22, known.lines);
    }),
    { seed: 20260202, numRuns: 3000 },
  );
});

test('a pattern of many stars is matched in no time', () => {
  const started = performance.now();
  const text = line(`${'*a'.repeat(400)}*b`);
  expect(blobsFor(text, 'a'.repeat(253), 22)).toEqual([]);
  expect(performance.now() - started).toBeLessThan(1000);
});
