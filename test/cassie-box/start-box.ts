import { type Address, nameInHosts, takeAddress, takeIpv6Address } from './address.ts';
import type { Box, BoxOptions, Make } from './box.ts';
import { type Chassis, makeChassis } from './chassis.ts';
import { layOutDisk } from './disk.ts';
import { factorySystem } from './factory.ts';
import { makeHostKeys } from './host-keys.ts';
import { type Inside, insideOf } from './inside.ts';
import { type Power, powerOnLight, powerOnSystemd } from './power.ts';
import { sshdAnswers } from './sshd.ts';
import { addToStore } from './systems.ts';
import type { User } from './users.ts';
import { verbsOf } from './verbs.ts';
import { vmVerbs, wireVm } from './vm/vm.ts';
import { waitUntil } from './wait-until.ts';

/** Starts a host. When this resolves it answers SSH, if its system has an sshd. */
export async function startBox(options: BoxOptions = {}): Promise<Box> {
  const { name = 'cassie-box', make = 'light', port } = options;
  const place = takePlace(name, options);
  const chassis = await makeChassis({
    disk: options.diskSize ?? (make === 'vm' ? '3g' : undefined),
    nix: options.nixSize,
    boot: options.bootSize,
  });
  const addresses = place.addresses.map(({ ip }) => ip);
  const listensAt = make === 'vm' ? ['0.0.0.0'] : addresses;
  layOutDisk(chassis, { name, addresses: listensAt, port, make, sshdLines: options.sshdLines ?? [] });
  await makeHostKeys(chassis, options.hostKeyTypes ?? ['ed25519']);
  const vm = make === 'vm' ? await wireVm(chassis, place.address, port ?? 22) : undefined;
  const switchboard = vm ?? wire(chassis, make);
  const system = options.system ?? (await factorySystem(name, make));
  if (system === 'none') await switchboard.on();
  else {
    await addToStore(chassis, system);
    await switchboard.on(system);
  }
  const label = { ...place, name, port: port ?? 22 };
  const verbs = { ...verbsOf(switchboard, label), ...(vm && vmVerbs(vm, label)) };
  const users = await settle(verbs, options);
  return {
    ...verbs,
    users,
    stop: async () => {
      await verbs.stop();
      for (const address of place.addresses) address.release();
    },
  };
}

export type Place = {
  readonly address: string;
  readonly ipv6: string | undefined;
  readonly dnsName: string;
  readonly addresses: readonly Address[];
};

function takePlace(name: string, options: BoxOptions): Place {
  const address = options.address ? { ip: options.address, release: () => undefined } : takeAddress();
  const ipv6 = options.ipv6 ? takeIpv6Address() : undefined;
  const dnsName = options.dnsName ?? `${name}-${address.ip.split('.').slice(2).join('-')}.test`;
  nameInHosts(address.ip, dnsName);
  if (ipv6) nameInHosts(ipv6.ip, dnsName);
  return { address: address.ip, ipv6: ipv6?.ip, dnsName, addresses: ipv6 ? [address, ipv6] : [address] };
}

/** The power switch of a box. */
export type Switchboard = {
  readonly inside: Inside;
  on(factorySystem?: string): Promise<void>;
  cut(): Promise<void>;
};

function wire(chassis: Chassis, make: Make): Switchboard {
  let power: Power | undefined;
  const inside = insideOf(chassis, () => power);
  const on = async (factorySystem = ''): Promise<void> => {
    if (power) throw new Error('the box is on already');
    power = await (make === 'light' ? powerOnLight : powerOnSystemd)(chassis, factorySystem);
    void power.off.then(() => {
      power = undefined;
    });
    await booted(inside);
  };
  return { inside, on, cut: async () => power?.cut() };
}

async function booted(inside: Inside): Promise<void> {
  await waitUntil('the box has booted', async () => {
    const state = await inside.tryToRun(['systemctl', 'is-system-running', '--wait']);
    return /running|degraded/.test(state.stdout);
  });
  await sshdAnswers(inside);
}

async function settle(box: Omit<Box, 'users'>, options: BoxOptions): Promise<Readonly<Record<string, User>>> {
  const users: Record<string, User> = {};
  for (const key of options.rootKeys ?? []) await box.authorize('root', key);
  for (const [user, said] of Object.entries(options.users ?? {})) users[user] = await box.addUser(user, said);
  await box.rememberFiles();
  return users;
}
