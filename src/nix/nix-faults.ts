import { Fault, type FaultFacts } from '../fault.ts';
import { lastLines, plainText } from '../plain-text.ts';
import type { Finished } from '../world/process.ts';
import { errorMessage, withoutOurFrames } from './trace.ts';

type Words = Pick<FaultFacts, 'code' | 'what' | 'why' | 'fix'>;

interface Pattern {
  readonly seen: RegExp;
  /** `doing` as in `while copying the closure to the host`. */
  readonly words: (match: RegExpExecArray, doing: string) => Words;
}

/** First match wins: the more exact lines stand before the wrappers that Nix prints around them. */
const PATTERNS: readonly Pattern[] = [
  {
    seen: /could not find a flake\.nix file|path '([^']+)' does not contain a 'flake\.nix'|'flake\.nix' does not exist/,
    words: () => ({
      code: 'no-flake',
      what: 'there is no flake.nix where target points',
      fix: 'run actions/checkout before this step, or set working-directory or target to the folder that holds flake.nix',
    }),
  },
  {
    seen: /Path '([^']+)' in the repository .* is not tracked by Git|(?:getting status of|path) '\/nix\/store\/[^/]+-source\/([^']+)'(?:: No such file| does not exist)/,
    words: (match) => ({
      code: 'file-not-tracked',
      what: `the flake needs the file ${match[1] ?? match[2]}, which is not there or which git does not track`,
      why: 'a flake in a git repository sees only files that git tracks',
      fix: `git add ${match[1] ?? match[2]} and commit it, or check out submodules if it lies in one`,
    }),
  },
  {
    seen: /is not owned by current user|detected dubious ownership in repository at '([^']+)'/,
    words: () => ({
      code: 'checkout-of-another-user',
      what: 'git does not read the checkout, because it belongs to another user',
      why: 'a container job, or an earlier step with sudo, made it',
      fix: 'add a step before this one: run: git config --global --add safe.directory "$GITHUB_WORKSPACE"',
    }),
  },
  {
    seen: /requires lock file changes|cannot write modified lock file/,
    words: () => ({
      code: 'lock-file-stale',
      what: 'flake.lock does not fit flake.nix',
      why: 'only locked inputs are deployed, so that what was reviewed is what runs',
      fix: 'run `nix flake lock` and commit flake.lock',
    }),
  },
  {
    seen: /API rate limit exceeded/,
    words: () => ({
      code: 'github-rate-limit',
      what: 'GitHub refused to hand out a flake input: its rate limit for this address is used up',
      fix: 'leave github-token at its default, which is the token of the job',
    }),
  },
  {
    seen: /'nix-store --serve' protocol mismatch from '([^']+)'(?:, got '(.{0,60}))?/,
    words: (match) => ({
      code: 'login-shell-prints',
      what: `the login shell of ${match[1]} prints text where Nix expects its own${match[2] === undefined ? '' : `: ${plainText(match[2])}`}`,
      why: 'what a start-up file (~/.bashrc, ~/.zshenv) prints comes before every program that ssh runs',
      fix: 'let it print only for a person: `case $- in *i*) ;; *) return ;; esac` as its first line',
    }),
  },
  {
    seen: /a '([^']+)' with features \{[^}]*\} is required to build '[^']*\/[0-9a-z]{32}-([^']+)'|Reason: platform mismatch/,
    words: (match) => ({
      code: 'foreign-system',
      what:
        match[1] === undefined
          ? 'this runner cannot build for the system of the node'
          : `this runner cannot build ${match[2]}: it needs ${match[1]}`,
      fix: 'run the job on a runner of that system (`runs-on: ubuntu-24.04-arm`), set remote-build: true, or name a remote builder in extra-nix-config',
    }),
  },
  {
    seen: /No space left on device/,
    words: (_, doing) =>
      doing.endsWith('the host')
        ? {
            code: 'host-disk-full',
            what: "the host's disk behind /nix is full: the closure does not fit",
            fix: 'on the host: df -h /nix; nix-collect-garbage --delete-older-than 30d',
          }
        : {
            code: 'no-space',
            what: "a disk of the runner is full, most likely the one behind /nix or Nix's build folder",
            fix: 'remove what the job does not need, or take a runner with a bigger disk',
          },
  },
  {
    // as libcurl says it with OpenSSL, and with GnuTLS (Debian's Nix)
    seen: /SSL (?:peer )?certificate problem|SSL peer certificate .*was not OK|certificate verify failed|certificate signer not trusted|unable to get local issuer certificate/i,
    words: () => ({
      code: 'certificate-not-trusted',
      what: 'a server that Nix asked showed a certificate that this runner does not trust',
      fix: 'name the authority in NIX_SSL_CERT_FILE (or SSL_CERT_FILE) in the environment of the step, or correct the clock',
    }),
  },
  {
    seen: /unable to download '([^']+)'[^\n]*?(?:Could not resolve host|Couldn't resolve host)/,
    words: (match) => ({
      code: 'download-failed',
      what: `Nix cannot reach ${match[1]}`,
      fix: 'check the network of the runner, and HTTPS_PROXY if it needs a proxy',
    }),
  },
  {
    seen: /protocol mismatch/,
    words: () => ({
      code: 'login-shell-prints',
      what: 'the login shell on the host prints text of its own, and that breaks the copy',
      fix: 'let it be silent when nobody types: `[[ $- == *i* ]] || return` as the first line of the ~/.bashrc of the login user',
    }),
  },
  {
    seen: /lacks a (?:valid signature|signature by a trusted key)/,
    words: () => ({
      code: 'not-signed',
      what: 'the host refused the closure: it is not signed by a key the host trusts, and the login user may not add unsigned paths',
      fix: "sign the closure (LOCAL_KEY) and put the public key into the host's nix.settings.trusted-public-keys first, or log in as root",
    }),
  },
  {
    seen: /path '([^']+)' is required, but there is no substituter that can build it/,
    words: (match) => ({
      code: 'store-path-missing',
      what: `${match[1]} is not in the store of this runner, and no substituter has it`,
      fix: 'build it in this job, or name the cache that has it in extra-nix-config (substituters, trusted-public-keys)',
    }),
  },
  {
    seen: /builder for '\/nix\/store\/[0-9a-z]{32}-([^']+)\.drv' failed|Cannot build '\/nix\/store\/[0-9a-z]{32}-([^']+)\.drv'/,
    words: (match) => ({ code: 'build-failed', what: `${match[1] ?? match[2]} does not build` }),
  },
  {
    seen: /cannot connect to socket at '[^']*daemon-socket[^']*'/,
    words: () => ({
      code: 'nix-daemon-gone',
      what: 'the Nix daemon of this runner does not answer',
      fix: 'start it (`sudo systemctl restart nix-daemon`) before this step',
    }),
  },
];

