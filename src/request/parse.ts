import { Fault } from '../fault.ts';
import { composeRequest } from './compose.ts';
import { crossCheck, crossNotes } from './cross-checks.ts';
import { chooseMode, type EventFacts, whyNothingToDo } from './event.ts';
import { type Given, type GivenTexts, gather, noteUnknown } from './given.ts';
import { INPUT_LIST } from './inputs.ts';
import type { Note } from './note.ts';
import type { Complaint } from './reading.ts';
import type { Mode, Request } from './request.ts';
import { complaintsOf, notesOf, type ReadInput, readInputs, valuesOf } from './values.ts';

export interface RequestSource extends GivenTexts {
  readonly event: EventFacts;
  /** Absolute; working-directory is relative to it. */
  readonly workspace: string;
  /** Milliseconds since 1970, that `lock-until` is counted from; the clock's when left out. */
  readonly now?: number;
}

export type ParsedRequest =
  | { readonly kind: 'request'; readonly request: Request; readonly notes: readonly Note[] }
  | { readonly kind: 'nothing-to-do'; readonly why: string };

/**
 * All a user said, read and checked at once.
 * Throws `event-refused`, or one `invalid-inputs` with every complaint; neither repeats a secret.
 */
export async function parseRequest(source: RequestSource): Promise<ParsedRequest> {
  const nothing = whyNothingToDo(source.event);
  if (nothing !== undefined) return { kind: 'nothing-to-do', why: nothing };

  const { given, complaints: gathering } = gather(source);
  const read = await readInputs(given);
  const mode = modeOf(read, source.event);
  const values = valuesOf(read, mode);
  const hide = hider(given);
  const now = source.now ?? Date.now();

  const complaints = [...gathering, ...complaintsOf(read, mode), ...crossCheck(values, mode, now)];
  const unknown = noteUnknown(source.inputs);
  if (complaints.length > 0) {
    // a name with a slip of the pen may be why another input is missing
    const why = unknown.map(({ text }) => hide(text)).join('; ') || undefined;
    throw invalidInputs(
      complaints.map((one) => ({ ...one, why: hide(one.why) })),
      why,
    );
  }
  const notes = [...unknown, ...notesOf(read, mode), ...crossNotes(values, mode)];
  return {
    kind: 'request',
    request: composeRequest(values, mode, source.workspace, now),
    notes: notes.map((note) => ({ ...note, text: hide(note.text) })),
  };
}

/** A mode that can't be read is a complaint later on: until then all inputs are read as for a deploy. */
function modeOf(read: readonly ReadInput[], event: EventFacts): Mode {
  const { mode, 'dry-run': dryRun } = valuesOf(read, undefined);
  const isUnreadable = read.some(({ input, reading }) => input.name === 'mode' && !reading.ok);
  if (!isUnreadable) return chooseMode(dryRun ? 'plan' : mode, event);
  chooseMode('plan', event);
  return 'deploy';
}

/** A secret may stand in another input by mistake, and that one's complaint would show it. */
function hider(given: ReadonlyMap<string, Given>): (text: string) => string {
  const secrets = INPUT_LIST.filter((input) => input.secret)
    .flatMap((input) => (given.get(input.name)?.text ?? '').split(/[\r\n]+/))
    .map((line) => line.trim())
    .filter((line) => line.length >= 4);
  return (text) => secrets.reduce((hidden, secret) => hidden.replaceAll(secret, '***'), text);
}

function invalidInputs(complaints: readonly Complaint[], why: string | undefined): Fault {
  const [first, ...others] = complaints;
  if (first !== undefined && others.length === 0) {
    return new Fault({
      code: 'invalid-inputs',
      what: `${first.input} can't be used: ${first.why}`,
      why,
      fix: first.fix,
      changed: 'no',
    });
  }
  return new Fault({
    code: 'invalid-inputs',
    what: `${complaints.length} inputs can't be used`,
    why,
    fix: complaints.map(({ input, why, fix }) => `${input}: ${why}; ${fix}`).join('\n'),
    changed: 'no',
  });
}
