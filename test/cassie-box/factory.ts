import { fileURLToPath } from 'node:url';
import type { Make } from './box.ts';
import type { MachineDescription } from './machine-description.ts';
import { outputOf } from './program.ts';
import { bootable } from './vm/bootable.ts';

const nixos = fileURLToPath(new URL('fixture/nixos', import.meta.url));
const built = new Map<string, Promise<string>>();

/** The toplevel of version 0 of a machine: what a box comes with if nothing else is said. */
export async function factorySystem(name: string, make: Make): Promise<string> {
  const machine: MachineDescription = { version: '0', ...(make === 'vm' && { boots: await bootable() }) };
  const json = JSON.stringify({ name, machine, self: {} });
  const already = built.get(json) ?? build(json);
  built.set(json, already);
  return already;
}

function build(json: string): Promise<string> {
  const machine = `(builtins.fromJSON ${JSON.stringify(json)})`;
  const expression = `(import (/. + ${JSON.stringify(nixos)}) ${machine}).config.system.build.toplevel`;
  return outputOf(['nix', 'build', '--no-link', '--print-out-paths', '--impure', '--expr', expression]);
}
