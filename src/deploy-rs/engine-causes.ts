/** Why an activation failed, as far as its text tells it: `why` and `fix` of a fault whose `what` comes from the host. */
export interface EngineCause {
  readonly why: string;
  readonly fix?: string;
}

const SUDO_FIX =
  'security.sudo.extraRules = [ { users = [ "LOGIN-USER" ]; commands = [ { command = "ALL"; options = [ "NOPASSWD" ]; } ]; } ]; on the host, or log in as root';

interface Pattern {
  readonly seen: RegExp;
  readonly cause: (match: RegExpExecArray) => EngineCause;
}

/** Only believed where nothing was activated: later on an activation script may print the same. */
const BEFORE_ACTIVATION: readonly Pattern[] = [
  {
    seen: /sudo: (?:a terminal is required|a password is required)|sudo-rs: .*password/,
    cause: () => ({ why: 'sudo on the host asks for a password', fix: SUDO_FIX }),
  },
  {
    seen: /Sorry, user (\S+) (?:is not allowed to execute|may not run)|(\S+) is not in the sudoers file/,
    cause: (match) => ({
      why: `sudo on the host does not let ${match[1] ?? match[2]} run the activation`,
      fix: SUDO_FIX,
    }),
  },
  {
    seen: /sudo: (?:command )?not found/,
    cause: () => ({
      why: 'the host has no sudo',
      fix: 'log in as root, or set `sudo` to the program the host has (such as `doas -u`)',
    }),
  },
];

const IN_ACTIVATION: readonly Pattern[] = [
  {
    seen: /Pre-switch check '?switchInhibitors'? failed/,
    cause: () => ({
      why: 'the new system changes a part that must not be swapped while it runs (switchInhibitors)',
      fix: 'deploy with `boot: true` and reboot',
    }),
  },
  {
    seen: /Could not acquire lock/,
    cause: () => ({
      why: 'another switch is at work on the host',
      fix: 'wait for it (an operator, nixos-upgrade, another deploy) and run again',
    }),
  },
  {
    seen: /the following units failed: ([^\n]+)/,
    cause: (match) => ({
      why: `units failed: ${match[1]?.trim()}`,
      fix: `on the host: journalctl -b -u ${match[1]?.split(',')[0]?.trim()}`,
    }),
  },
  {
    seen: /Failed to run activate script|Activation script snippet '([^']+)' failed/,
    cause: (match) => ({
      why:
        match[1] === undefined
          ? 'the activation script of the new system failed'
          : `the activation snippet ${match[1]} failed`,
    }),
  },
  {
    seen: /No space left on device/,
    cause: () => ({
      why: 'a disk of the host is full',
      fix: 'on the host: df -h / /nix /boot; nix-collect-garbage',
    }),
  },
  {
    seen: /Failed to install bootloader/,
    cause: () => ({
      why: 'the boot loader could not be installed',
      fix: 'on the host: df -h /boot; the lines above are its own',
    }),
  },
  {
    seen: /Error waiting for activation: Timeout elapsed/,
    cause: () => ({
      why: 'the activation took longer than activation-timeout allows',
      fix: 'raise activation-timeout, or find out what is slow: journalctl -b on the host',
    }),
  },
  {
    seen: /Error waiting for confirmation event|Timeout elapsed for confirmation/,
    cause: () => ({
      why: 'nobody could log in to confirm in time, so the host took the change back (magic rollback)',
      fix: 'let the new configuration keep sshd, its port, the key and the network as they are; if the host is only slow, raise confirm-timeout',
    }),
  },
];

/** `hasBegun`: whether the host shows that an activation began. */
export function engineCause(text: string, hasBegun: boolean): EngineCause | undefined {
  for (const { seen, cause } of hasBegun ? IN_ACTIVATION : [...BEFORE_ACTIVATION, ...IN_ACTIVATION]) {
    const match = seen.exec(text);
    if (match !== null) return cause(match);
  }
  return undefined;
}
