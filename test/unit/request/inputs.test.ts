import { describe, expect, test } from 'vitest';
import { INPUT_LIST, INPUTS, inputNamed } from '../../../src/request/inputs.ts';
import { readActionInputs } from '../../../src/request/read-action-inputs.ts';
import { accepted } from './read.ts';

describe('the table', () => {
  test('no name or alias belongs to two inputs', () => {
    const names = INPUT_LIST.flatMap((input) => [input.name, ...input.aliases]);
    expect(names).toEqual([...new Set(names)]);
    expect(INPUT_LIST).toHaveLength(Object.keys(INPUTS).length);
  });

  test.each(INPUT_LIST)('$name: names and help are as action.yml and GitHub need them', (input) => {
    for (const name of [input.name, ...input.aliases])
      expect(name).toMatch(/^[a-z][a-z0-9]*([-_][a-z0-9]+)*$/);
    expect(input.help).toMatch(/^[A-Z`].*\.$/);
    expect(`${input.help}${input.default ?? ''}`).not.toContain('${{');
  });

  test.each(INPUT_LIST.filter((input) => input.default !== undefined))(
    'the default of $name can be read',
    async (input) => {
      accepted(await input.parse(input.default ?? ''));
    },
  );

  test.each(INPUT_LIST)('$name: no text makes its parser throw or hang', async (input) => {
    const pieces = [
      '"',
      '\\',
      ':',
      '@',
      '.',
      ' ',
      '\t',
      '\n',
      '-',
      '[',
      'ssh-',
      'sk-',
      'a:@',
      '1,',
      'BEGIN ',
      'a b',
    ];
    const began = performance.now();
    for (const piece of pieces) await input.parse(piece.repeat(200_000));
    expect(performance.now() - began).toBeLessThan(5000);
  });

  test('snake_case is an alias of every name of more than one word', () => {
    expect(inputNamed('ssh_private_key')?.name).toBe('ssh-private-key');
    expect(inputNamed('extra_nix_config')?.name).toBe('extra-nix-config');
  });

  test.each(['toString', '__proto__', 'constructor', ''])('%j is no input', (name) => {
    expect(inputNamed(name)).toBeUndefined();
  });
});

describe('what the runner hands over', () => {
  const environment = {
    PATH: '/bin',
    'INPUT_SSH-PRIVATE-KEY': 'key',
    INPUT_SSH_HOST: 'web',
    INPUT_UNHEARD_OF: 'x',
    'INPUT_DRY-RUN': '',
    SSH_PRIVATE_KEY: 'other key',
    SSH_KEY_PASSPHRASE: 'secret',
    SSH_HOST: 'db',
  };

  test('inputs are found by name, unknown ones too', () => {
    expect(readActionInputs(environment).inputs).toEqual({
      'ssh-private-key': 'key',
      ssh_host: 'web',
      unheard_of: 'x',
      'dry-run': '',
    });
  });

  test('only the variables that the table names are read', () => {
    expect(readActionInputs(environment).environment).toEqual({
      SSH_PRIVATE_KEY: 'other key',
      SSH_KEY_PASSPHRASE: 'secret',
      SSH_HOST: 'db',
    });
  });

  test('every input and every secret is to be deleted from the environment', () => {
    expect(new Set(readActionInputs(environment).variablesToDelete)).toEqual(
      new Set([
        'INPUT_SSH-PRIVATE-KEY',
        'INPUT_SSH_HOST',
        'INPUT_UNHEARD_OF',
        'INPUT_DRY-RUN',
        'SSH_PRIVATE_KEY',
        'SSH_KEY_PASSPHRASE',
      ]),
    );
  });
});
