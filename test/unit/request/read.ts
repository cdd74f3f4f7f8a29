import type { Reading } from '../../../src/request/reading.ts';

/** The value, or the test fails with the complaint. */
export function accepted<T>(reading: Reading<T>): T {
  if (reading.ok) return reading.value;
  throw new Error(`refused: ${reading.why}; ${reading.fix}`);
}

/** Why a text was refused, or the test fails with the value. */
export function refused(reading: Reading<unknown>): string {
  if (!reading.ok) return reading.why;
  throw new Error(`accepted: ${JSON.stringify(reading.value)}`);
}
