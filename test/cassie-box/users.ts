import { randomBytes } from 'node:crypto';
import type { Inside } from './inside.ts';

export type UserOptions = {
  /** what sudo lets the user do: nothing, everything with `password`, everything without, or these rule lines of sudoers */
  readonly sudo?: 'none' | 'password' | 'nopasswd' | readonly string[];
  /** the user may add paths to the store that nobody signed */
  readonly trusted?: boolean;
  /** public keys that may log in */
  readonly keys?: readonly string[];
  readonly shell?: string;
};

export type User = { readonly name: string; readonly password: string };

/** Adds a user; from then on a real nix-daemon runs, as it does on NixOS. */
export async function addUser(inside: Inside, name: string, options: UserOptions = {}): Promise<User> {
  const password = randomBytes(6).toString('hex');
  await inside.run(['useradd', '--create-home', '--shell', options.shell ?? '/bin/bash', name]);
  await inside.run(['chpasswd'], { input: `${name}:${password}\n` });
  await allowSudo(inside, name, options.sudo ?? 'none');
  if (options.trusted) await trust(inside, name);
  for (const key of options.keys ?? []) await authorize(inside, name, key);
  await startNixDaemon(inside);
  return { name, password };
}

/** Lets the owner of a public key log in as the user. */
export async function authorize(inside: Inside, user: string, publicKey: string): Promise<void> {
  const home = user === 'root' ? '/root' : `/home/${user}`;
  const add = 'mkdir -p "$1/.ssh" && cat >>"$1/.ssh/authorized_keys" && chown -R "$2" "$1/.ssh"';
  await inside.run(['sh', '-c', add, 'sh', home, user], { input: `${publicKey}\n` });
}

async function allowSudo(
  inside: Inside,
  name: string,
  sudo: NonNullable<UserOptions['sudo']>,
): Promise<void> {
  if (sudo === 'none') return;
  const rules = {
    password: [`${name} ALL=(ALL:ALL) ALL`],
    nopasswd: [`${name} ALL=(ALL:ALL) NOPASSWD: ALL`],
  };
  const lines = typeof sudo === 'string' ? rules[sudo] : sudo;
  await inside.run(['sh', '-c', 'mkdir -p /etc/sudoers.d && cat >"/etc/sudoers.d/$1"', 'sh', name], {
    input: `${lines.join('\n')}\n`,
  });
}

async function trust(inside: Inside, name: string): Promise<void> {
  await inside.run(['tee', '-a', '/var/lib/cassie-box/nix.conf'], {
    input: `extra-trusted-users = ${name}\n`,
  });
}

async function startNixDaemon(inside: Inside): Promise<void> {
  await inside.run(['touch', '/var/lib/cassie-box/nix-daemon']);
  await inside.run(['systemctl', 'restart', 'nix-daemon.service']);
}
