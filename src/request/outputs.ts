/** One output: what it holds, and whether the README's short table names it. */
export interface Output {
  readonly help: string;
  readonly common?: true;
}

/** All a step hands on, in the order of the pages. All are text; they are set on failure too. */
export const OUTPUTS = {
  result: {
    help: 'What came of it, the worst of all nodes: `deployed`, `unchanged`, `staged`, `planned`, `listed`, `refused`, `rolled-back`, `failed` or `unknown`.',
    common: true,
  },
  changed: { help: 'Was a host changed: `true`, `false` or `unknown`.', common: true },
  generation: {
    help: 'The generation that the system profile is at now. Numbers are used again after a rollback: store-path tells for sure.',
    common: true,
  },
  'previous-generation': { help: 'The generation before the run.', common: true },
  'store-path': { help: 'The system that runs now, as a fresh login saw it.', common: true },
  'previous-store-path': { help: 'The system that ran before.' },
  'nixos-version': { help: 'The NixOS version that runs now.' },
  'kernel-version': { help: "The running system's kernel version." },
  'configuration-revision': { help: 'The `system.configurationRevision` of the running system.' },
  'boot-default': { help: 'The system that the next boot starts, or `not known`.' },
  'reboot-required': { help: '`true` if kernel, modules or initrd only change with a reboot.', common: true },
  'failed-units': { help: 'Units that failed now and did not before, as a JSON list.', common: true },
  'rolled-back': { help: '`true` if the host went back to the system it ran before.', common: true },
  'host-key-fingerprint': { help: 'The fingerprint of the host key that was accepted.' },
  duration: { help: 'Seconds the run took.' },
  generations: {
    help: "The host's newest 200 generations as JSON, fields as in `nixos-rebuild list-generations --json`, and `storePath`, `running`, `bootDefault`, `booted`, `held`.",
  },
  'plan-digest': { help: 'A digest of the closures that were, or would be, activated.' },
  outcomes: { help: 'The outcome of every node, as JSON by node.' },
  'report-file': { help: 'A JSON file with the whole report.', common: true },
  matrix: { help: 'The nodes as a JSON list, for `strategy: matrix` of a job that follows.' },
} satisfies Readonly<Record<string, Output>>;

export type OutputName = keyof typeof OUTPUTS;
