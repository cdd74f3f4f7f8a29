/** Options of one deploy-rs run that are not part of the resolved flake. */
export interface DeployFlags {
  readonly boot: boolean;
  readonly test: boolean;
  readonly checksigs: boolean;
  readonly debugLogs: boolean;
  /** deploy-rs 1.0.0 and newer. */
  readonly isCurrent: boolean;
}

/** The arguments of `deploy` for one profile of one node. */
export function deployArguments(target: string, flags: DeployFlags): readonly string[] {
  return [
    '--skip-checks',
    ...(flags.isCurrent ? ['--no-progress'] : []),
    ...(flags.checksigs ? ['--checksigs'] : []),
    ...(flags.debugLogs ? ['--debug-logs'] : []),
    ...(flags.boot ? ['--boot'] : []),
    ...(flags.test ? ['--test'] : []),
    target,
  ];
}
