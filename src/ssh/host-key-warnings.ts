import { type HostPlace, typeWord } from './host-key-faults.ts';
import { type HostKey, type KnownHostsLine, writeLine } from './known-hosts.ts';

export function bareKeyWarning({ host, port, inputs }: HostPlace, key: KnownHostsLine): string {
  return `line ${key.line} of ${inputs.knownHosts} names no host; it is taken for ${host}. Better: ${writeLine(host, port, key)}`;
}

export function notPinnedWarning(
  place: HostPlace,
  key: HostKey | undefined,
  how: string,
  otherPins: boolean,
): string {
  const { host, port, inputs } = place;
  if (key === undefined) return `the host key of ${host} is not pinned`;
  const others = otherPins ? ` (${inputs.knownHosts} has lines, but none for this host)` : '';
  return `the host key of ${host} is not pinned${others}: ${typeWord(key.type)} ${key.fingerprint}, ${how}. To pin it, give this line as ${inputs.knownHosts}: ${writeLine(host, port, key)}`;
}
