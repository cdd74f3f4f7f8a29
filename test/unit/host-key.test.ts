import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Fault, wordFault } from '../../src/fault.ts';
import { decideTrust, needsScan, type Trust, type TrustQuestion } from '../../src/ssh/host-key.ts';
import { type HostKey, readHostKey, writeLine } from '../../src/ssh/known-hosts.ts';
import { recallHostKeys, rememberHostKeys } from '../../src/ssh/memory.ts';

const folder = mkdtempSync(join(tmpdir(), 'host-key-'));
afterAll(() => rmSync(folder, { recursive: true }));

const keys: Record<string, HostKey> = {};
function key(name: string): HostKey {
  const found = keys[name];
  if (found === undefined) throw new Error(`no key ${name}`);
  return found;
}

beforeAll(() => {
  for (const name of ['ed25519', 'rsa', 'ecdsa', 'ed25519-new', 'rsa-new', 'authority']) {
    const type = name === 'authority' ? 'ed25519' : name.replace('-new', '');
    execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', join(folder, name)]);
    const made = readHostKey(readFileSync(join(folder, `${name}.pub`), 'utf8').split(' ')[1] ?? '');
    if (made !== undefined) keys[name] = made;
  }
});

const HOST = 'web.example.org';
const line = (name: string, port = 22) => writeLine(HOST, port, key(name));
const all = () => [key('ed25519'), key('ecdsa'), key('rsa')];

interface Asked extends Partial<Omit<TrustQuestion, 'pins'>> {
  readonly knownHosts?: string;
  readonly fingerprints?: readonly string[];
}

function ask({ knownHosts = '', fingerprints = [], ...rest }: Asked): TrustQuestion {
  const pins = { knownHosts, fingerprints };
  return { host: HOST, port: 22, remembered: '', policy: 'accept-new', offered: undefined, ...rest, pins };
}

const decide = (asked: Asked): Trust => decideTrust(ask(asked));

