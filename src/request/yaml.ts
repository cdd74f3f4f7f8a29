import { accept, type Reading, refuse } from './reading.ts';

const LONGEST = 20_000;
const INDENT = 'indent with spaces, and keep what belongs together at the same column';

/** What is told of a mistake by the library's word for it; its own sentences repeat the text, which may hold a secret. */
const SAID: Readonly<Record<string, string>> = {
  BAD_INDENT: 'its indent fits nothing above it, or a bracket is not closed',
  BLOCK_AS_IMPLICIT_KEY: 'its indent is wrong, or a value with a colon has no quotes',
  DUPLICATE_KEY: 'a key stands there twice',
  MISSING_CHAR: 'a quote, a bracket, a dash or a colon is missing',
  MULTIPLE_DOCS: 'a second document begins there',
  BLOCK_IN_FLOW: 'a list or map with lines of its own stands between brackets',
};

/** The plain value of a YAML text: lists, objects, strings, numbers, booleans and null. No word of the text is repeated in a complaint. */
export async function parseYaml(text: string): Promise<Reading<unknown>> {
  if (text.length > LONGEST) return refuse(`it has ${text.length} characters`, `write at most ${LONGEST}`);
  // the bundle keeps the library in a chunk of its own: only a run that gives YAML loads it
  const { parseDocument, LineCounter } = await import('yaml');
  const lineCounter = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter, prettyErrors: false, logLevel: 'silent' });
    const [error] = document.errors;
    if (error === undefined) return accept(document.toJS({ maxAliasCount: 20 }));
    const { line } = lineCounter.linePos(error.pos[0]);
    const isTabbed = /^ *\t/.test(text.split('\n')[line - 1] ?? '');
    const why = isTabbed ? 'a tab indents it' : (SAID[error.code] ?? NO_YAML);
    return refuse(`line ${line}: ${why}`, INDENT);
  } catch {
    // an alias without its anchor, or nesting deeper than a stack: what is thrown would repeat the text
    return refuse(NO_YAML, INDENT);
  }
}

const NO_YAML = 'it is not YAML';
