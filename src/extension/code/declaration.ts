import { isPython, type TextLines } from './textOfLines.ts';

/** A function or class that a line declares. */
export interface Declaration {
  readonly kind: 'function' | 'class';
  readonly name: string;
}

const name = '([A-Za-z_$][\\w$]*)';
const lead = '(?:export\\s+)?(?:default\\s+)?';
const patterns: readonly (readonly [Declaration['kind'], RegExp])[] = [
  ['class', new RegExp(`^\\s*${lead}(?:abstract\\s+)?class\\s+${name}`)],
  ['function', new RegExp(`^\\s*${lead}(?:async\\s+)?function\\s*\\*?\\s*${name}`)],
  [
    'function',
    new RegExp(
      `^\\s*${lead}(?:const|let|var)\\s+${name}\\s*(?::[^=]+)?=\\s*(?:async\\s*)?(?:function\\b|\\(|[\\w$]+\\s*=>)`,
    ),
  ],
  [
    'function',
    new RegExp(
      `^\\s+(?:(?:public|private|protected|static|override|async|get|set)\\s+)*\\*?#?${name}\\s*(?:<[^>]*>)?\\([^;]*\\{\\s*$`,
    ),
  ],
];
const pythonPatterns: readonly (readonly [Declaration['kind'], RegExp])[] = [
  ['class', new RegExp(`^\\s*class\\s+${name}`)],
  ['function', new RegExp(`^\\s*(?:async\\s+)?def\\s+${name}\\s*\\(`)],
];
/** What looks like a method and is none. */
const words = new Set([
  'if',
  'for',
  'while',
  'switch',
  'catch',
  'function',
  'return',
  'with',
  'constructor',
  'describe',
  'it',
  'test',
]);
/** An assignment of a parenthesis is a function only when an arrow follows. */
const arrow = /=>|function\b/;
const maxLines = 2_000;
const maxLineLength = 500;

/** What a line declares, told by the line alone; undefined when it declares no function or class. */
export function declarationIn(text: string, languageId: string): Declaration | undefined {
  if (text.length > maxLineLength) return undefined;
  for (const [kind, pattern] of isPython(languageId) ? pythonPatterns : patterns) {
    const [whole, found] = pattern.exec(text) ?? [];
    if (found === undefined || whole === undefined || words.has(found)) continue;
    if (/[=]/.test(whole) && !arrow.test(text) && !/\(\s*$/.test(text)) continue;
    return { kind, name: found };
  }
  return undefined;
}

/** The last line of what a line declares, both counted from 0: by brackets, in Python by indentation. An estimate for a reader. */
export function endOfDeclaration(lines: TextLines, line: number, languageId: string): number {
  return isPython(languageId) ? endByIndent(lines, line) : endByBraces(lines, line);
}

function endByBraces(lines: TextLines, line: number): number {
  let depth = 0;
  let opened = false;
  for (let at = line; at < Math.min(lines.lineCount, line + maxLines); at++) {
    for (const char of lines.textAt(at)) {
      if (char === '{') {
        depth++;
        opened = true;
      } else if (char === '}') depth--;
    }
    if (opened ? depth <= 0 : /;\s*$/.test(lines.textAt(at))) return at;
  }
  return line;
}

function endByIndent(lines: TextLines, line: number): number {
  const indentOf = (text: string) => text.length - text.trimStart().length;
  const own = indentOf(lines.textAt(line));
  let last = line;
  for (let at = line + 1; at < Math.min(lines.lineCount, line + maxLines); at++) {
    const text = lines.textAt(at);
    if (text.trim() === '') continue;
    if (indentOf(text) <= own && !/^\s*[)\]}]/.test(text)) break;
    last = at;
  }
  return last;
}
