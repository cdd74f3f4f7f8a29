/** Was the host changed when the fault arose? The reader's first question. */
export type Changed = 'no' | 'yes' | 'unknown';

export interface FaultFacts {
  /** Short kebab-case name, declared where it is raised. */
  readonly code: string;
  /** One lower-case sentence: what happened. */
  readonly what: string;
  /** Only when known. */
  readonly why?: string | undefined;
  /** What the reader can do, as concrete as a line to paste. */
  readonly fix?: string | undefined;
  readonly changed?: Changed;
  /** The last lines of the program that failed, already free of secrets. */
  readonly lastLines?: readonly string[];
  /** True when a rule of ours or the user's said no before anything was touched. */
  readonly refused?: boolean;
  readonly cause?: unknown;
}

/** The one error that users read. Everything else that is thrown is a mistake of ours. */
export class Fault extends Error {
  readonly code: string;
  readonly what: string;
  readonly why: string | undefined;
  readonly fix: string | undefined;
  readonly changed: Changed;
  readonly lastLines: readonly string[];
  readonly refused: boolean;

  constructor(facts: FaultFacts) {
    super(facts.what, { cause: facts.cause });
    this.name = 'Fault';
    this.code = facts.code;
    this.what = clip(facts.what, 2_000);
    this.why = facts.why && clip(facts.why, 2_000);
    this.fix = facts.fix && clip(facts.fix, 8_000);
    this.changed = facts.changed ?? 'no';
    this.lastLines = (facts.lastLines ?? []).map((line) => clip(line, 500));
    this.refused = facts.refused ?? false;
  }
}

/** GitHub cuts an annotation at 64 kB and refuses a summary over 1 MiB, and what a program or a host says may be of any length. */
function clip(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)} …`;
}

const CHANGED_WORDS: Readonly<Record<Changed, string>> = {
  no: 'the host was not changed',
  yes: 'the host was changed',
  unknown: 'whether the host was changed is not known',
};

/** Words a fault as plain lines: what, why, the program's own last lines, fix, and whether the host was changed. */
export function wordFault(fault: Fault): readonly string[] {
  return [
    fault.what,
    ...(fault.why === undefined ? [] : [`why: ${fault.why}`]),
    ...fault.lastLines.map((line) => `  | ${line}`),
    ...(fault.fix === undefined
      ? []
      : fault.fix.split('\n').map((line, at) => (at === 0 ? `fix: ${line}` : `     ${line}`))),
    fault.code === 'rolled-back' ? 'the host is as it was before' : CHANGED_WORDS[fault.changed],
  ];
}

/** Anything thrown, as a fault: one of ours as it is, a bug of ours under its own code. */
export function asFault(thrown: unknown, changed: Changed = 'unknown'): Fault {
  if (thrown instanceof Fault) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return new Fault({
    code: 'internal-error',
    what: `cassie-deploy itself failed: ${error.message}`,
    lastLines: (error.stack ?? '')
      .split('\n')
      .slice(1, 6)
      .map((line) => line.trim()),
    changed,
    cause: thrown,
  });
}

/** A child that a cancel ended looks like a failure of its own: the cancel is what happened. */
export function faultOfRun(thrown: unknown, cancelled: AbortSignal): Fault {
  const fault = asFault(thrown);
  if (!cancelled.aborted || fault.changed !== 'no') return fault;
  return asFault(cancelled.reason);
}
