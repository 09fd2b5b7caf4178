import { messageOf } from '../../base/errors.ts';
import { expressionLimits } from './celEnvironment.ts';
import { codeOnly } from './celScan.ts';

/** Why an expression is none, or has no value. Offsets count characters of the expression. */
export interface ExpressionError {
  /** `expression.syntax`, `expression.tooLong`, `expression.unsupported`; `expression.failed`, `.tooManySteps`, `.notJson`. */
  readonly code: string;
  readonly message: string;
  readonly start: number;
  readonly end: number;
  /** Text to put in the place from `start` to `end`. */
  readonly replacement?: string;
}

/** What is refused before CEL sees it, so that people of other languages are told the word that CEL has for it. */
export function refusalOf(source: string): ExpressionError | undefined {
  const whole = { start: 0, end: source.length };
  if (source.length > expressionLimits.characters) {
    const message = `The expression has ${source.length} characters; ${expressionLimits.characters} are the most.`;
    return { code: 'expression.tooLong', message, ...whole };
  }
  if (source.trim() === '') return { code: 'expression.syntax', message: 'The expression is empty.', ...whole };
  const code = codeOnly(source);
  for (const { pattern, operator, said } of foreign) {
    const match = pattern.exec(code);
    if (!match) continue;
    const start = match.index;
    const end = start + match[0].length;
    const message = `Expressions are CEL: write ${operator} for ${said ?? match[0]}.`;
    return { code: 'expression.syntax', message, start, end, replacement: operator };
  }
  return undefined;
}

interface ForeignOperator {
  readonly pattern: RegExp;
  readonly operator: string;
  readonly said?: string;
}

/** Operators of other languages. The words count as such only between two values, never as a field or a name. */
const foreign: readonly ForeignOperator[] = [
  { pattern: /===/, operator: '==' },
  { pattern: /!==/, operator: '!=' },
  { pattern: /(?<=[\w)\]"'\s]\s)\band\b(?=\s)/, operator: '&&' },
  { pattern: /(?<=[\w)\]"'\s]\s)\bor\b(?=\s)/, operator: '||' },
  { pattern: /(?<![.\w])not\s+(?=[\w(!])/, operator: '!', said: 'not' },
  { pattern: /(?<=\w\s|\w|[)\]])=(?![=>])(?<![=!<>]=)/, operator: '==' },
  { pattern: /(?<!&)&(?!&)/, operator: '&&' },
  { pattern: /(?<!\|)\|(?!\|)/, operator: '||' },
];

/** Any failure of the library as data, in plain words. */
export function parseErrorOf(error: unknown, source: string): ExpressionError {
  const { code, range, text } = factsOf(error);
  const start = Math.min(range?.start ?? 0, source.length);
  const end = Math.max(start, Math.min(range?.end ?? source.length, source.length));
  return { code: 'expression.syntax', message: sentence(code, text), start, end };
}

function factsOf(error: unknown): { code: string; range: { start: number; end: number } | undefined; text: string } {
  const fields: Record<string, unknown> = typeof error === 'object' && error !== null ? { ...error } : {};
  const from = (name: string): unknown => fields[name] ?? (error as Record<string, unknown> | undefined)?.[name];
  const range = from('range') as { start: number; end: number } | undefined;
  const text = from('summary');
  return {
    code: String(from('code') ?? ''),
    range: typeof range?.start === 'number' && typeof range.end === 'number' ? range : undefined,
    text: (typeof text === 'string' ? text : messageOf(error)).replaceAll('Loop', 'loop'),
  };
}

/** The library names tokens; people know characters. */
function tokensInWords(text: string): string {
  return text.replaceAll(/\b[A-Z]{2,}\b/g, (token) => tokens[token] ?? token);
}

const tokens: Readonly<Record<string, string>> = {
  EOF: 'the end',
  LPAREN: '"("',
  RPAREN: '")"',
  LBRACKET: '"["',
  RBRACKET: '"]"',
  LBRACE: '"{"',
  RBRACE: '"}"',
  DOT: '"."',
  COMMA: '","',
  COLON: '":"',
  QUESTION: '"?"',
  PLUS: '"+"',
  MINUS: '"-"',
  MULTIPLY: '"*"',
  DIVIDE: '"/"',
  MODULO: '"%"',
  EQ: '"=="',
  NE: '"!="',
  LT: '"<"',
  LE: '"<="',
  GT: '">"',
  GE: '">="',
  AND: '"&&"',
  OR: '"||"',
  NOT: '"!"',
  IN: '"in"',
  IDENTIFIER: 'a name',
  NUMBER: 'a number',
  STRING: 'a text',
};

function sentence(code: string, text: string): string {
  const words = tokensInWords(text)
    .replaceAll('dyn<', '')
    .replaceAll(/(?<=\b(?:double|string|bool|int|list|map|null))>/g, '');
  const known: Readonly<Record<string, (words: string) => string>> = {
    no_such_key: (said) => said.replace('No such key: ', 'There is no field '),
    expected_token: (said) => said.replace('got', 'found'),
    unexpected_token: (said) => said.replace('Unexpected token:', 'Something is missing before'),
    reserved_identifier: (said) => said.replace('Reserved identifier:', 'CEL keeps this word for itself:'),
    no_such_overload: (said) => said.replace('no such overload:', 'These do not go together:'),
    no_matching_overload: (said) => said.replace('found no matching overload for', 'There is no function'),
    limit_exceeded: () =>
      `The expression is too large: ${expressionLimits.nodes} operations, ${expressionLimits.depth} deep, are the most`,
  };
  const said = known[code]?.(words) ?? words;
  return /[.!?]$/.test(said) ? said : `${said}.`;
}
