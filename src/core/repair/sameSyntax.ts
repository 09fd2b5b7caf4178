import type { CandidateFile, RepairCandidate } from './candidateEdit.ts';
import { languageOf } from './syntaxParser.ts';

/** Strings of any kind, comments, names and numbers, line ends with what follows them, signs of more than one character, single ones. */
const jsToken =
  /`(?:[^`\\]|\\[\s\S])*`|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\/[^\n]*|\/\*[\s\S]*?\*\/|[\w$]+(?:\.[\w$]+)*|\n\s*|[=!<>*&|?+-]+=*>?|[^\s]/g;
const pyToken =
  /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#[^\n]*|\w+(?:\.\w+)*|\n[ \t]*|[=!<>*/:+-]+|[^\s]/g;
const beforeAtom = new Set(
  '= == === != !== < > <= >= + - * / % && || ?? ! ? : , ( [ return and or not in is elif assert'.split(' '),
);
const atom = /^(?:[\w$]+(?:\.[\w$]+)*|"[\s\S]*"|'[\s\S]*'|`[\s\S]*`)$/;
/** Characters of a change that are taken apart: an open quote is looked for to the end, from each quote anew. */
const longestPiece = 8_000;
const endsStatement = /^(?:;|\n\s*|)$/;

/**
 * A text that is the same for candidates which differ in spaces or in brackets that change nothing, so that they are tried once;
 * undefined when a candidate changes nothing else. In doubt two candidates stay different.
 */
export function sameSyntaxKey({ files, edits }: RepairCandidate): string | undefined {
  const isText = edits.some(({ family }) => family === 'text');
  const parts = files.map((file) => {
    const { from, before, after } = changedLines(file);
    const isLong = before.length + after.length > longestPiece;
    const [old, now] = isText || isLong ? [before, after] : [before, after].map((text) => plainSyntax(file.path, text));
    return { isChanged: old !== now, key: [file.path, from, before.split('\n').length, now].join('\n') };
  });
  return parts.some(({ isChanged }) => isChanged) ? parts.map(({ key }) => key).join('\n\0\n') : undefined;
}

/** The lines that differ, whole, before and after, and which is the first. */
function changedLines({ before, after }: CandidateFile): { from: number; before: string; after: string } {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before.charCodeAt(head) === after.charCodeAt(head)) head++;
  let tail = 0;
  const left = most - head;
  while (tail < left && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail))
    tail++;
  const start = before.lastIndexOf('\n', head - 1) + 1;
  const cut = (text: string): string => {
    const end = text.indexOf('\n', Math.max(start, text.length - tail));
    return text.slice(start, end === -1 ? text.length : end);
  };
  return { from: start, before: cut(before), after: cut(after) };
}

/** The tokens of a piece of a file without redundant brackets. Line ends and, in Python, indentations are tokens. */
export function plainSyntax(path: string, text: string): string {
  const isPython = languageOf(path) === 'python';
  let tokens: readonly string[] = (isPython ? `\n${text}` : text).match(isPython ? pyToken : jsToken) ?? [];
  if (!isPython) tokens = tokens.map((token) => (token.startsWith('\n') ? '\n' : token));
  for (;;) {
    const fewer = withoutBrackets(tokens);
    if (fewer.length === tokens.length) return tokens.join(' ');
    tokens = fewer;
  }
}

function withoutBrackets(tokens: readonly string[]): readonly string[] {
  const pairs = bracketPairs(tokens);
  const dropped = new Set<number>();
  for (const [open, close] of pairs) {
    const before = tokens[open - 1] ?? '';
    const after = tokens[close + 1] ?? '';
    const isAtom = close === open + 2 && atom.test(tokens[open + 1] ?? '') && beforeAtom.has(before) && after !== '=>';
    const isDouble = before === '(' && pairs.get(open - 1) === close + 1 && !hasComma(tokens, open, close);
    const isWhole =
      (before === 'return' || before === '=') && endsStatement.test(after) && isPlain(tokens, open, close);
    if (isAtom || isDouble || isWhole) dropped.add(open).add(close);
  }
  return dropped.size === 0 ? tokens : tokens.filter((_, index) => !dropped.has(index));
}

/** Round brackets by their places. */
function bracketPairs(tokens: readonly string[]): ReadonlyMap<number, number> {
  const open: number[] = [];
  const pairs = new Map<number, number>();
  tokens.forEach((token, index) => {
    if (token === '(') open.push(index);
    const from = token === ')' ? open.pop() : undefined;
    if (from !== undefined) pairs.set(from, index);
  });
  return pairs;
}

/** A comma between brackets makes a tuple of them in Python. */
function hasComma(tokens: readonly string[], open: number, close: number): boolean {
  return tokens.slice(open + 1, close).includes(',');
}

/** On one line, as brackets over several lines hold an expression together. */
function isPlain(tokens: readonly string[], open: number, close: number): boolean {
  const inside = tokens.slice(open + 1, close);
  return inside.length > 0 && !inside.includes(',') && !inside.some((token) => token.startsWith('\n'));
}
