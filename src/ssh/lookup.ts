import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';

/** Node leaves out the addresses of a family that this machine has only on loopback (AI_ADDRCONFIG); ssh tries them all. */
export const lookUpAsSsh: LookupFunction = (host, options, answer) =>
  lookup(host, { ...options, hints: 0 }, answer);
