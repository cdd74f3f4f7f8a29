import { setTimeout as pause } from 'node:timers/promises';

export type WaitOptions = { readonly seconds?: number; readonly every?: number };

/** Waits until the condition is true, and returns what it gave; throws after `seconds` (10), naming the condition. */
export async function waitUntil<T>(
  what: string,
  condition: () => T | Promise<T>,
  { seconds = 10, every = 10 }: WaitOptions = {},
): Promise<NonNullable<T>> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${seconds} s in vain until ${what}`);
    await pause(every);
  }
}
