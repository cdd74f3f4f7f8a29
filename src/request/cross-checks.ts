import type { Values } from './inputs.ts';
import type { Note } from './note.ts';
import type { Complaint } from './reading.ts';
import type { Mode } from './request.ts';

type Check = (values: Values) => Complaint | false;

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
  (values) => twice('ssh-user', values['ssh-user'], values['ssh-host']?.user),
  (values) => twice('ssh-port', values['ssh-port'], values['ssh-host']?.port),
];

function hasJumpPins(values: Values): boolean {
  return [values['ssh-jump-known-hosts'], values['ssh-jump-host-fingerprint']].some(
    (pin) => (pin ?? '').length > 0,
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
export function crossCheck(values: Values): readonly Complaint[] {
  return CHECKS.map((check) => check(values)).filter((complaint) => complaint !== false);
}

/** What is allowed together, but likely not what was meant. */
export function crossNotes(values: Values, mode: Mode): readonly Note[] {
  const notes: Note[] = [];
  if (values.strategy?.cutsOtherJobs) notes.push(warning(FAIL_FAST));
  if (values['magic-rollback'] === false && values['confirm-timeout'] !== undefined)
    notes.push(warning(NO_CONFIRMATION));
  if (mode === 'plan' && values.mode === 'deploy')
    notes.push({ level: 'info', text: 'dry-run is set: this is a plan' });
  return notes;
}

const FAIL_FAST =
  'this matrix has fail-fast on: a job that fails cancels the others in the middle of their deploys; set `strategy: { fail-fast: false }`';
const NO_CONFIRMATION = 'confirm-timeout does nothing with magic-rollback: false';

function warning(text: string): Note {
  return { level: 'warning', text };
}
