import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const taken = '/run/cassie-box/addresses';

export type Address = { readonly ip: string; release(): void };

/** A loopback address 127.0.N.M that no other box of this world has. */
export function takeAddress(): Address {
  for (let n = 1; n < 250 * 8; n++) {
    const address = tryToTake(`127.0.${1 + Math.floor((n - 1) / 250)}.${1 + ((n - 1) % 250)}`);
    if (address) return address;
  }
  throw new Error('every address is taken');
}

/** One of the world's IPv6 addresses. */
export function takeIpv6Address(): Address {
  for (let n = 1; n <= 9; n++) {
    const address = tryToTake(`fd00:ca55::${n}`);
    if (address) return address;
  }
  throw new Error('every IPv6 address is taken');
}

/** Makes the world resolve a name. */
export function nameInHosts(ip: string, name: string): void {
  appendFileSync('/etc/hosts', `${ip} ${name}\n`);
}

function tryToTake(ip: string): Address | undefined {
  mkdirSync(taken, { recursive: true });
  const file = `${taken}/${ip}`;
  if (existsSync(file) && !ownerLives(file)) rmSync(file, { force: true });
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return { ip, release: () => rmSync(file, { force: true }) };
  } catch {
    return undefined;
  }
}

// an empty file was just made by somebody
function ownerLives(file: string): boolean {
  const pid = readFileSync(file, 'utf8');
  return pid === '' || existsSync(`/proc/${pid}`);
}
