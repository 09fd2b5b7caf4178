import type { SyntaxNode, SyntaxTree } from './syntaxParser.ts';

/** What a piece of source text is. */
export type SyntaxKind = 'comment' | 'string' | 'number' | 'keyword' | 'type' | 'function' | 'property' | 'constant';
/** A piece of a line: [start, end) in UTF-16 units, and what it is. */
export type SyntaxToken = readonly [number, number, SyntaxKind];

/** Nodes that are one token whatever is inside of them. */
const whole: Readonly<Record<string, SyntaxKind>> = {
  comment: 'comment',
  html_comment: 'comment',
  regex: 'string',
  string_fragment: 'string',
  escape_sequence: 'string',
  string_start: 'string',
  string_content: 'string',
  string_end: 'string',
  number: 'number',
  integer: 'number',
  float: 'number',
  true: 'constant',
  false: 'constant',
  null: 'constant',
  undefined: 'constant',
  none: 'constant',
  this: 'keyword',
  super: 'keyword',
  type_identifier: 'type',
  predefined_type: 'type',
  property_identifier: 'property',
  shorthand_property_identifier: 'property',
  private_property_identifier: 'property',
};
const quotes: ReadonlySet<string> = new Set(['"', "'", '`']);
const callers: ReadonlySet<string> = new Set(['call_expression', 'call', 'new_expression']);
const definers: ReadonlySet<string> = new Set([
  'function_declaration',
  'function_definition',
  'method_definition',
  'generator_function_declaration',
  'function_signature',
]);

/**
 * The tokens of a file by line (index 0 is line 1), each line's in order and without overlaps. Told from the tree alone, by names that
 * the grammars of JavaScript, TypeScript and Python share: what is not known stays plain.
 */
export function syntaxTokens(tree: SyntaxTree): readonly (readonly SyntaxToken[])[] {
  const lines = tree.source.split('\n');
  const tokens: SyntaxToken[][] = lines.map(() => []);
  const waiting: SyntaxNode[] = [tree.root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    const kind = kindOf(node);
    if (kind) place(node, kind, { lines, tokens });
    else for (const child of node.children) waiting.push(child);
  }
  for (const line of tokens) line.sort((a, b) => a[0] - b[0]);
  return tokens;
}

function kindOf(node: SyntaxNode): SyntaxKind | undefined {
  const { type, named, children, parent } = node;
  if (Object.hasOwn(whole, type)) return nameKind(node) ?? whole[type];
  if (!named) {
    if (quotes.has(type)) return 'string';
    return /^[a-z][a-z_ ]*$/.test(type) ? 'keyword' : undefined;
  }
  if (children.length > 0 || type !== 'identifier') return undefined;
  if (parent?.type === 'attribute' && node.field === 'attribute') return nameKind(node) ?? 'property';
  return (
    nameKind(node) ?? (parent?.type === 'class_declaration' || parent?.type === 'class_definition' ? 'type' : undefined)
  );
}

/** Whether a name is that of a function: where it is called, or where it is made. */
function nameKind(node: SyntaxNode): SyntaxKind | undefined {
  const { parent, field, type } = node;
  if (!parent || !/identifier$/.test(type)) return undefined;
  if (definers.has(parent.type) && field === 'name') return 'function';
  const isMember =
    (parent.type === 'member_expression' && field === 'property') ||
    (parent.type === 'attribute' && field === 'attribute');
  const called = isMember ? parent : node;
  const isCalled =
    called.parent && callers.has(called.parent.type) && (called.field === 'function' || called.field === 'constructor');
  return isCalled ? 'function' : undefined;
}

/** A node over several lines is a token in each of them. */
function place(
  { startRow, startColumn, startIndex, endIndex, endRow }: SyntaxNode,
  kind: SyntaxKind,
  { lines, tokens }: { readonly lines: readonly string[]; readonly tokens: SyntaxToken[][] },
): void {
  let left = endIndex - startIndex;
  for (let row = startRow; row <= endRow; row++) {
    const from = row === startRow ? startColumn : 0;
    const length = (lines[row] ?? '').length;
    const to = Math.min(length, from + left);
    if (to > from) tokens[row]?.push([from, to, kind]);
    left -= length - from + 1;
  }
}
