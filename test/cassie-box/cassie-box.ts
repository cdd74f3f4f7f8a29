export type { Box, BoxOptions } from './box.ts';
export { type DelayProxy, type DelayProxyOptions, delayProxy } from './delay-proxy.ts';
export { type Flake, type FlakeOptions, makeFlake } from './flake.ts';
export type { HostKey, HostKeyType } from './host-keys.ts';
export { type Key, type KeyOptions, makeKey } from './keys.ts';
export {
  type Behaviour,
  failingUnit,
  flakyUnit,
  type MachineDescription,
  pieces,
  unitThatDiesAfter,
} from './machine-description.ts';
export { hireOperator, type Operator } from './operator.ts';
export { type Ended, outputOf, runToEnd } from './program.ts';
export { startBox } from './start-box.ts';
export type { Generation, Truth } from './truth.ts';
export type { User, UserOptions } from './users.ts';
export { bootable } from './vm/bootable.ts';
export { waitUntil } from './wait-until.ts';
