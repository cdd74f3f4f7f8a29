import type { Inside } from './inside.ts';

export async function stopSshd(inside: Inside): Promise<void> {
  await inside.run(['systemctl', 'stop', 'sshd.service']);
}

export async function startSshd(inside: Inside): Promise<void> {
  await inside.run(['systemctl', 'restart', 'sshd.service']);
  await sshdAnswers(inside);
}

/** Waits until sshd answers, if the system has one that is on. */
export async function sshdAnswers(inside: Inside): Promise<void> {
  await inside.run(['/usr/lib/cassie-box/await-sshd']);
}

export async function sshdLog(inside: Inside): Promise<string> {
  return inside.run(['journalctl', '--no-pager', '-u', 'sshd.service']);
}

/** Every login is refused, or no longer. */
export async function refuseLogins(inside: Inside, refuse: boolean): Promise<void> {
  const line = refuse ? 'DenyUsers *\n' : '';
  const file = '/var/lib/cassie-box/refused_logins';
  await inside.run(['tee', file], { input: line });
  await startSshd(inside);
}

/** New host keys of the same types, shown from now on. */
export async function changeHostKey(inside: Inside): Promise<void> {
  await inside.run(['/usr/lib/cassie-box/change-host-key']);
  await startSshd(inside);
}
