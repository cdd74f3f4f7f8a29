import { duration } from '../duration.ts';
import { type Rows, SWITCHING } from '../input.ts';
import { MODES } from '../request.ts';
import { parseStrategy } from '../strategy.ts';
import { parseSwitch } from '../switch.ts';
import { word } from '../words.ts';

/** As long as a job may run on a self-hosted runner: five days. */
const ofAJob = duration(5 * 24 * 3600);

export const RUN_INPUTS = {
  mode: {
    parse: word(['auto', ...MODES]),
    help: '`auto` deploys on push, workflow_dispatch and schedule, and plans on pull_request and merge_group. The others need to be said, for any event: `deploy`, `plan` (build and show, touch no host), `rollback` (to another generation), `generations` (list them) and `lock` (show, freeze or unfreeze the host).',
    default: 'auto',
    common: true,
  },
  'dry-run': {
    parse: parseSwitch,
    help: 'Another word for `mode: plan`.',
    default: 'false',
    common: true,
  },
  timeout: {
    parse: ofAJob,
    help: 'How long the whole run may take: `30` or `30s`, `5m`, `1h`. A switch that has begun is never cut.',
    default: '30m',
    common: true,
  },
  verbose: {
    parse: parseSwitch,
    help: 'Show each command and all it prints.',
    default: 'false',
  },
  strategy: {
    parse: parseStrategy,
    help: 'Set by GitHub, so that a matrix whose jobs cancel each other is warned about. Leave it alone.',
    expression: 'toJSON(strategy)',
    modes: SWITCHING,
    hidden: true,
    verbatim: true,
  },
} satisfies Rows;
