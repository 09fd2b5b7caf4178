const opensComment = /^\s*(\/\/|\/\*|\*|#(?!!|\[)|"""|''')/;
const decorator = /^\s*@[\w.]+/;

/** The row of the first line of the comment and the decorators above a definition; the definition's own when there are none. */
export function docStartRow(lines: readonly string[], startRow: number, lowest: number): number {
  let row = startRow;
  // Some leave a line empty below a block comment.
  if (row - 1 > lowest && lines[row - 1]?.trim() === '' && /\*\/\s*$/.test(lines[row - 2] ?? '')) row--;
  while (row > lowest) {
    const above = lines[row - 1] ?? '';
    if (!opensComment.test(above) && !decorator.test(above) && !closesBlock(lines, row - 1, lowest)) break;
    row = closesBlock(lines, row - 1, lowest) ? blockStart(lines, row - 1, lowest) : row - 1;
  }
  return row;
}

/** True for the last line of a block comment that began on an earlier line. */
function closesBlock(lines: readonly string[], row: number, lowest: number): boolean {
  const line = lines[row] ?? '';
  return /\*\/\s*$/.test(line) && !line.includes('/*') && blockStart(lines, row, lowest) < row;
}

function blockStart(lines: readonly string[], row: number, lowest: number): number {
  for (let at = row; at >= lowest; at--)
    if (lines[at]?.includes('/*')) return /^\s*\/\*/.test(lines[at] ?? '') ? at : row;
  return row;
}

/** The words of a comment without its marks. */
export function commentWords(lines: readonly string[]): string {
  return lines
    .filter((line) => opensComment.test(line) || !decorator.test(line))
    .map((line) => line.replace(/^\s*(\/\*\*?|\*\/|\*|\/\/+|#+)?/, '').replace(/\*\/\s*$/, ''))
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}

/** The docstring of a Python definition, with the rows that it takes within `lines`; undefined when there is none. */
export function pythonDocstring(
  lines: readonly string[],
): { readonly text: string; readonly from: number; readonly to: number } | undefined {
  const header = lines.findIndex((line) => /:\s*(#.*)?$/.test(line));
  if (header < 0) return undefined;
  const from = lines.findIndex((line, row) => row > header && line.trim() !== '');
  const quote = /^\s*[rRuU]?("""|''')/.exec(lines[from] ?? '');
  if (!quote) return undefined;
  const mark = quote[1] ?? '';
  const body = [(lines[from] ?? '').slice(quote[0].length), ...lines.slice(from + 1)];
  const last = body.findIndex((line) => line.includes(mark));
  if (last < 0) return undefined;
  const text = [...body.slice(0, last), (body[last] ?? '').slice(0, (body[last] ?? '').indexOf(mark))];
  return {
    text: text
      .map((line) => line.trim())
      .join('\n')
      .trim(),
    from,
    to: from + last,
  };
}
