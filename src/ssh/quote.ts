/** One word for a POSIX shell, whatever it holds; zsh and fish read it the same: neither a quote nor a backslash stands within quotes. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replace(/['\\]/g, (sign) => `'\\${sign}'`)}'`;
}
