import type { LookQuestion } from '../host/look.ts';
import type { SshHost } from '../host/over-ssh.ts';
import type { Start } from './process.ts';

/** What a reader may be told while a run goes on. Deleting every call must not change a result. */
export type Progress =
  | { readonly kind: 'stage'; readonly title: string }
  | { readonly kind: 'line'; readonly text: string; readonly from: 'us' | 'program' | 'host' }
  | { readonly kind: 'detail'; readonly text: string }
  | { readonly kind: 'warning'; readonly text: string }
  | { readonly kind: 'secret'; readonly text: string };

/** All that a run may touch, passed in: the core reads no environment and starts nothing by itself. */
export interface World {
  /** What every child gets: an allow-list, see environment.ts. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ended when the run is cancelled or its time is over. */
  readonly start: Start;
  /** The runner's own NIX_CONFIG and NIX_USER_CONF_FILES: for Nix alone, because they may hold tokens. */
  readonly ownNix: { readonly config: string; readonly userConfFiles: string };
  /** For all that follows the beginning of a switch: ended only by a cancel, never because time is over. */
  readonly startUncut: Start;
  /** A 0700 folder of this run alone, removed at its end. */
  readonly folder: string;
  /** Fires when the run is cancelled or its time is over; the reason is a Fault. */
  readonly cancelled: AbortSignal;
  /** Fires when the run is cancelled: leave within seconds. */
  readonly interrupted: AbortSignal;
  /** Called at the end of the run, however it ends. */
  readonly atEnd: (close: () => void) => void;
  readonly tell: (progress: Progress) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Called right before something that outlives us begins: what a later look needs. */
  readonly remember: (note: SwitchNote) => void;
  /** Who runs this, as the next one who finds the host locked is told. */
  readonly owner: Owner;
  /** Host keys seen by earlier runs on this machine; undefined: this machine keeps no memory. */
  readonly memoryFolder: string | undefined;
  /** The server whose token `github-token` is, such as `github.com`; undefined outside GitHub. */
  readonly githubHost: string | undefined;
}

export interface Owner {
  /** Such as `kim, someone/machines`. */
  readonly name: string;
  /** The page of the run. */
  readonly url: string | undefined;
}

/** Where a switch began, for the post step of a run that was cut off. Plain JSON. */
export interface SwitchNote {
  readonly phase: 'switching' | 'seen';
  readonly node: string;
  readonly host: SshHost;
  readonly profileQuestion: LookQuestion['profile'];
  readonly wantedProfile: string;
  readonly recorded: {
    readonly running: string | undefined;
    readonly machineId: string;
    readonly profile: string | undefined;
    readonly bootDefault: string | undefined;
  };
  readonly flags: { readonly boot: boolean; readonly test: boolean };
  /** The guard that watches over the switch, and when it fires; milliseconds since 1970. */
  readonly guard: string | undefined;
  readonly fires: number | undefined;
  /** Seconds that the engine may still take. */
  readonly patience: number;
}
