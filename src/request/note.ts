/** Something to say about what was asked for, that stops nothing. `debug` is for `--verbose` and GitHub's debug log. */
export interface Note {
  readonly level: 'warning' | 'info' | 'debug';
  readonly text: string;
}
