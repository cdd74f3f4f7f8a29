/** A job summary as plain text: what GitHub's page shows, with its details folded. */
export function summaryAsText(markdown: string): string {
  const folded = markdown.replace(
    /<details><summary>(.*?)<\/summary>.*?<\/details>/gs,
    (_, title: string) => `▸ ${title}`,
  );
  const lines = folded
    .replace(/<br>/g, '\n')
    .replace(/<\/?(?:code|sub)>|\*\*/g, '')
    .replace(/^#+ /gm, '')
    .split('\n');
  return entitiesAsText(alignTables(lines).join('\n'))
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Sets the columns of each table below each other; the line below a table's head becomes a rule. */
function alignTables(lines: readonly string[]): readonly string[] {
  const cells = lines.map((line) =>
    line.startsWith('|')
      ? line
          .split('|')
          .slice(1, -1)
          .map((cell) => entitiesAsText(cell.trim()))
      : undefined,
  );
  const widths: number[] = [];
  for (const row of cells)
    for (const [at, cell] of (row ?? []).entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  return lines.map((line, at) => {
    const row = cells[at];
    if (row === undefined) return line;
    if (/^[|-]+$/.test(line)) return row.map((_, column) => '─'.repeat(widths[column] ?? 0)).join('  ');
    return row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  });
}

function entitiesAsText(text: string): string {
  return text.replace(/&#(\d+);/g, (_, number: string) => String.fromCodePoint(Number(number)));
}
