import { Fault } from '../fault.ts';
import type { Generation, Look } from '../host/look.ts';
import { parseStorePath, type StorePath, storePathName } from '../nix/store-path.ts';
import type { Request } from '../request/request.ts';

/** Where a rollback goes: a profile on the host, with its number where a generation has it. */
export interface Destination {
  readonly generation: number | undefined;
  readonly storePath: StorePath;
}

/** Finds what the user names among what the host has. Throws, with what there is, when it is not there or is another than was expected. */
export function findDestination(look: Look, { rollBackTo, expectPath }: Request): Destination {
  const found = named(look, rollBackTo);
  const path = parseStorePath(found.storePath);
  if (path === undefined)
    throw unknownGeneration(look, `generation ${found.generation} leads to no store path`);
  if (expectPath !== undefined && found.storePath !== expectPath && found.toplevel !== expectPath)
    throw otherGeneration(look, found, expectPath);
  return { generation: found.generation, storePath: path };
}

type Found = Pick<Generation, 'storePath' | 'toplevel'> & { readonly generation: number | undefined };

function named(look: Look, to: Request['rollBackTo']): Found {
  if (to.kind === 'store-path') {
    const of = ({ storePath, toplevel }: Generation) => storePath === to.path || toplevel === to.path;
    return look.generations.find(of) ?? { generation: undefined, storePath: to.path, toplevel: undefined };
  }
  const found =
    to.kind === 'previous'
      ? look.generations.find((one) => isBefore(one, look))
      : look.generations.find(({ generation }) => generation === to.number);
  if (found !== undefined) return found;
  throw unknownGeneration(
    look,
    to.kind === 'previous'
      ? 'there is no generation before the current one'
      : `there is no generation ${to.number}`,
  );
}

/** The newest older one that is another system: a generation that was only set anew is no way back. */
function isBefore({ generation, toplevel }: Generation, { profileGeneration, running }: Look): boolean {
  return generation < (profileGeneration ?? 0) && toplevel !== running;
}

function otherGeneration({ generations }: Look, { generation, storePath }: Found, expected: string): Fault {
  const has = generations.find((one) => one.storePath === expected || one.toplevel === expected);
  return new Fault({
    code: 'other-generation',
    what: `generation ${generation} is ${storePathName(storePath)}, not ${storePathName(expected)}, which expect-path names`,
    why: 'Nix uses numbers again after a rollback',
    fix:
      has === undefined
        ? 'no generation of this host has that path; mode: generations lists those it has'
        : `generation ${has.generation} has it: give that number, or the path itself as to`,
    refused: true,
  });
}

function unknownGeneration({ generations }: Look, what: string): Fault {
  const there = generations
    .slice(0, 10)
    .map(({ generation, storePath }) => `${generation} ${storePathName(storePath)}`);
  return new Fault({
    code: 'generation-unknown',
    what: `${what} on this host`,
    why: there.length === 0 ? 'it has no generations' : `it has ${there.join(', ')}`,
    fix: 'mode: generations lists them all',
    refused: true,
  });
}
