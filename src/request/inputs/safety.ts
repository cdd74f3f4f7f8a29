import { duration } from '../duration.ts';
import { parseHealthChecks } from '../health-checks.ts';
import { type Rows, SWITCHING } from '../input.ts';
import { parseSwitch } from '../switch.ts';
import { parseUnitPatterns } from '../unit.ts';
import { word } from '../words.ts';

const upToAnHour = duration(3600);

export const SAFETY_INPUTS = {
  guard: {
    parse: parseSwitch,
    help: "A dead-man switch on the host puts the system back that ran before, unless this run says that all is well. `off` leaves only deploy-rs's own rollback.",
    default: 'on',
    modes: SWITCHING,
  },
  'on-failure': {
    parse: word(['rollback', 'keep']),
    help: 'What to do when the new system fails a check: `rollback` puts the old one back, `keep` leaves the new one running.',
    unset: '`rollback`, or `keep` with `auto-rollback: false`',
    modes: SWITCHING,
  },
  'health-checks': {
    parse: parseHealthChecks,
    help: 'What must be true after a switch, as a YAML list of `unit`, `tcp`, `http`, `command` and `runner-command`. See docs/health-checks.md.',
    unset: 'none',
    modes: SWITCHING,
    common: true,
    verbatim: true,
  },
  'verify-timeout': {
    parse: upToAnHour,
    help: 'How long the whole verification after a switch may take, health checks included.',
    default: '60s',
    modes: SWITCHING,
  },
  'settle-time': {
    parse: upToAnHour,
    help: 'The time between the two fresh logins that verify, so that a unit that dies soon is seen.',
    default: '5s',
    modes: SWITCHING,
  },
  'ignore-failed-units': {
    parse: parseUnitPatterns,
    help: 'Units whose failure decides nothing, by name or pattern (`nginx`, `backup-*`), with a space, comma or new line between.',
    unset: 'none',
    modes: SWITCHING,
    verbatim: true,
  },
  force: {
    parse: parseSwitch,
    help: 'Deploy even a system that this host was rolled back from.',
    default: 'false',
    modes: ['deploy'],
  },
} satisfies Rows;
