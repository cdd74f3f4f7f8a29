import type { Values } from './inputs.ts';
import { atOf } from './moment.ts';
import type { Note } from './note.ts';
import { type Complaint, show } from './reading.ts';
import type { Mode } from './request.ts';

type Check = (values: Values, mode: Mode, now: number) => Complaint | false;

const CHECKS: readonly Check[] = [
  (values) =>
    values.boot &&
    values.test && {
      input: 'boot, test',
      why: 'one changes the boot default only, the other all but the boot default',
      fix: 'keep one of them; without both the new system runs now and after a reboot',
    },
  (values) =>
    values['store-path'] !== undefined &&
    values['remote-build'] === true && {
      input: 'store-path, remote-build',
      why: 'a store path is built already, so there is nothing to build on the host',
      fix: 'remove one of them',
    },
  (values) =>
    values['ssh-key-passphrase'] !== undefined &&
    values['ssh-private-key'] === undefined && {
      input: 'ssh-key-passphrase',
      why: 'there is a passphrase and no key; is the secret of the key empty here?',
      fix: 'set ssh-private-key too; an agent needs no passphrase',
    },
  (values) =>
    hasJumpPins(values) &&
    values['ssh-jump-host'] === undefined && {
      input: 'ssh-jump-host',
      why: 'a key of a jump host is pinned, but there is no jump host',
      fix: 'set ssh-jump-host, or pin the host itself with ssh-known-hosts or ssh-host-fingerprint',
    },
  (values) =>
    values['dry-run'] &&
    !['auto', 'deploy', 'plan'].includes(values.mode) && {
      input: 'dry-run, mode',
      why: `a dry run is a plan of a deploy, and mode is ${values.mode}`,
      fix: 'remove one of them; `mode: generations` shows where a rollback can go',
    },
  (values, mode) =>
    values['store-path'] !== undefined &&
    mode !== 'deploy' &&
    mode !== 'plan' && {
      input: 'store-path, mode',
      why: `it says what to deploy, and mode is ${mode}`,
      fix: mode === 'rollback' ? 'write the store path into to' : 'remove one of them',
    },
  (values) =>
    values['expect-path'] !== undefined &&
    values.to.kind === 'store-path' && {
      input: 'expect-path, to',
      why: 'to is a store path already, so there is nothing to compare it with',
      fix: 'keep to alone, or give it a number or previous',
    },
  (values) =>
    values['settle-time'] >= values['verify-timeout'] && {
      input: 'settle-time, verify-timeout',
      why: `between the two looks are ${values['settle-time']} s, and all of the verification may take ${values['verify-timeout']} s`,
      fix: 'raise verify-timeout, or lower settle-time',
    },
  (values) => beginsTooLate(values),
  (values, mode) =>
    mode === 'lock' &&
    values.lock !== 'freeze' &&
    (values['lock-message'] !== undefined || values['lock-until'] !== undefined) && {
      input: values['lock-message'] === undefined ? 'lock-until' : 'lock-message',
      why: `it belongs to a freeze, and lock is ${values.lock}`,
      fix: 'write `lock: freeze`, or remove it',
    },
  ({ 'lock-until': until }, _mode, now) =>
    until !== undefined &&
    atOf(until, now) <= now && {
      input: 'lock-until',
      why: `${new Date(atOf(until, now)).toISOString()} is over`,
      fix: 'write a time that is still to come, or `lock: unfreeze`',
    },
  (values) => twice('ssh-user', values['ssh-user'], values['ssh-host']?.user),
  (values) => twice('ssh-port', values['ssh-port'], values['ssh-host']?.port),
];

function hasJumpPins(values: Values): boolean {
  return [values['ssh-jump-known-hosts'], values['ssh-jump-host-fingerprint']].some(
    (pin) => (pin ?? '').length > 0,
  );
}

function beginsTooLate(values: Values): Complaint | false {
  const limit = values['verify-timeout'];
  const late = values['health-checks']?.find(({ grace }) => grace >= limit);
  return (
    late !== undefined && {
      input: 'health-checks, verify-timeout',
      why: `${show(late.name)} waits ${late.grace} s before its first try, and all of the verification may take ${limit} s`,
      fix: 'raise verify-timeout, or lower its grace',
    }
  );
}

function twice(
  input: string,
  alone: string | number | undefined,
  inHost: string | number | undefined,
): Complaint | false {
  return (
    alone !== undefined &&
    inHost !== undefined &&
    alone !== inHost && {
      input: `${input}, ssh-host`,
      why: `${input} is ${alone}, and ssh-host says ${inHost}`,
      fix: 'keep one of them',
    }
  );
}

/** Mistakes that no input makes alone. */
export function crossCheck(values: Values, mode: Mode, now: number): readonly Complaint[] {
  return CHECKS.map((check) => check(values, mode, now)).filter((complaint) => complaint !== false);
}

/** What is allowed together, but likely not what was meant. */
export function crossNotes(values: Values, mode: Mode): readonly Note[] {
  const notes: Note[] = [];
  if (values.strategy?.cutsOtherJobs) notes.push(warning(FAIL_FAST));
  if (values['magic-rollback'] === false && values['confirm-timeout'] !== undefined)
    notes.push(warning(NO_CONFIRMATION));
  if (!values.guard) notes.push(warning(NO_GUARD));
  if (values.boot && values['health-checks'] !== undefined) notes.push({ level: 'info', text: NOT_RUN });
  if (mode === 'plan' && values.mode === 'deploy')
    notes.push({ level: 'info', text: 'dry-run is set: this is a plan' });
  return notes;
}

const FAIL_FAST =
  'this matrix has fail-fast on: a job that fails cancels the others in the middle of their deploys; set `strategy: { fail-fast: false }`';
const NO_GUARD =
  'guard: off: nothing on the host puts the old system back when this job is cancelled or the link is cut';
const NOT_RUN = 'health-checks are not run with boot: true: the new system runs after the next reboot';
const NO_CONFIRMATION = 'confirm-timeout does nothing with magic-rollback: false';

function warning(text: string): Note {
  return { level: 'warning', text };
}
