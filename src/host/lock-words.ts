import { storePathName } from '../nix/store-path.ts';
import { plainText } from '../plain-text.ts';
import { type Frozen, type Look, readTime } from './look.ts';

/** What keeps deploys off a host, and that nothing else does, in lines for a reader. */
export function wordLock(look: Look): readonly string[] {
  const lines = wordWhatKeepsOut(look);
  return [
    ...(look.frozen === undefined ? ['not frozen'] : lines.slice(0, 1)),
    ...(look.lock.length === 0 ? ['nobody holds the deploy lock'] : []),
    ...(look.frozen === undefined ? lines : lines.slice(1)),
  ];
}

/** Whether a deploy would get to a host now, as a part of a sentence. */
export function wordOpenness({ frozen, lock }: Pick<Look, 'frozen' | 'lock'>): string {
  if (frozen !== undefined) return 'is frozen';
  return lock.length === 0 ? 'is open to deploys' : 'is being deployed to';
}

/** What keeps deploys off a host; nothing on a host like any other. */
export function wordWhatKeepsOut(look: WhatKeepsOut): readonly string[] {
  const { frozen, lock: owner, guard } = look;
  return [
    ...(frozen === undefined
      ? []
      : [`frozen${frozen.message === '' ? '' : `: ${frozen.message}`} (${wordFrozen(frozen)})`]),
    ...(owner.length === 0 ? [] : [`deploy lock: ${wordOwner(owner)}`]),
    ...(guard === undefined ? [] : [`guard ${guard.id}: ${guard.state ?? 'not known'}`]),
    ...heldSystems(look).map((path) => `rolled back from: ${storePathName(path)}`),
  ];
}

type WhatKeepsOut = Pick<Look, 'frozen' | 'lock' | 'guard' | 'held' | 'generations'>;

/** A profile is held together with the system in it: one of them is enough to be told. */
function heldSystems({ held, generations }: WhatKeepsOut): readonly string[] {
  const isTold = (path: string) =>
    generations.some(
      ({ storePath, toplevel }) =>
        storePath === path && toplevel !== path && toplevel !== undefined && held.includes(toplevel),
    );
  return held.filter((path) => !isTold(path));
}

export function wordFrozen({ owner, url, since, until }: Frozen): string {
  return [
    `by ${owner}`,
    ...(url === '' ? [] : [`(${url})`]),
    ...(since === undefined ? [] : [`since ${wordTime(since)}`]),
    ...(until === undefined ? [] : [`until ${wordTime(until)}`]),
  ].join(' ');
}

/** Who holds the deploy lock. `since`: seconds since 1970. */
export interface LockOwner {
  readonly owner: string;
  readonly url: string;
  readonly since: number | undefined;
}

/** Reads the `key=value` lines of a lock's owner. */
export function readOwner(lines: readonly string[]): LockOwner {
  const value = (key: string) => {
    const line = lines.find((one) => one.startsWith(`${key}=`));
    return plainText(line?.slice(key.length + 1) ?? '');
  };
  return {
    owner: value('owner') || 'not known by whom',
    url: value('url'),
    since: readTime(value('since')),
  };
}

/** The same as a reader wants it. */
export function wordOwner(lines: readonly string[]): string {
  const { owner, url, since } = readOwner(lines);
  return [
    owner,
    ...(url === '' ? [] : [`(${url})`]),
    ...(since === undefined ? [] : [`since ${wordTime(since)}`]),
  ].join(' ');
}

/** Who went back from a path, and when; undefined: nobody did. */
export function wordRollback({ rollbacks }: Pick<Look, 'rollbacks'>, path: string): string | undefined {
  const rollback = rollbacks.findLast(({ from }) => from === path);
  if (rollback === undefined) return undefined;
  const { owner, at } = rollback;
  return [`by ${owner || 'somebody'}`, ...(at === undefined ? [] : [`at ${wordTime(at)}`])].join(' ');
}

function wordTime(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
