/** One armoured block of a key file: `-----BEGIN LABEL-----`, headers, base64, `-----END LABEL-----`. */
export interface Armour {
  readonly label: string;
  /** The two headers of an encrypted key in the old PEM format, else empty. */
  readonly headers: readonly string[];
  /** Base64 without white space; not yet checked. */
  readonly body: string;
}

export interface MendedText {
  /** All whole blocks, in order. */
  readonly blocks: readonly Armour[];
  /** The text after all mending that needs no block: what else is it? */
  readonly text: string;
  /** What was wrong with the text, as words that follow the input's name. */
  readonly mended: readonly string[];
}

const BEGIN = /[-–—]{2,} ?BEGIN ([A-Z0-9 ]*?) ?[-–—]{2,}/;
const BLOCK = /([-–—]{2,}) ?BEGIN ([A-Z0-9 ]*?) ?([-–—]{2,})(.*?)([-–—]{2,}) ?END \2 ?([-–—]{2,})/gs;
const ZERO_WIDTH = /[\u200b-\u200d\u2060\ufeff]/g;

/** Undoes what terminals, vaults, YAML and shells do to a key on its way into a secret. Pure, and total: any text goes. */
export function mendKeyText(given: string): MendedText {
  const mended: string[] = [];
  const text = mendWhole(given, mended);
  const matches = [...text.matchAll(BLOCK)];
  const blocks = matches.map((match) => readBlock(match, mended));
  if (blocks.length > 0 && text.replace(BLOCK, '').trim() !== '') {
    mended.push('had other text around the key; left out');
  }
  return { blocks, text, mended: [...new Set(mended)] };
}

/** What can be undone on the text as a whole, in the order in which things wrap each other. */
function mendWhole(given: string, mended: string[]): string {
  let text = given;
  // Each wrapping may hide another (base64 of a quoted text with a BOM); three rounds are more than anyone does.
  for (let round = 0; round < 3; round++) {
    const before = text;
    text = withoutByteOrderMark(text, mended);
    text = withoutQuotes(text, mended);
    text = withRealLineEnds(text, mended);
    text = outOfBase64(text, mended);
    if (text === before) break;
  }
  return text;
}

function withoutByteOrderMark(text: string, mended: string[]): string {
  const clean = text.replace(ZERO_WIDTH, '');
  if (clean !== text) mended.push('had a byte order mark or invisible characters; mended');
  return clean;
}

function withoutQuotes(text: string, mended: string[]): string {
  const quoted = /^\s*(\\*["'`])(.*)\1\s*$/s.exec(text);
  if (quoted === null) return text;
  mended.push('was in quotes; mended');
  return quoted[2] ?? '';
}

function withRealLineEnds(text: string, mended: string[]): string {
  let clean = text;
  if (clean.includes('\r')) {
    mended.push('had Windows line ends; mended');
    clean = clean.replace(/\r\n?/g, '\n');
  }
  if (/\\[rn]/.test(clean) && (BEGIN.test(clean) || /^[A-Za-z0-9+/=\s\\]+$/.test(clean))) {
    mended.push('had \\n written out instead of line ends; mended');
    clean = clean.replace(/(?:\\+[rn])+/g, '\n').replaceAll('\\/', '/');
  }
  return clean;
}

function outOfBase64(text: string, mended: string[]): string {
  const decoded = decodeToKey(text) ?? decodeToKey(decodeBase64(text) ?? '');
  if (decoded === undefined) return text;
  mended.push('was base64-encoded as a whole; mended');
  return decoded;
}

function decodeToKey(text: string): string | undefined {
  const decoded = decodeBase64(text);
  return decoded !== undefined && (BEGIN.test(decoded) || decoded.startsWith('PuTTY-User-Key-File'))
    ? decoded
    : undefined;
}

function decodeBase64(text: string): string | undefined {
  const body = text.replace(/[\s"']/g, '');
  return body.length >= 16 && /^[A-Za-z0-9+/_-]+={0,2}$/.test(body)
    ? decodeText(Buffer.from(body, 'base64'))
    : undefined;
}

/** UTF-8, or the UTF-16 that PowerShell's `[Text.Encoding]::Unicode` makes. */
function decodeText(bytes: Buffer): string {
  return bytes.includes(0) ? bytes.toString('utf16le') : bytes.toString('utf8');
}

function readBlock(match: RegExpExecArray, mended: string[]): Armour {
  const label = match[2] ?? '';
  const inside = match[4] ?? '';
  const dashes = [match[1], match[3], match[5], match[6]];
  if (dashes.some((run) => run !== '-----') && !label.startsWith('SSH2')) {
    mended.push('had damaged dashes on its BEGIN or END line; mended');
  }
  noteLayout(inside, mended);
  const { headers, body } = splitHeaders(inside);
  return { label, headers, body: body.replace(/\s/g, '') };
}

function noteLayout(inside: string, mended: string[]): void {
  const lines = inside.split('\n');
  if (lines.length < 3 || lines[0]?.trim() !== '' || lines.at(-1)?.trim() !== '') {
    mended.push('had its line ends turned into spaces or lost; mended');
  } else if (lines.slice(1).some((line) => /^\s+\S/.test(line))) {
    mended.push('had indented lines; mended');
  }
}

/** Proc-Type and DEK-Info (RFC 1421), also when the line ends between them are gone; the cipher tells how long the IV is. */
function splitHeaders(inside: string): { readonly headers: readonly string[]; readonly body: string } {
  const found =
    /^\s*Proc-Type:\s*4,\s*ENCRYPTED\s*DEK-Info:\s*((?:AES-(?:128|192|256)-CBC),\s*[0-9A-F]{32}|(?:DES-EDE3-CBC|DES-CBC),\s*[0-9A-F]{16})/i.exec(
      inside,
    );
  if (found === null) return { headers: [], body: inside };
  const dekInfo = (found[1] ?? '').replace(/\s/g, '');
  return {
    headers: ['Proc-Type: 4,ENCRYPTED', `DEK-Info: ${dekInfo}`],
    body: inside.slice(found[0].length),
  };
}

/** Writes a block as its own tools do: LF, 70 columns for OpenSSH's format and 64 for PEM, one final line end. */
export function writeArmour({ label, headers, body }: Armour): string {
  const columns = label === 'OPENSSH PRIVATE KEY' ? 70 : 64;
  const lines = body.match(new RegExp(`.{1,${columns}}`, 'g')) ?? [];
  const head = headers.length === 0 ? [] : [...headers, ''];
  return `${[`-----BEGIN ${label}-----`, ...head, ...lines, `-----END ${label}-----`].join('\n')}\n`;
}
