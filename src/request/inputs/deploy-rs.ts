import { duration } from '../duration.ts';
import type { Rows } from '../input.ts';
import { accept, type Reading, refuse, show } from '../reading.ts';
import { parseSwitch } from '../switch.ts';

/** deploy-rs keeps its times in 16 bits. */
const seconds = duration(65_535);

export const DEPLOY_RS_INPUTS = {
  'magic-rollback': {
    parse: parseSwitch,
    help: 'Roll back unless the host can still be reached after the activation.',
    unset: 'what the flake says, else true',
  },
  'auto-rollback': {
    parse: parseSwitch,
    help: 'Roll back when the activation fails, also when a unit of the new system fails.',
    unset: 'what the flake says, else true',
  },
  'confirm-timeout': {
    parse: seconds,
    help: 'How long the host waits to be reached again before the magic rollback.',
    unset: 'what the flake says, else 30s',
  },
  'activation-timeout': {
    parse: seconds,
    help: 'How long the activation may take.',
    unset: 'what the flake says, else 240s',
  },
  'remote-build': {
    parse: parseSwitch,
    help: 'Build on the host instead of on the runner.',
    unset: 'what the flake says, else false',
    common: true,
  },
  'fast-connection': {
    parse: parseSwitch,
    help: 'Copy the whole closure from the runner instead of letting the host fetch what its substituters have.',
    unset: 'what the flake says, else false',
  },
  sudo: {
    parse: parseSudo,
    help: 'The command that becomes another user on the host; the name of the user is put after it.',
    unset: 'what the flake says, else `sudo -u`',
  },
  'temp-path': {
    parse: parseTempPath,
    help: "The folder on the host for deploy-rs's own files.",
    unset: 'what the flake says, else `/tmp`',
  },
  checksigs: {
    parse: parseSwitch,
    help: 'Let the host refuse store paths that no key it trusts has signed.',
    default: 'false',
  },
  boot: {
    parse: parseSwitch,
    help: 'Make the new system the boot default without switching to it: it runs after the next reboot.',
    default: 'false',
    common: true,
  },
  test: {
    parse: parseSwitch,
    help: 'Switch without making the new system the boot default: after the next reboot the old one runs.',
    default: 'false',
  },
} satisfies Rows;

function parseSudo(text: string): Reading<string> {
  return /^[A-Za-z0-9_/.][A-Za-z0-9_/.@:=,+-]*(?: [A-Za-z0-9_/.@:=,+-]+)*$/.test(text)
    ? accept(text)
    : refuse(
        `${show(text)} is not a plain command`,
        'write a program and its options, such as sudo -u or doas -u',
      );
}

function parseTempPath(text: string): Reading<string> {
  return /^\/[A-Za-z0-9_/.@+-]*$/.test(text) && !text.split('/').includes('..')
    ? accept(text)
    : refuse(
        `${show(text)} is not a plain absolute folder`,
        'write one that is on the host, such as /tmp or /var/tmp',
      );
}
