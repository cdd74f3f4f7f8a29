/** Text that is shown as it is, whatever it holds: no markup, no HTML, no mention (GitHub makes none inside code). */
export function code(text: string): string {
  return `<code>${entities(text.replace(/\s+/g, ' '))}</code>`;
}

/** GitHub looks for mentions after it has read the entities, so an empty comment keeps the sign from its name. */
export function plain(text: string): string {
  return entities(text.replace(/\s+/g, ' ')).replaceAll('&#64;', '&#64;<!-- -->');
}

/** A block of program output. */
export function block(lines: readonly string[]): string {
  return `<pre>${lines.map((line) => entities(line)).join('\n')}</pre>`;
}

/** Each character that Markdown or HTML could read, and those that make a link on GitHub (@, #, `www.`), as a numeric entity. */
function entities(text: string): string {
  return text.replace(
    /[&<>"'`*_~[\]\\|@#!$:]|^[-+=\d]|(?<=www)\./gim,
    (character) => `&#${character.codePointAt(0)};`,
  );
}
