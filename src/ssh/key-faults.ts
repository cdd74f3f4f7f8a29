import { Fault } from '../fault.ts';

/** The faults of a private key that is one, but can't be used. `refused`: nothing was started yet. */

export function missingPassphrase(inputName: string): Fault {
  return new Fault({
    code: 'key-passphrase-missing',
    what: `${inputName} is encrypted, and no passphrase is given`,
    why: 'ssh would only say `Permission denied (publickey)`',
    fix: 'give the passphrase as `ssh-key-passphrase`, or store a key without one, made for this purpose: ssh-keygen -t ed25519 -N "" -f deploy-key',
    refused: true,
  });
}

export function wrongPassphrase(inputName: string): Fault {
  return new Fault({
    code: 'key-passphrase-wrong',
    what: `the passphrase does not open ${inputName}`,
    fix: 'check it on your machine: `ssh-keygen -y -f FILE` asks for it and prints the public key; a secret keeps the line end of a file, so store it without one',
    refused: true,
  });
}

export function cutShort(bytes: number, inputName: string): Fault {
  return new Fault({
    code: 'key-truncated',
    what: `${inputName} holds a private key that is damaged or cut short (${bytes} bytes inside its BEGIN and END lines)`,
    fix: STORE_AGAIN,
    refused: true,
  });
}

export function damagedKey(inputName: string): Fault {
  return new Fault({
    code: 'key-damaged',
    what: `${inputName} holds a private key whose content is damaged: its parts do not fit each other`,
    fix: STORE_AGAIN,
    refused: true,
  });
}

/** `strange`: how many characters of the body are not base64. */
export function strangeCharacters(strange: number, inputName: string): Fault {
  return new Fault({
    code: 'key-damaged',
    what: `${inputName} holds a private key with ${strange} characters between its BEGIN and END lines that do not belong there`,
    fix: STORE_AGAIN,
    refused: true,
  });
}

export function severalKeys(count: number, inputName: string): Fault {
  return new Fault({
    code: 'key-more-than-one',
    what: `${inputName} holds ${count} different private keys`,
    fix: 'store one key a secret',
    refused: true,
  });
}

export function unsupportedKey(inputName: string, holds: string, why: string): Fault {
  return new Fault({
    code: 'key-type-unsupported',
    what: `${inputName} holds ${holds}`,
    why,
    fix: 'make a key for this purpose: ssh-keygen -t ed25519 -N "" -f deploy-key',
    refused: true,
  });
}

const STORE_AGAIN =
  'store the private key file again, whole; `ssh-keygen -y -f FILE` prints its public key when the file is good';
