/** `page` with `drawn` between its lines `<!-- NAME: begin … -->` and `<!-- NAME: end -->`. */
export function between(page: string, name: string, drawn: string): string {
  const begin = new RegExp(`<!-- ${name}: begin[^\\n]* -->\\n`).exec(page);
  const end = page.indexOf(`<!-- ${name}: end -->`);
  if (begin === null || end < begin.index) {
    throw new Error(`put <!-- ${name}: begin --> and <!-- ${name}: end --> on lines of their own into it`);
  }
  return `${page.slice(0, begin.index + begin[0].length)}\n${drawn}\n\n${page.slice(end)}`;
}
