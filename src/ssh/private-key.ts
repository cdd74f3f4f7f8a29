import { cutShort, missingPassphrase, severalKeys, strangeCharacters, unsupportedKey } from './key-faults.ts';
import { secretsOfKey } from './key-secrets.ts';
import { type Armour, mendKeyText, writeArmour } from './key-text.ts';
import { faultOfText } from './not-a-private-key.ts';
import { proveOpensshKey, readOpensshKey } from './openssh-key.ts';
import { readPemKey } from './pem-key.ts';
import { fingerprintOf, readStrings } from './wire.ts';

/** A private key that ssh can load: proven to be whole, and to open with the passphrase. */
export interface PrivateKey {
  /** The file's content: LF, one final line end. */
  readonly text: string;
  /** `ssh-ed25519 AAAA…`, without comment. */
  readonly publicLine: string;
  /** As `ssh-keygen -lf` prints it: `SHA256:…`. */
  readonly fingerprint: string;
  readonly type: string;
  /** True when ssh needs the passphrase to load `text`. */
  readonly encrypted: boolean;
  /** False when only OpenSSH can tell whether the passphrase opens it. */
  readonly proven: boolean;
  /** What was mended, a quiet line each. */
  readonly mended: readonly string[];
  /** Every form that a log must not show. */
  readonly secrets: readonly string[];
}

/** What a reader of either format found out. */
interface Opened {
  readonly text: string;
  readonly publicBlob: Buffer;
  readonly encrypted: boolean;
  readonly proven: boolean;
  readonly notes: readonly string[];
}

const LONGEST_KEY = 64 * 1024;

/**
 * Reads a private key as users paste it, mends what a secret's journey did to it, and stops with an exact fault
 * (codes `key-…`) when it is not one that ssh could use. No fault holds any of the text.
 */
export async function readPrivateKey(
  text: string,
  passphrase?: string,
  inputName = 'ssh-private-key',
): Promise<PrivateKey> {
  const { blocks, text: rest, mended } = mendKeyText(text.slice(0, LONGEST_KEY));
  const armour = onlyPrivateBlock(blocks, inputName);
  if (armour === undefined) throw faultOfText(rest, inputName);
  checkBody(armour.body, inputName);
  const given = passphrase === '' ? undefined : passphrase;
  const opened =
    armour.label === 'OPENSSH PRIVATE KEY'
      ? await openOpenssh(armour, given, inputName)
      : openPem(armour, given, inputName);
  const type = readStrings(opened.publicBlob, 1)?.fields[0]?.toString('latin1') ?? '';
  return {
    text: opened.text,
    publicLine: `${type} ${opened.publicBlob.toString('base64')}`,
    fingerprint: fingerprintOf(opened.publicBlob),
    type,
    encrypted: opened.encrypted,
    proven: opened.proven,
    mended: [...mended.map((words) => `${inputName} ${words}`), ...opened.notes],
    secrets: secretsOfKey(text, rest, opened.text, armour.body, given),
  };
}

const PRIVATE_LABEL = /^(?:OPENSSH |RSA |EC |DSA |ENCRYPTED )?PRIVATE KEY$/;

function onlyPrivateBlock(blocks: readonly Armour[], inputName: string): Armour | undefined {
  const keys = blocks.filter(({ label }) => PRIVATE_LABEL.test(label));
  const different = new Set(keys.map(({ body }) => body)).size;
  if (different > 1) throw severalKeys(different, inputName);
  return keys[0];
}

function checkBody(body: string, inputName: string): void {
  const strange = body.replace(/={0,2}$/, '').replace(/[A-Za-z0-9+/]/g, '').length;
  if (strange > 0) throw strangeCharacters(strange, inputName);
  if (body.length < 64) throw cutShort(Buffer.from(body, 'base64').length, inputName);
}

async function openOpenssh(
  armour: Armour,
  passphrase: string | undefined,
  inputName: string,
): Promise<Opened> {
  const key = readOpensshKey(Buffer.from(armour.body, 'base64'), inputName);
  const type = readStrings(key.publicBlob, 1)?.fields[0]?.toString('latin1') ?? '';
  refuseType(type, inputName);
  if (key.encrypted && passphrase === undefined) throw missingPassphrase(inputName);
  const text = writeArmour({ ...armour, headers: [] });
  const proven = await proveOpensshKey(text, key, passphrase, inputName);
  const needless = needlessPassphrase(key.encrypted, passphrase, inputName);
  return {
    text,
    publicBlob: key.publicBlob,
    encrypted: key.encrypted,
    proven,
    notes: needless === undefined ? [] : [needless],
  };
}

function openPem(armour: Armour, passphrase: string | undefined, inputName: string): Opened {
  if (armour.label === 'DSA PRIVATE KEY') refuseType('ssh-dss', inputName);
  const encrypted = armour.headers.length > 0 || armour.label === 'ENCRYPTED PRIVATE KEY';
  if (encrypted && passphrase === undefined) throw missingPassphrase(inputName);
  const pem = writeArmour(armour);
  const { publicBlob, opensshBody } = readPemKey(pem, encrypted, passphrase ?? '', inputName);
  const needless = needlessPassphrase(encrypted, passphrase, inputName);
  const notes = needless === undefined ? [] : [needless];
  if (opensshBody === undefined) return { text: pem, publicBlob, encrypted, proven: true, notes };
  const text = writeArmour({ label: 'OPENSSH PRIVATE KEY', headers: [], body: opensshBody });
  const converted = `${inputName} is an ED25519 key in PKCS#8, which older ssh cannot read; used in OpenSSH's format`;
  return { text, publicBlob, encrypted: false, proven: true, notes: [converted, ...notes] };
}

function refuseType(type: string, inputName: string): void {
  if (type.startsWith('sk-')) {
    throw unsupportedKey(
      inputName,
      `a key of the type ${cleanType(type)}`,
      'it works only with its security key plugged in and touched',
    );
  }
  if (type === 'ssh-dss')
    throw unsupportedKey(inputName, 'a DSA key', 'OpenSSH 10 does not know DSA any more');
  if (!/^(?:ssh-rsa|ssh-ed25519|ecdsa-sha2-nistp(?:256|384|521))$/.test(type)) {
    throw unsupportedKey(inputName, 'a private key of an unknown type', 'OpenSSH has no such key type');
  }
}

function cleanType(type: string): string {
  return type.replace(/[^\w@.-]/g, '');
}

function needlessPassphrase(
  encrypted: boolean,
  passphrase: string | undefined,
  inputName: string,
): string | undefined {
  return encrypted || passphrase === undefined
    ? undefined
    : `a passphrase is given, but ${inputName} has none; not used`;
}
