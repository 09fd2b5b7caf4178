import type { SyntaxNode } from './syntaxParser.ts';

/** The node and everything below it, parents first, in the order of the text. */
export function* descendants(node: SyntaxNode): Generator<SyntaxNode> {
  const stack: SyntaxNode[] = [node];
  for (let next = stack.pop(); next; next = stack.pop()) {
    yield next;
    for (let i = next.children.length - 1; i >= 0; i--) {
      const child = next.children[i];
      if (child) stack.push(child);
    }
  }
}

/** The nearest node above (not the node itself) whose type is in the set. */
export function enclosing(node: SyntaxNode, types: ReadonlySet<string>): SyntaxNode | undefined {
  for (let at = node.parent; at; at = at.parent) if (types.has(at.type)) return at;
  return undefined;
}

/** The first child in that place of its parent. */
export function childOf(node: SyntaxNode, field: string): SyntaxNode | undefined {
  return node.children.find((child) => child.field === field && child.type !== ';');
}

/** The children that are not punctuation, keywords or comments. */
export function namedChildren(node: SyntaxNode): readonly SyntaxNode[] {
  return node.children.filter((child) => child.named && child.type !== 'comment');
}

/** The text a node covers. */
export function textOf(node: SyntaxNode, source: string): string {
  return source.slice(node.startIndex, node.endIndex);
}

/** True when `outer` covers `inner` (or is the same). */
export function covers(outer: SyntaxNode, inner: SyntaxNode): boolean {
  return outer.startIndex <= inner.startIndex && inner.endIndex <= outer.endIndex;
}

/** The white space in front of the line on which the node begins. */
export function indentOf(node: SyntaxNode, source: string): string {
  const lineStart = source.lastIndexOf('\n', node.startIndex - 1) + 1;
  return /^[ \t]*/.exec(source.slice(lineStart, node.startIndex))?.[0] ?? '';
}

/** The expression inside any parentheses. */
export function unwrap(node: SyntaxNode): SyntaxNode {
  let at = node;
  while (at.type === 'parenthesized_expression') {
    const inner = namedChildren(at)[0];
    if (!inner) return at;
    at = inner;
  }
  return at;
}

/** A name as a regular expression finds it. */
export function inPattern(name: string): string {
  return name.replaceAll('$', '\\$');
}
