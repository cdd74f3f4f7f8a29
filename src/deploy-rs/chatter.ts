import type { EngineLine } from './output.ts';

/** What deploy-rs says in every run, whatever happens: its plan as TOML, its steps, and the command lines of its children. */
const CHATTER =
  /^(?:Evaluating flake in |The following profiles are going to be deployed:|\[\S+\]$|(?:user|ssh_user|path|hostname|ssh_opts|profile_path|sudo|temp_path) = |Building profile |Copying profile |copying 0 paths|Activating profile|Creating activation waiter|Waiting for confirmation event\.|Command \{ std: |Revoking previous deploys)/;

/** What it says of a failed deploy whatever the host did, its steps of a rollback, and what only repeats that a child ended badly. */
const CLAIM =
  /rolled back to previous generation|command resulted in a bad exit status|^warn: De-activating due to error|Activation cancelled by deployment client|Magic rollback is enabled, setting up|Found canary file|^switching profile from version |^warn: Removing generation by ID|^removing profile version |^Attempting to re-activate/;

/** A line that tells a reader nothing about this run. */
export function isChatter({ from, text }: EngineLine): boolean {
  return CHATTER.test(text) && (from === 'program' || HOST_CHATTER.test(text));
}

/** Of a host's lines only the engine's own: anything else may be what an activation script says. */
const HOST_CHATTER = /^(?:Activating profile$|Waiting for confirmation event|Command \{ std: )/;

/** The last lines that help to find a cause: without chatter, and without claims about what the host runs now. */
export function tellingLines(lines: readonly EngineLine[], count = 12): readonly string[] {
  return withoutCommands(lines)
    .filter((line) => !isChatter(line) && !CLAIM.test(line.text) && !SSH_ADVICE.test(line.text))
    .slice(-count)
    .map(({ text }) => text);
}

/** ssh's banner about a changed host key advises to mend a file of ours, which is gone by then. */
const SSH_ADVICE =
  /^@|IT IS POSSIBLE THAT SOMEONE|^Someone could be eaves|^It is also possible that a host key|^Please contact your system|^Add correct host key|^Offending .* key in |^\s*remove with:|^\s*ssh-keygen -f /;

/** A command that failed is printed whole, a Nix expression in it over many lines. */
function withoutCommands(lines: readonly EngineLine[]): readonly EngineLine[] {
  let isCommand = false;
  return lines.filter(({ from, text }) => {
    if (from === 'host') return true;
    const begins = text.startsWith('Command { std: ');
    const isPart = isCommand || begins;
    isCommand = isPart && !text.includes('kill_on_drop:');
    return !isPart;
  });
}
