/**
 * Text from a flake, Nix, a host or a commit is hostile: what is returned here holds no escape sequence, no other control
 * character and none of the invisible characters that reorder a line (Trojan Source), so that no terminal acts on it.
 */
export function plainText(text: string): string {
  return text
    .replace(/\u001b\[[0-?]*[ -/]*[@-~]/g, '') // CSI: colours, cursor
    .replace(/\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?/g, '') // OSC and the other strings: titles, links
    .replace(/\u001b[ -/]*[0-~]?/g, '')
    .replace(
      /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
      '',
    );
}

/** The last `count` lines of a program's output that say something, plain. */
export function lastLines(output: string, count = 12): readonly string[] {
  return output
    .split(/\r?\n|\r/)
    .map((line) => plainText(line).trimEnd())
    .filter((line) => line !== '')
    .slice(-count);
}
