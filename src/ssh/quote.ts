/** One word for a POSIX shell, whatever it holds; zsh and fish read it the same. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