function refusal(asked: Asked): Fault {
  try {
    throw new Error(`no fault: ${JSON.stringify(decide(asked))}`);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

describe('a known_hosts pin', () => {
  test('needs no scan, and is handed to ssh for exactly this host', () => {
    const asked = {
      knownHosts: `${line('ed25519')} root@web\n# other\nother.example.org ssh-rsa ${key('rsa').blob}\n`,
    };
    expect(needsScan(ask(asked))).toBe(false);
    expect(decide(asked)).toEqual({
      knownHosts: `${line('ed25519')}\n`,
      hostKeyAlgorithms: 'ssh-ed25519',
      fingerprint: key('ed25519').fingerprint,
      source: 'pin',
      warnings: [],
      remember: undefined,
    });
  });

  test('of a pattern or a hashed name is written out for this host and port', () => {
    const { knownHosts } = decide({
      knownHosts: `[*.example.org]:2222 ssh-ed25519 ${key('ed25519').blob}`,
      port: 2222,
    });
    expect(knownHosts).toBe(`[${HOST}]:2222 ssh-ed25519 ${key('ed25519').blob}\n`);
  });

  test('of an older type is fine when the host offers a newer type as well: ssh is told to negotiate the pinned one', () => {
    const trust = decide({ knownHosts: line('rsa'), offered: all() });
    expect(trust).toMatchObject({
      hostKeyAlgorithms: 'rsa-sha2-512,rsa-sha2-256',
      fingerprint: key('rsa').fingerprint,
    });
    expect(decide({ knownHosts: line('rsa') }).hostKeyAlgorithms).toBe('rsa-sha2-512,rsa-sha2-256');
  });

  test('of two keys, the old and the next, holds through a rotation', () => {
    const knownHosts = `${line('ed25519')}\n${line('ed25519-new')}\n`;
    for (const name of ['ed25519', 'ed25519-new']) {
      const trust = decide({ knownHosts, offered: [key(name)] });
      expect(trust).toMatchObject({ knownHosts: `${line(name)}\n`, fingerprint: key(name).fingerprint });
    }
    expect(decide({ knownHosts })).toMatchObject({ knownHosts, fingerprint: undefined });
  });

  test('stops the run only when no pinned type is offered with the pinned key', () => {
    const knownHosts = `${line('ed25519')}\n${line('rsa')}\n`;
    const trust = decide({ knownHosts, offered: [key('ed25519-new'), key('rsa')] });
    expect(trust).toMatchObject({
      knownHosts: `${line('rsa')}\n`,
      hostKeyAlgorithms: 'rsa-sha2-512,rsa-sha2-256',
    });
    expect(refusal({ knownHosts, offered: [key('ed25519-new'), key('rsa-new')] }).code).toBe(
      'host-key-changed',
    );
  });

  test('outweighs what is remembered', () => {
    const trust = decide({
      knownHosts: line('ed25519-new'),
      remembered: line('ed25519'),
      offered: [key('ed25519-new')],
    });
    expect(trust).toMatchObject({ source: 'pin', warnings: [], remember: `${line('ed25519-new')}\n` });
  });

  test('without a host name is taken for this host, and the better line is said', () => {
    const trust = decide({ knownHosts: `ssh-ed25519 ${key('ed25519').blob} root@web`, port: 2222 });
    expect(trust.knownHosts).toBe(`${line('ed25519', 2222)}\n`);
    expect(trust.warnings).toEqual([expect.stringMatching(/^line 1 of ssh-known-hosts names no host/)]);
    expect(trust.warnings[0]).toContain(line('ed25519', 2222));
  });

  test('that can not be read is refused, every line at once', () => {
    const fault = refusal({ knownHosts: `${key('ed25519').fingerprint}\n${line('rsa')}\nnonsense\n` });
    expect(fault).toMatchObject({ code: 'known-hosts-unreadable', refused: true, changed: 'no' });
    expect(wordFault(fault).join('\n')).toMatch(
      /line 1 of ssh-known-hosts is a fingerprint.*line 3.*ssh-host-fingerprint/s,
    );
  });

  test('may be under an input of another name', () => {
    const inputs = { knownHosts: 'ssh-jump-known-hosts', fingerprint: 'ssh-jump-fingerprint' };
    expect(refusal({ knownHosts: 'nonsense', inputs }).what).toContain('ssh-jump-known-hosts');
  });
});

describe('@cert-authority and @revoked', () => {
  test('an authority is left to ssh, whatever a scan saw', () => {
    const knownHosts = `@cert-authority *.example.org ssh-ed25519 ${key('authority').blob}`;
    for (const offered of [undefined, all()]) {
      expect(decide({ knownHosts, offered })).toMatchObject({
        knownHosts: `@cert-authority ${HOST} ssh-ed25519 ${key('authority').blob}\n`,
        hostKeyAlgorithms: undefined,
        fingerprint: undefined,
        source: 'pin',
      });
    }
    expect(needsScan(ask({ knownHosts }))).toBe(false);
  });

  test('a revoked key is refused, pinned or not', () => {
    const revoked = `@revoked * ssh-ed25519 ${key('ed25519').blob}`;
    for (const knownHosts of [revoked, `${revoked}\n${line('ed25519')}`]) {
      const fault = refusal({ knownHosts, offered: [key('ed25519')] });
      expect(fault).toMatchObject({ code: 'host-key-revoked', refused: true });
      expect(fault.what).toContain(key('ed25519').fingerprint);
    }
    expect(
      refusal({ knownHosts: revoked, remembered: line('ed25519'), offered: [key('ed25519')] }).code,
    ).toBe('host-key-revoked');
  });

  test('a revocation is passed on to ssh together with the key that holds', () => {
    const revoked = `@revoked * ssh-rsa ${key('rsa').blob}`;
    const trust = decide({ knownHosts: `${revoked}\n${line('ed25519')}`, offered: [key('ed25519')] });
    expect(trust.knownHosts).toBe(`${line('ed25519')}\n@revoked ${HOST} ssh-rsa ${key('rsa').blob}\n`);
  });
});

describe('a fingerprint pin', () => {
  test.each(['ed25519', 'ecdsa', 'rsa'])('matches the host by its %s key', (name) => {
    const asked = { fingerprints: [`${key(name).fingerprint}=`], offered: all() };
    expect(needsScan(ask(asked))).toBe(true);
    expect(decide(asked)).toMatchObject({
      knownHosts: `${line(name)}\n`,
      fingerprint: key(name).fingerprint,
      source: 'pin',
      warnings: [],
    });
  });

  test('that no offered key has stops the run', () => {
    const fault = refusal({ fingerprints: [key('ed25519').fingerprint], offered: [key('ed25519-new')] });
    expect(fault.code).toBe('host-key-changed');
  });

  test('can not be checked without a scan, unless known_hosts lines vouch as well', () => {
    const fingerprints = [key('ed25519').fingerprint];
    expect(refusal({ fingerprints }).code).toBe('host-key-unseen');
    expect(decide({ fingerprints, knownHosts: line('ed25519') }).source).toBe('pin');
  });
});

describe('no pin', () => {
  test('first contact is accepted with a warning that holds the line to paste, and is remembered', () => {
    const asked = { offered: [key('rsa'), key('ed25519')], port: 2222 };
    expect(needsScan(ask({}))).toBe(true);
    const trust = decide(asked);
    expect(trust).toMatchObject({
      source: 'first-contact',
      fingerprint: key('ed25519').fingerprint,
      hostKeyAlgorithms: 'ssh-ed25519',
      knownHosts: `${line('ed25519', 2222)}\n`,
      remember: `${line('ed25519', 2222)}\n${line('rsa', 2222)}\n`,
    });
    expect(trust.warnings).toHaveLength(1);
    expect(trust.warnings[0]).toContain(`ssh-known-hosts: ${line('ed25519', 2222)}`);
    expect(trust.warnings[0]).toContain('first contact');
  });

  test('a remembered key is used, and still warned about', () => {
    for (const offered of [undefined, all()]) {
      const trust = decide({ remembered: line('ed25519'), offered });
      expect(trust).toMatchObject({
        source: 'remembered',
        fingerprint: key('ed25519').fingerprint,
        knownHosts: `${line('ed25519')}\n`,
      });
      expect(trust.warnings[0]).toContain(line('ed25519'));
    }
  });

  test('a remembered key that changed stops the run', () => {
    const fault = refusal({
      remembered: `${line('ed25519')}\n${line('rsa')}`,
      offered: [key('ed25519-new'), key('ecdsa')],
    });
    expect(fault).toMatchObject({ code: 'host-key-changed', refused: true });
    expect(fault.what).toContain('remembered');
  });

  test('pins for other hosts only are no pin, and the warning says so', () => {
    const trust = decide({
      knownHosts: `db.example.org ssh-ed25519 ${key('rsa').blob}`.replace('ssh-ed25519', 'ssh-rsa'),
      offered: all(),
    });
    expect(trust.source).toBe('first-contact');
    expect(trust.warnings[0]).toContain('has lines, but none for this host');
  });

  test('is refused under strict, remembered or not, and the fault says how to get the line', () => {
    for (const remembered of ['', line('ed25519')]) {
      expect(needsScan(ask({ policy: 'strict', remembered }))).toBe(true);
      const seen = refusal({ policy: 'strict', remembered, offered: all() });
      expect(seen).toMatchObject({ code: 'host-key-unknown', refused: true, changed: 'no' });
      expect(seen.fix).toContain('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub');
      expect(seen.fix).toContain(`\n${line('ed25519')}`);
      const unseen = refusal({ policy: 'strict', remembered });
      expect(unseen.fix).toContain('cat /etc/ssh/ssh_host_ed25519_key.pub');
    }
  });

  test('and no scan, or one that saw nothing, is refused', () => {
    expect(refusal({}).code).toBe('host-key-unseen');
    expect(refusal({ offered: [] }).code).toBe('host-key-unseen');
  });
});

describe('the words of a refusal', () => {
  test('a changed key: both fingerprints, the console first, then the line to paste', () => {
    const fault = refusal({
      knownHosts: line('ed25519', 2222),
      port: 2222,
      offered: [key('ed25519-new'), key('rsa')],
    });
    expect(wordFault(fault)).toEqual([
      `the host key of [${HOST}]:2222 changed: it is not the one that is pinned; our key was not offered`,
      `why: pinned: ED25519 ${key('ed25519').fingerprint}; the host offers: ED25519 ${key('ed25519-new').fingerprint}, RSA ${key('rsa').fingerprint}`,
      "fix: first confirm on the host's console: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub",
      `     only if it prints ${key('ed25519-new').fingerprint}, give this line as ssh-known-hosts:`,
      `     ${line('ed25519-new', 2222)}`,
      'the host was not changed',
    ]);
  });

  test('a pinned type that the host does not offer is told apart from a changed key', () => {
    const fault = refusal({ knownHosts: line('rsa'), offered: [key('ed25519')] });
    expect(fault.code).toBe('host-key-type-missing');
    expect(fault.why).toContain('pinned: RSA');
    expect(fault.why).toContain('the host offers: ED25519');
  });

  test('offered keys are read again: nothing but a whole key of a known type gets into a text', () => {
    const hostile = {
      type: 'ssh-rsa\n::error::x',
      blob: `${key('rsa').blob}\n::add-mask::x`,
      fingerprint: '\u001b[31m',
    };
    const lying = { type: 'ssh-rsa', blob: key('ed25519').blob, fingerprint: key('rsa').fingerprint };
    expect(refusal({ offered: [hostile] }).code).toBe('host-key-unseen');
    expect(decide({ offered: [lying, hostile] }).knownHosts).toBe(`${line('ed25519')}\n`);
    expect(refusal({ fingerprints: [key('rsa').fingerprint], offered: [lying] }).code).toBe(
      'host-key-changed',
    );
  });
});

test('whatever is pinned, remembered and offered: ssh gets only keys that something vouches for, and a stranger never passes a pin', () => {
  const names = ['ed25519', 'rsa', 'ecdsa', 'ed25519-new', 'rsa-new'] as const;
  const some = fc.subarray([...names]);
  fc.assert(
    fc.property(
      some,
      some,
      some,
      some,
      fc.option(some, { nil: undefined }),
      (pinned, printed, revoked, remembered, offered) => {
        const lines = [
          ...pinned.map((name) => line(name)),
          ...revoked.map((name) => `@revoked ${line(name)}`),
        ];
        const asked = {
          knownHosts: lines.join('\n'),
          fingerprints: printed.map((name) => key(name).fingerprint),
          remembered: remembered.map((name) => line(name)).join('\n'),
          offered: offered?.map((name) => key(name)),
        };
        let trust: Trust;
        try {
          trust = decide(asked);
        } catch (error) {
          expect(error).toBeInstanceOf(Fault);
          return;
        }
        const vouched =
          pinned.length + printed.length > 0
            ? [...pinned, ...printed]
            : remembered.length > 0
              ? remembered
              : (offered ?? []);
        const passed = trust.knownHosts.split('\n').filter((text) => text !== '' && !text.startsWith('@'));
        expect(passed.length).toBeGreaterThan(0);
        for (const text of passed) expect(vouched.map((name) => line(name))).toContain(text);
        if (offered === undefined) return;
        for (const text of passed) expect(offered.map((name) => line(name))).toContain(text);
        for (const name of revoked) expect(passed).not.toContain(line(name));
      },
    ),
    { seed: 20260301, numRuns: 1500 },
  );
});

describe('the memory', () => {
  const place = (name: string) => join(folder, 'memory', name);
  const fileOf = (at: string) => join(at, readdirSync(at)[0] ?? '');

  test('gives back what was kept, for that host and port only, in private files without left-overs', async () => {
    const at = place('kept');
    expect(await recallHostKeys(at, HOST, 22)).toEqual({ knownHosts: '', warning: undefined });
    expect(await rememberHostKeys(at, HOST, 22, `${line('rsa')}\n`)).toBeUndefined();
    expect(await rememberHostKeys(at, HOST, 22, `${line('ed25519')}\n`)).toBeUndefined();
    expect(await recallHostKeys(at, HOST.toUpperCase(), 22)).toEqual({
      knownHosts: `${line('ed25519')}\n`,
      warning: undefined,
    });
    expect(await recallHostKeys(at, HOST, 2222)).toMatchObject({ knownHosts: '' });
    expect(readdirSync(at)).toHaveLength(1);
    expect(statSync(fileOf(at)).mode & 0o777).toBe(0o600);
    expect(statSync(at).mode & 0o777).toBe(0o700);
  });

  test.each(['../../etc/x', 'a/b', '..', 'a'.repeat(300), 'a\0b'])(
    'no host name leaves the folder: %j',
    async (name) => {
      const at = join(mkdtempSync(join(folder, 'names-')), 'memory');
      expect(await rememberHostKeys(at, name, 22, `${line('ed25519')}\n`)).toBeUndefined();
      expect(readdirSync(at)).toHaveLength(1);
    },
  );

  test('damaged, emptied or replaced by something else, it counts as first contact, and that is said', async () => {
    const at = place('damaged');
    await rememberHostKeys(at, HOST, 22, `${line('ed25519')}\n`);
    const file = fileOf(at);
    for (const text of [
      '',
      'garbage\n',
      `${line('ed25519')}\n${line('rsa').slice(0, 60)}`,
      '\0'.repeat(100_000),
    ]) {
      writeFileSync(file, text);
      const memory = await recallHostKeys(at, HOST, 22);
      expect(memory.knownHosts).toBe('');
      expect(memory.warning).toContain('counts as first contact');
    }
    rmSync(file);
    mkdirSync(file);
    expect((await recallHostKeys(at, HOST, 22)).warning).toContain('counts as first contact');
    expect(await rememberHostKeys(at, HOST, 22, `${line('ed25519')}\n`)).toContain('could not be remembered');
    expect(readdirSync(at)).toHaveLength(1);
  });

  test('a link is never followed, neither to read nor to write', async () => {
    const at = place('linked');
    await rememberHostKeys(at, HOST, 22, `${line('ed25519')}\n`);
    const file = fileOf(at);
    const elsewhere = join(folder, 'elsewhere');
    writeFileSync(elsewhere, `${line('rsa')}\n`);
    rmSync(file);
    symlinkSync(elsewhere, file);
    expect(await recallHostKeys(at, HOST, 22)).toEqual({
      knownHosts: '',
      warning: expect.stringContaining('it is a link'),
    });
    expect(await rememberHostKeys(at, HOST, 22, `${line('ed25519')}\n`)).toBeUndefined();
    expect(readFileSync(elsewhere, 'utf8')).toBe(`${line('rsa')}\n`);
    expect((await recallHostKeys(at, HOST, 22)).knownHosts).toBe(`${line('ed25519')}\n`);

    const linkedFolder = place('link-to-folder');
    symlinkSync(at, linkedFolder);
    expect((await recallHostKeys(linkedFolder, HOST, 22)).warning).toContain('its folder is a link');
    expect(await rememberHostKeys(linkedFolder, HOST, 22, `${line('rsa')}\n`)).toContain(
      'its folder is a link',
    );
  });

  test('a pipe in its place does not make the run wait', async () => {
    const at = place('pipe');
    await rememberHostKeys(at, HOST, 22, `${line('ed25519')}\n`);
    const file = fileOf(at);
    rmSync(file);
    execFileSync('mkfifo', [file]);
    chmodSync(file, 0o600);
    expect((await recallHostKeys(at, HOST, 22)).warning).toContain('no plain, small file');
  });
});
