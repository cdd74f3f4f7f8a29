/** What a flake's `sshOpts` may say about the way to a host. Everything else in them is named in `ignored`, and never reaches ssh. */
export interface FlakeSshOpts {
  readonly hostName?: string;
  readonly port?: number;
  readonly user?: string;
  readonly proxyJump?: string;
  readonly proxyCommand?: string;
  readonly identityFile?: string;
  readonly ignored: readonly string[];
}

const SHORT: Readonly<Record<string, string>> = {
  p: 'port',
  l: 'user',
  i: 'identityfile',
  J: 'proxyjump',
  o: 'option',
  F: 'configfile',
};

/** Reads sshOpts as ssh would read its command line: `-p 2222`, `-p2222`, `-o Port=2222`, `-oPort=2222`, `-o "Port 2222"`. */
export function readFlakeSshOpts(words: readonly string[]): FlakeSshOpts {
  const read: { -readonly [Key in keyof FlakeSshOpts]: FlakeSshOpts[Key] } = { ignored: [] };
  const ignored: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const match = /^-([pliJoF])(.*)$/s.exec(word);
    if (match === null) {
      ignored.push(word);
      continue;
    }
    const value = match[2] !== undefined && match[2] !== '' ? match[2] : (words[++at] ?? '');
    const [name, text] = match[1] === 'o' ? splitOption(value) : [SHORT[match[1] ?? ''] ?? '', value];
    if (!take(read, name, text.trim()))
      ignored.push(match[1] === 'o' ? `-o ${value}` : `${word.slice(0, 2)} ${value}`);
  }
  return { ...read, ignored };
}

function splitOption(text: string): readonly [string, string] {
  const match = /^\s*(\w+)\s*(?:=|\s)\s*(.*)$/s.exec(text);
  return [(match?.[1] ?? '').toLowerCase(), match?.[2] ?? ''];
}

function take(
  read: { -readonly [Key in keyof FlakeSshOpts]: FlakeSshOpts[Key] },
  name: string,
  value: string,
): boolean {
  // a line of ssh_config ends at a newline: a value that holds one would write a line of its own
  if (value === '' || /[\u0000-\u001f\u007f]/.test(value)) return false;
  if (name === 'port' && /^\d{1,5}$/.test(value)) read.port = Number(value);
  else if (name === 'user') read.user = value;
  else if (name === 'hostname') read.hostName = value;
  else if (name === 'proxyjump') read.proxyJump = value;
  else if (name === 'proxycommand') read.proxyCommand = value;
  else if (name === 'identityfile') read.identityFile = value;
  else return false;
  return true;
}