/** Why a Nix command failed, told from what it printed; `log` are the failed builder's own last lines. */
export function nixFault(doing: string, finished: Finished, log: readonly string[] = []): Fault {
  const stderr = withoutOurFrames(finished.stderr);
  const shown = log.length > 0 ? log : lastLines(stderr);
  if (finished.notStarted !== undefined) {
    return new Fault({
      code: 'nix-not-started',
      what: `nix could not be started while ${doing}`,
      why: finished.notStarted,
    });
  }
  const known = knownNixFault(stderr, doing, shown);
  if (known !== undefined) return known;
  const message = /^(?:evaluating|checking)/.test(doing) ? errorMessage(stderr) : undefined;
  if (message !== undefined) {
    const what = `the flake does not evaluate: ${plainText(message)}`;
    return new Fault({ code: 'evaluation-failed', what, lastLines: shown });
  }
  const how =
    finished.code === undefined ? `was ended by ${finished.signal}` : `ended with exit code ${finished.code}`;
  return new Fault({ code: 'nix-failed', what: `nix ${how} while ${doing}`, lastLines: shown });
}

/** The fault that a text of Nix tells by itself, whoever started Nix; undefined when it is not known. */
export function knownNixFault(said: string, doing: string, shown: readonly string[]): Fault | undefined {
  for (const { seen, words } of PATTERNS) {
    const match = seen.exec(said);
    if (match !== null) return new Fault({ ...words(match, doing), lastLines: shown });
  }
  return undefined;
}
