import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { type Chassis, killAndWait, pidOf } from '../chassis.ts';
import type { Power } from '../power.ts';
import { tool, tree } from './tools.ts';

/** A whole machine that is on. */
export type VmPower = Power & {
  /** the reset button */
  reset(): void;
};

/** Starts a computer with a firmware, a disk and a network, whose ports are ours at an address. What it boots is on its disk. */
export function startQemu(chassis: Chassis, address: string, ports: readonly number[]): VmPower {
  const errors = openSync(`${chassis.seen}/console`, 'a');
  const qemu = tool('qemu-system-x86_64', ...computer(chassis.folder), ...network(address, ports));
  const enter = ['nsenter', '--target', String(chassis.pid), '--mount', ...qemu];
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...enter], { stdio: ['pipe', 'ignore', errors] });
  child.stdin?.on('error', () => undefined);
  return {
    pid: pidOf(child),
    off: new Promise((resolve) => child.once('exit', () => resolve())),
    cut: () => killAndWait(child),
    reset: () => child.stdin?.write('system_reset\n'),
  };
}

// without acceleration: it is there everywhere, and a boot takes seconds
function computer(folder: string): readonly string[] {
  return [
    ...['-L', `${tree}/usr/share/qemu`, '-L', `${tree}/usr/share/seabios`, '-nodefaults', '-display', 'none'],
    ...['-machine', 'q35,accel=tcg', '-cpu', 'qemu64,+rdrand', '-m', '768', '-monitor', 'stdio'],
    ...['-drive', `if=pflash,format=raw,readonly=on,file=${tree}/usr/share/OVMF/OVMF_CODE_4M.fd`],
    ...['-drive', `if=pflash,format=raw,file=${folder}/firmware`],
    ...['-drive', `if=virtio,format=raw,file=${folder}/disk.img`],
    ...['-chardev', `file,id=console,path=${folder}/console,append=on`, '-serial', 'chardev:console'],
  ];
}

function network(address: string, ports: readonly number[]): readonly string[] {
  const forwards = ports.map((port) => `hostfwd=tcp:${address}:${port}-:${port}`);
  return ['-netdev', ['user,id=net', ...forwards].join(','), '-device', 'virtio-net-pci,netdev=net,romfile='];
}
