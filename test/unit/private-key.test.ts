import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Fault, wordFault } from '../../src/fault.ts';
import { readPrivateKey } from '../../src/ssh/private-key.ts';

const folder = mkdtempSync(join(tmpdir(), 'private-key-'));
afterAll(() => rmSync(folder, { recursive: true }));

const PASSPHRASE = 'correct horse';

interface MadeKey {
  readonly text: string;
  readonly publicLine: string;
  readonly fingerprint: string;
}

/** A key by the real ssh-keygen. */
function makeKey(name: string, ...args: readonly string[]): MadeKey {
  const file = join(folder, name);
  execFileSync('ssh-keygen', ['-q', '-C', 'me@here', '-f', file, '-N', '', ...args]);
  const publicLine = readFileSync(`${file}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
  const fingerprint = execFileSync('ssh-keygen', ['-lf', file], { encoding: 'utf8' }).split(' ')[1] ?? '';
  return { text: readFileSync(file, 'utf8'), publicLine, fingerprint };
}

/** What the real ssh-keygen makes of a private key's text. */
function publicLineBySsh(text: string, passphrase = ''): string {
  const file = join(folder, `check-${Math.random()}`);
  writeFileSync(file, text, { mode: 0o600 });
  const line = execFileSync('ssh-keygen', ['-y', '-P', passphrase, '-f', file], { encoding: 'utf8' });
  return line.trim().split(' ').slice(0, 2).join(' ');
}

async function faultOf(text: string, passphrase?: string): Promise<Fault> {
  const result = await readPrivateKey(text, passphrase).catch((error: unknown) => error);
  if (!(result instanceof Fault)) throw new Error(`no fault: ${JSON.stringify(result)}`);
  return result;
}

const KINDS: Readonly<Record<string, readonly string[]>> = {
  ed25519: ['-t', 'ed25519'],
  ecdsa256: ['-t', 'ecdsa', '-b', '256'],
  ecdsa384: ['-t', 'ecdsa', '-b', '384'],
  ecdsa521: ['-t', 'ecdsa', '-b', '521'],
  rsa: ['-t', 'rsa', '-b', '2048'],
  'rsa-pem': ['-t', 'rsa', '-b', '2048', '-m', 'PEM'],
  'rsa-pkcs8': ['-t', 'rsa', '-b', '2048', '-m', 'PKCS8'],
  'ec-pem': ['-t', 'ecdsa', '-b', '256', '-m', 'PEM'],
  'ec-pkcs8': ['-t', 'ecdsa', '-b', '384', '-m', 'PKCS8'],
};

const made = new Map<string, MadeKey>();
function key(name: string): MadeKey {
  const found = made.get(name);
  if (found === undefined) throw new Error(`no key ${name}`);
  return found;
}

beforeAll(() => {
  for (const [name, args] of Object.entries(KINDS)) made.set(name, makeKey(name, ...args));
  for (const [name, args] of Object.entries(KINDS))
    made.set(`${name}+`, makeKey(`${name}+`, ...args, '-N', PASSPHRASE));
});

describe('every kind of key that OpenSSH makes is read as ssh-keygen reads it', () => {
  test.each(Object.keys(KINDS))('%s', async (name) => {
    const { text, publicLine, fingerprint } = key(name);
    const read = await readPrivateKey(text);
    expect(read).toMatchObject({ text, publicLine, fingerprint, encrypted: false, mended: [] });
    expect(read.type).toBe(publicLine.split(' ')[0]);
  });

  test.each(Object.keys(KINDS))('%s with a passphrase', async (name) => {
    const { text, publicLine, fingerprint } = key(`${name}+`);
    const read = await readPrivateKey(text, PASSPHRASE);
    expect(read).toMatchObject({ text, publicLine, fingerprint, encrypted: true, mended: [] });
    expect((await faultOf(text)).code).toBe('key-passphrase-missing');
    expect((await faultOf(text, '')).code).toBe('key-passphrase-missing');
    expect((await faultOf(text, 'wrong')).code).toBe('key-passphrase-wrong');
  });

  test.each(['aes256-cbc', 'aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', '3des-cbc'])(
    'encrypted with %s',
    async (cipher) => {
      const { text, publicLine } = makeKey(cipher, '-t', 'ed25519', '-N', PASSPHRASE, '-Z', cipher);
      expect((await readPrivateKey(text, PASSPHRASE)).publicLine).toBe(publicLine);
      expect((await faultOf(text, 'wrong')).code).toBe('key-passphrase-wrong');
    },
  );

  test('encrypted with a cipher that ssh2 does not know: accepted, and said to be unchecked', async () => {
    const { text, publicLine } = makeKey(
      'cc',
      '-t',
      'ed25519',
      '-N',
      PASSPHRASE,
      '-Z',
      'chacha20-poly1305@openssh.com',
    );
    const read = await readPrivateKey(text, PASSPHRASE);
    expect(read.publicLine).toBe(publicLine);
    expect(read.proven).toBe(false);
  });

  test('an ED25519 key in PKCS#8 is written in the format that every ssh reads', async () => {
    for (const cipher of [undefined, { cipher: 'aes-256-cbc', passphrase: PASSPHRASE }]) {
      const { privateKey } = generateKeyPairSync('ed25519');
      const pem = privateKey.export({ format: 'pem', type: 'pkcs8', ...cipher }).toString();
      const read = await readPrivateKey(pem, cipher?.passphrase);
      expect(read.encrypted).toBe(false);
      expect(read.mended.join()).toContain('PKCS#8');
      expect(publicLineBySsh(read.text)).toBe(read.publicLine);
    }
  });
});

/** What a secret's journey does to a text; each must be undone. */
const MISHAPS: Readonly<Record<string, (text: string) => string>> = {
  'Windows line ends': (text) => text.replaceAll('\n', '\r\n'),
  'old Mac line ends': (text) => text.replaceAll('\n', '\r'),
  'no final line end': (text) => text.trimEnd(),
  'line ends turned into spaces': (text) => text.trimEnd().replaceAll('\n', ' '),
  'line ends lost': (text) => text.replaceAll('\n', ''),
  'line ends written out': (text) => text.replaceAll('\n', '\\n'),
  'line ends written out twice': (text) => text.replaceAll('\n', '\\\\n'),
  'Windows line ends written out': (text) => text.replaceAll('\n', '\\r\\n'),
  'indented lines': (text) => text.replaceAll(/^/gm, '    '),
  'lines indented but for the first': (text) => text.replaceAll('\n', '\n  '),
  'trailing blanks': (text) => text.replaceAll('\n', '  \n'),
  'blank lines between': (text) => text.replaceAll('\n', '\n\n'),
  'a byte order mark': (text) => `\ufeff${text}`,
  'double quotes': (text) => `"${text.trimEnd()}"`,
  'single quotes': (text) => `'${text}'\n`,
  'a JSON string': (text) => JSON.stringify(text),
  base64: (text) => Buffer.from(text).toString('base64'),
  'base64 in lines': (text) => `${Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\n')}\n`,
  'base64 of UTF-16': (text) => Buffer.from(`\ufeff${text}`, 'utf16le').toString('base64'),
  'base64 of Windows line ends': (text) => Buffer.from(text.replaceAll('\n', '\r\n')).toString('base64'),
  'quoted base64': (text) => `"${Buffer.from(text).toString('base64')}"`,
  'base64 of a flattened text in quotes': (text) =>
    Buffer.from(`"${text.trimEnd().replaceAll('\n', ' ')}"`).toString('base64'),
  'one dash lost at both ends': (text) => text.trim().slice(1, -1),
  'text around it': (text) => `my key:\n${text}\nssh-ed25519 AAAA me@here\n`,
  'a YAML block': (text) => `key: |\n${text.replaceAll(/^/gm, '  ')}`,
  'twice the same': (text) => text + text,
};
const SILENT = ['no final line end', 'trailing blanks', 'blank lines between', 'twice the same'];
const SOME_KINDS = ['ed25519', 'ed25519+', 'rsa-pem', 'rsa-pem+', 'rsa-pkcs8+', 'ec-pem+', 'ecdsa521'];

describe('what a secret does to a key is mended', () => {
  test.each(Object.entries(MISHAPS))('%s', async (name, mishap) => {
    for (const kind of SOME_KINDS) {
      const { text, publicLine } = key(kind);
      const read = await readPrivateKey(mishap(text), kind.endsWith('+') ? PASSPHRASE : undefined);
      expect(read).toMatchObject({ text, publicLine });
      expect(read.mended.length > 0).toBe(!SILENT.includes(name));
      for (const line of read.mended) expect(line).toMatch(/^ssh-private-key .*(mended|left out)$/);
    }
  });

  test('any row of mishaps still gives the same key', async () => {
    const mishap = fc.constantFrom(
      ...Object.entries(MISHAPS).filter(([name]) => !/around|YAML|dash|twice/.test(name)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('ed25519', 'rsa-pem', 'ec-pkcs8'),
        fc.tuple(mishap, mishap),
        async (kind, row) => {
          const { text, publicLine } = key(kind);
          const given = row.reduce((worse, [, apply]) => apply(worse), text);
          const read = await readPrivateKey(given);
          expect(read).toMatchObject({ text, publicLine });
        },
      ),
      { seed: 20260101, numRuns: 300 },
    );
  });

  test('what is mended is named, once and quietly', async () => {
    const read = await readPrivateKey(key('ed25519').text.replaceAll('\n', '\r\n'), undefined, 'ssh_key');
    expect(read.mended).toEqual(['ssh_key had Windows line ends; mended']);
  });

  test('a passphrase for a key without one is not used, and that is said', async () => {
    for (const kind of ['ed25519', 'rsa-pem']) {
      const read = await readPrivateKey(key(kind).text, 'needless');
      expect(read.encrypted).toBe(false);
      expect(read.mended).toEqual(['a passphrase is given, but ssh-private-key has none; not used']);
    }
  });
});

describe('what is not a private key is named', () => {
  const publicLine = () => key('ed25519').publicLine;
  const body = () => key('ed25519').text.split('\n').slice(1, -2).join('\n');
  const pem = (label: string) => `-----BEGIN ${label}-----\n${'QUJD'.repeat(30)}\n-----END ${label}-----\n`;
  const cases: readonly (readonly [string, string, () => string])[] = [
    ['nothing', 'key-empty', () => ''],
    ['blanks', 'key-empty', () => ' \r\n\t'],
    ['a public key', 'key-is-public', () => `${publicLine()} me@here\n`],
    ['an authorized_keys line', 'key-is-public', () => `restrict,command="x y" ${publicLine()}`],
    ['a PEM public key', 'key-is-public', () => pem('PUBLIC KEY')],
    [
      'an RFC 4716 public key',
      'key-is-public',
      () => `---- BEGIN SSH2 PUBLIC KEY ----\n${body()}\n---- END SSH2 PUBLIC KEY ----`,
    ],
    [
      'a base64-encoded PEM public key',
      'key-is-public',
      () => Buffer.from(pem('PUBLIC KEY')).toString('base64'),
    ],
    ['a PuTTY key', 'key-is-ppk', () => 'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n'],
    [
      'a base64-encoded PuTTY key',
      'key-is-ppk',
      () => Buffer.from('PuTTY-User-Key-File-3: ssh-ed25519\r\n').toString('base64'),
    ],
    [
      'an OpenSSH certificate',
      'key-is-certificate',
      () => 'ssh-ed25519-cert-v01@openssh.com AAAAIHNzaC1l me',
    ],
    ['a PEM certificate', 'key-is-certificate', () => pem('CERTIFICATE')],
    ['a known_hosts line', 'key-is-known-hosts', () => `[web.example.org]:2222 ${publicLine()}`],
    ['a hashed known_hosts line', 'key-is-known-hosts', () => `|1|abc=|def= ${publicLine()}`],
    ['a fingerprint', 'key-is-fingerprint', () => key('ed25519').fingerprint],
    [
      'a key of ssh.com',
      'key-format-unsupported',
      () => '---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nAA\n---- END SSH2 ENCRYPTED PRIVATE KEY ----',
    ],
    ['an age key', 'key-not-a-key', () => 'AGE-SECRET-KEY-1QQQQ'],
    ['a path', 'key-is-path', () => '~/.ssh/id_ed25519'],
    ['an expression', 'key-not-a-key', () => ['$', '{{ secrets.SSH_PRIVATE_KEY }}'].join('')],
    ['any words', 'key-not-a-key', () => 'hunter2'],
    ['no END line', 'key-truncated', () => key('ed25519').text.split('\n').slice(0, -2).join('\n')],
    ['no BEGIN line', 'key-truncated', () => key('rsa-pem').text.split('\n').slice(1).join('\n')],
    ['neither BEGIN nor END line', 'key-truncated', body],
    [
      'a lost line in OpenSSH format',
      'key-truncated',
      () => key('ed25519').text.split('\n').toSpliced(3, 1).join('\n'),
    ],
    ['a lost line in PEM', 'key-truncated', () => key('rsa-pem').text.split('\n').toSpliced(9, 1).join('\n')],
    [
      'an empty block',
      'key-truncated',
      () => '-----BEGIN OPENSSH PRIVATE KEY-----\n-----END OPENSSH PRIVATE KEY-----\n',
    ],
    ['a hole in the middle', 'key-damaged', () => key('ed25519').text.replace(/\n(.{60})/, '\n*** …')],
    ['a DSA key', 'key-type-unsupported', () => pem('DSA PRIVATE KEY')],
    ['two keys', 'key-more-than-one', () => key('ed25519').text + key('rsa').text],
  ];
  test.each(cases)('%s: %s', async (_, code, text) => {
    const fault = await faultOf(text());
    expect(fault).toMatchObject({ code, changed: 'no' });
    expect(fault.fix).toBeTruthy();
    expect(fault.what).toMatch(/^ssh-private-key holds|^ssh-private-key is empty/);
  });

  test('a key with a changed character is damaged, or another whole key is never claimed', async () => {
    for (const kind of ['ed25519', 'ecdsa256', 'rsa-pem', 'ec-pkcs8']) {
      const { text, publicLine } = key(kind);
      const lines = text.split('\n');
      for (const at of [3, 4, lines.length - 4]) {
        const line = lines[at] ?? '';
        const swapped = line[30] === 'A' ? 'B' : 'A';
        const given = lines.with(at, line.slice(0, 30) + swapped + line.slice(31)).join('\n');
        const read = await readPrivateKey(given).catch((error: unknown) => error);
        if (read instanceof Fault) expect(read.code).toMatch(/^key-(damaged|truncated)$/);
        else expect(read).toMatchObject({ publicLine });
      }
    }
  });

  test('a key on a security key cannot work on a runner', async () => {
    const text = (fields: readonly Buffer[]) =>
      Buffer.concat(
        fields.flatMap((field) => [Buffer.from(Uint32Array.of(field.length).buffer).reverse(), field]),
      );
    const blob = text([Buffer.from('sk-ssh-ed25519@openssh.com'), Buffer.alloc(32, 1), Buffer.from('ssh:')]);
    const bytes = Buffer.concat([
      Buffer.from('openssh-key-v1\0'),
      text([Buffer.from('none'), Buffer.from('none'), Buffer.alloc(0)]),
      Buffer.from([0, 0, 0, 1]),
      text([blob, Buffer.alloc(64)]),
    ]);
    const fault = await faultOf(
      `-----BEGIN OPENSSH PRIVATE KEY-----\n${bytes.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----`,
    );
    expect(fault.code).toBe('key-type-unsupported');
    expect(fault.why).toContain('security key');
  });

  test('a curve that OpenSSH does not know, and an RSA key that is too short, are named', async () => {
    const odd = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey;
    const short = generateKeyPairSync('rsa', { modulusLength: 768 }).privateKey;
    for (const privateKey of [odd, short]) {
      const fault = await faultOf(privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
      expect(fault.code).toBe('key-type-unsupported');
    }
  });
});

test('a wrong passphrase is never taken for anything else, and an outdated cipher is named', async () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey
    .export({ format: 'pem', type: 'pkcs8', cipher: 'aes-128-cbc', passphrase: PASSPHRASE })
    .toString();
  for (const text of [pem, key('rsa-pem+').text]) {
    for (let at = 0; at < 600; at++)
      expect((await faultOf(text, `wrong ${at}`)).code).toBe('key-passphrase-wrong');
  }
  const file = join(folder, 'plain.pem');
  writeFileSync(file, privateKey.export({ format: 'pem', type: 'pkcs8' }));
  const legacy = [
    '-provider',
    'legacy',
    '-provider',
    'default',
    '-v1',
    'PBE-MD5-DES',
    '-passout',
    `pass:${PASSPHRASE}`,
  ];
  const old = execFileSync('openssl', ['pkcs8', '-topk8', '-in', file, ...legacy], { encoding: 'utf8' });
  expect(await faultOf(old, PASSPHRASE)).toMatchObject({ code: 'key-type-unsupported' });
});

describe('nothing leaks', () => {
  test('a fault never repeats any of the text', async () => {
    const { text } = key('rsa-pem+');
    const pieces = text.split('\n').filter((line) => /^[A-Za-z0-9+/=]{16,}$/.test(line));
    const given = [
      text,
      text.slice(0, 400),
      text.replaceAll('\n', ' ').slice(20),
      pieces.join('\n'),
      pieces.join('*'),
    ];
    for (const bad of given) {
      const words = wordFault(await faultOf(bad, 'wrong passphrase')).join('\n');
      for (const piece of pieces) expect(words).not.toContain(piece.slice(0, 12));
      expect(words).not.toContain('wrong passphrase');
    }
  });

  test('every form of the key is listed as a secret, and no piece that would garble a log', async () => {
    const { text } = key('ed25519+');
    const given = Buffer.from(text.replaceAll('\n', '\r\n')).toString('base64').replace(/.{76}/g, '$&\n');
    const { secrets } = await readPrivateKey(given, PASSPHRASE);
    const body = text.split('\n').slice(1, -2);
    expect(secrets).toContain(PASSPHRASE);
    for (const form of [given, given.replaceAll('\n', ''), text, body.join('')])
      expect(secrets).toContain(form);
    for (const line of [...given.split('\n'), ...body].filter((piece) => piece.length >= 8))
      expect(secrets).toContain(line);
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThanOrEqual(8);
      expect(secret).not.toMatch(/^-----(BEGIN|END) [A-Z ]+-----$/);
    }
  });
});

test('no text is a key but a key, and none makes the reader stumble', async () => {
  const words = fc.constantFrom(
    '-----BEGIN OPENSSH PRIVATE KEY-----',
    '-----END OPENSSH PRIVATE KEY-----',
    '-----BEGIN RSA PRIVATE KEY-----',
    '-----END RSA PRIVATE KEY-----',
    '-----BEGIN PRIVATE KEY-----',
    '-----END PRIVATE KEY-----',
    'Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\n',
    'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW',
    'MIIEpAIBAAKCAQEA0',
    '\n',
    '\\n',
    '"',
    '\r\n',
    ' ',
  );
  const text = fc.array(fc.oneof(words, fc.string({ unit: 'binary' }), fc.base64String()), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(text, fc.option(fc.string(), { nil: undefined }), async (parts, passphrase) => {
      const fault = await faultOf(parts.join(''), passphrase);
      expect(fault.code).toMatch(/^key-/);
    }),
    { seed: 20260102, numRuns: 1500 },
  );
});
