import { failingUnit, type MachineDescription } from '../cassie-box/cassie-box.ts';

/** The only node of the flake, so `target` need not name it. */
export const MACHINE = 'web';

export interface Scene {
  readonly title: string;
  readonly what: string;
  readonly machine: MachineDescription;
  /** Whether the host key is given as ssh-known-hosts. */
  readonly pinned: boolean;
  readonly result: 'deployed' | 'unchanged' | 'rolled-back';
}

export const SCENES: readonly Scene[] = [
  {
    title: 'a first deploy',
    what: 'The host was installed by another tool, so nothing of deploy-rs is on it. Two secrets, nothing else: the host key is not pinned yet.',
    machine: { version: '1' },
    pinned: false,
    result: 'deployed',
  },
  {
    title: 'the same commit again',
    what: 'The host key is pinned now, with the line that the first run gave. Nothing is to be done, and deploy-rs is not started.',
    machine: { version: '1' },
    pinned: true,
    result: 'unchanged',
  },
  {
    title: 'a changed configuration',
    what: 'A new version of the system, with one package more.',
    machine: { version: '2', packages: { nginx: '1.28.0' } },
    pinned: true,
    result: 'deployed',
  },
  {
    title: 'a broken configuration',
    what: 'A unit of the new system fails. deploy-rs takes the activation back; what runs then is looked at, not believed.',
    machine: { version: '3', packages: { nginx: '1.28.0' }, units: { shop: failingUnit } },
    pinned: true,
    result: 'rolled-back',
  },
];
