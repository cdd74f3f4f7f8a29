const FRAME_OF_OURS = /^\s*at «string»:\d+:\d+:/;
const CODE_LINE = /^\s*(?:\d+)?\|/;

/** Nix's trace without the frames of the expression that we evaluate the flake with: nobody can mend anything there. */
export function withoutOurFrames(stderr: string): string {
  const kept: string[] = [];
  let inFrame = false;
  for (const line of stderr.split('\n')) {
    if (FRAME_OF_OURS.test(line)) {
      inFrame = true;
      if (/^\s*… /.test(kept.at(-1) ?? '')) kept.pop();
    } else if (!inFrame || !CODE_LINE.test(line)) {
      inFrame = false;
      if (!/\(stack trace truncated; use '--show-trace'/.test(line)) kept.push(line);
    }
  }
  return kept.join('\n');
}

/** The innermost error of a trace as one line: Nix prints it last. Undefined where there is none. */
export function errorMessage(stderr: string): string | undefined {
  const lines = stderr.split('\n');
  const at = lines.findLastIndex((line) => /^\s*error:/.test(line));
  if (at < 0) return undefined;
  const rest = lines.slice(at + 1);
  const end = rest.findIndex((line) => line.trim() === '' || /^\s*(?:at |… |note:|error)/.test(line));
  const message = [lines[at]?.replace(/^\s*error:/, ''), ...(end < 0 ? rest : rest.slice(0, end))]
    .map((line) => line?.trim())
    .filter(Boolean)
    .join(' ');
  return message === '' ? undefined : message.slice(0, 400);
}
