import type { ParsedFile } from './editSite.ts';
import type { SyntaxNode } from './syntaxParser.ts';
import { descendants, enclosing, namedChildren, textOf } from './syntaxWalk.ts';

/** A call as source text, its arguments literal: it can be made again anywhere. */
export interface LiteralCall {
  readonly name: string;
  readonly args: readonly string[];
}

const plainTypes = /^(number|integer|float|string|true|false|none|null|undefined)$/;
const holderTypes = /^(array|list|tuple|set|object|dictionary|pair|unary_expression|unary_operator)$/;
const longest = 200;
const mostSeen = 12;
const mostMade = 40;

/** The calls of these functions in a test file whose arguments are all literal, each once. */
export function seenCalls(test: ParsedFile, functions: ReadonlySet<string>): readonly LiteralCall[] {
  const found = new Map<string, LiteralCall>();
  for (const node of descendants(test.tree.root)) {
    const call = test.profile.call(node);
    if (!call || found.size >= mostSeen) continue;
    const member = test.profile.member(call.callee);
    const name = textOf(member?.property ?? call.callee, test.source);
    if (!functions.has(name) || call.args.length === 0 || !call.args.every(isLiteral)) continue;
    const args = call.args.map((arg) => textOf(arg, test.source));
    if (args.join('').length <= longest) found.set(`${name}(${args.join(', ')})`, { name, args });
  }
  return [...found.values()];
}

/** Functions that stand at the top level of a file, those that hold one of these lines first. First line is 1. */
export function functionsAround(file: ParsedFile, lines: readonly number[]): readonly string[] {
  const names: { readonly name: string; readonly isAround: boolean }[] = [];
  for (const node of descendants(file.tree.root)) {
    const { functionTypes, classTypes } = file.profile;
    const holder = functionTypes.has(node.type) ? node : undefined;
    if (!holder || enclosing(holder, functionTypes) || enclosing(holder, classTypes)) continue;
    const named = file.profile.definedName(holder) ?? (holder.parent && file.profile.definedName(holder.parent));
    if (!named) continue;
    const isAround = lines.some((line) => holder.startRow < line && line <= holder.endRow + 1);
    names.push({ name: textOf(named, file.source), isAround });
  }
  return names.sort((a, b) => Number(b.isAround) - Number(a.isAround)).map(({ name }) => name);
}

function isLiteral(node: SyntaxNode): boolean {
  if (plainTypes.test(node.type)) return !node.children.some((child) => child.type === 'interpolation');
  return holderTypes.test(node.type) && namedChildren(node).every((child) => isLiteral(child) || child.field === 'key');
}

/**
 * Calls like those that were seen, with one argument changed to what is often forgotten: empty, nothing, zero, negative, one element,
 * the same element twice, another order. Those that were seen are not among them.
 */
export function otherCalls(seen: readonly LiteralCall[], nothing: string): readonly LiteralCall[] {
  const known = new Set(seen.map(textOfCall));
  const made = new Map<string, LiteralCall>();
  const rounds = seen.map((call) => [...changedCalls(call, nothing)]);
  // In turn, so that every call that was seen gets some.
  for (let at = 0; made.size < mostMade && rounds.some((round) => at < round.length); at++)
    for (const round of rounds) {
      const call = round[at];
      const text = call && textOfCall(call);
      if (call && text !== undefined && !known.has(text) && made.size < mostMade) made.set(text, call);
    }
  return [...made.values()];
}

/** The call as it is written. */
export function textOfCall({ name, args }: LiteralCall): string {
  return `${name}(${args.join(', ')})`;
}

function* changedCalls({ name, args }: LiteralCall, nothing: string): Generator<LiteralCall> {
  const variants = args.map((arg) => variantsOf(arg, nothing));
  const longestList = Math.max(0, ...variants.map((list) => list.length));
  for (let at = 0; at < longestList; at++)
    for (const [place, list] of variants.entries()) {
      const text = list[at];
      if (text !== undefined) yield { name, args: args.map((arg, i) => (i === place ? text : arg)) };
    }
}

function variantsOf(text: string, nothing: string): readonly string[] {
  if (/^-?\d+(\.\d+)?$/.test(text)) {
    const value = Number(text);
    return [...new Set([0, 1, -1, value + 1, value - 1, -value, value * 2])].filter((n) => n !== value).map(String);
  }
  const quote = text[0] ?? '';
  if (/^['"]/.test(text) && !text.slice(1, -1).includes('\\') && !text.startsWith('"""')) {
    const inner = text.slice(1, -1);
    const others = [
      '',
      inner.slice(0, 1),
      inner + inner,
      ` ${inner} `,
      inner.toUpperCase(),
      [...inner].reverse().join(''),
    ];
    return [...new Set(others)].filter((other) => other !== inner).map((other) => quote + other + quote);
  }
  if (/^\[.*\]$/s.test(text)) return [...listVariants(text), nothing];
  if (/^\{.*\}$/s.test(text)) return ['{}', nothing];
  if (/^\(.*\)$/s.test(text)) return ['()', nothing];
  return [nothing];
}

function listVariants(text: string): readonly string[] {
  const parts = topLevelParts(text.slice(1, -1));
  const [first] = parts;
  if (first === undefined) return [];
  const lists = [[], [first], [first, first], [...parts].reverse(), [...parts, first], parts.slice(1)];
  const numbers = parts.every((part) => /^-?\d+$/.test(part))
    ? [parts.map((part) => String(-Number(part))), ['0']]
    : [];
  return [...new Set([...lists, ...numbers].map((list) => `[${list.join(', ')}]`))].filter((other) => other !== text);
}

/** The elements of a list as text. */
function topLevelParts(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let part = '';
  for (const char of text) {
    if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (/[[({]/.test(char)) depth++;
    else if (/[\])}]/.test(char)) depth--;
    if (char === ',' && depth === 0 && quote === '') {
      parts.push(part.trim());
      part = '';
    } else part += char;
  }
  return part.trim() === '' ? parts : [...parts, part.trim()];
}
