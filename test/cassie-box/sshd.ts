import { connect } from 'node:net';
import type { Inside } from './inside.ts';
import { waitUntil } from './wait-until.ts';

export async function stopSshd(inside: Inside): Promise<void> {
  await inside.run(['systemctl', 'stop', 'sshd.service']);
}

export async function startSshd(inside: Inside): Promise<void> {
  await inside.run(['systemctl', 'restart', 'sshd.service']);
  await sshdAnswers(inside);
}

/** Waits until sshd accepts connections, if the system has one that is on. */
export async function sshdAnswers(inside: Inside): Promise<void> {
  const active = await inside.tryToRun(['systemctl', 'is-active', '--quiet', 'sshd.service']);
  if (active.status !== 0) return;
  const settings = await inside.run(['/usr/sbin/sshd', '-T']);
  for (const [, ip = '', port] of settings.matchAll(/^listenaddress \[?([^\]\s]*?)\]?:(\d+)$/gm)) {
    await waitUntil(`sshd answers at ${ip} port ${port}`, () => accepts(ip, Number(port)));
  }
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

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const answer = (value: boolean) => {
      socket.destroy();
      resolve(value);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}
