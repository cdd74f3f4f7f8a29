import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { RunningStep, StepEnd } from '../runner/runner.ts';
import { readProc } from './trip.ts';

/** What the runner does on a cancel (actions/runner, ProcessInvoker): SIGINT, 7.5 s, SIGTERM, 2.5 s, SIGKILL. How long main took to leave. */
export async function cancel(running: RunningStep): Promise<StepEnd & { readonly leftAfter: number }> {
  const began = Date.now();
  const { child } = running;
  const ended = once(child, 'exit');
  for (const [signal, wait] of [
    ['SIGINT', 7_500],
    ['SIGTERM', 2_500],
    ['SIGKILL', 1_000],
  ] as const) {
    child.kill(signal);
    const stop = new AbortController();
    await Promise.race([
      ended,
      pause(wait, undefined, { signal: stop.signal, ref: false }).catch(() => undefined),
    ]);
    stop.abort();
    if (child.exitCode !== null || child.signalCode !== null) break;
  }
  const leftAfter = Date.now() - began;
  return { ...(await running.end), leftAfter };
}

/** What the runner would kill when the job ends: processes that carry the job's mark in their environment. */
export function markedProcesses(mark: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => readProc(pid, 'environ').includes(mark))
    .map((pid) => `${pid} ${readProc(pid, 'cmdline').replaceAll('\0', ' ')}`);
}
