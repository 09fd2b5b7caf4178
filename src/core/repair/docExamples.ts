import type { LiteralCall } from './seenCalls.ts';

/** A call that the documentation makes, and what it says comes of it, both as they are written. */
export interface DocExample {
  readonly call: LiteralCall;
  readonly expected: string;
}

const mostExamples = 20;
/** A value that can be compared as it is printed. */
const literal = /^(-?\d|['"[({]|(True|False|None|true|false|null|undefined|NaN|-?Infinity)$)/;
const arrow = /(?:\/\/\s*(?:=>|->|→|returns:?|gives:?|==>?)?|=>|->|→|===?|#\s*(?:=>|->|→|returns:?)?)/;
const exampleLine = new RegExp(`^([A-Za-z_$][\\w$]*)\\((.*)\\);?\\s*${arrow.source}\\s*(.+)$`);

/**
 * Examples of these functions in comments, docstrings and other documentation: Python's doctests (`>>> f(1)` with the value on the next
 * line), and lines such as `f(1) // => 2`. Only those whose value is a literal.
 */
export function docExamples(text: string, functions: ReadonlySet<string>): readonly DocExample[] {
  const found = new Map<string, DocExample>();
  const keep = (name: string, args: string, expected: string): void => {
    const value = expected
      .trim()
      .replace(/^['"]?`(.*)`['"]?$/, '$1')
      .replace(/;$/, '');
    if (functions.has(name) && literal.test(value) && found.size < mostExamples)
      found.set(`${name}(${args})`, { call: { name, args: [args] }, expected: value });
  };
  const lines = text.split('\n').map(plain);
  for (const [at, line] of lines.entries()) {
    const session = /^>>> ([A-Za-z_]\w*)\((.*)\)$/.exec(line);
    const next = lines[at + 1] ?? '';
    if (session && next !== '' && !next.startsWith('>>>')) keep(session[1] ?? '', session[2] ?? '', next);
    const shown = session ? undefined : exampleLine.exec(line);
    if (shown) keep(shown[1] ?? '', shown[2] ?? '', shown[3] ?? '');
  }
  return [...found.values()];
}

/** A line without what makes it a comment, a list item or a line of code in a text. */
function plain(line: string): string {
  return line
    .trim()
    .replace(/^(\/\/+|\*(?!\/)|#|-)\s*/, '')
    .replace(/^`(.*)`$/, '$1')
    .trim();
}
