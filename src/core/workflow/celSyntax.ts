import type { ASTNode } from '@marcbachmann/cel-js';

/** CEL keeps `loop` for itself; the scope calls it so. Both names have the same length, so positions stay right. */
export const loopAlias = 'Loop';

/** Macros that run their last arguments once for each element. */
const iterating: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

/** The nodes directly below a syntax node. */
export function childrenOf(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'list':
      return node.args;
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
      return [node.args];
    default:
      return node.args;
  }
}

/** The variable that a macro call binds and the arguments that see it; undefined for any other node. */
export function bindingOf(node: ASTNode): { readonly name: string; readonly inside: readonly ASTNode[] } | undefined {
  if (node.op !== 'rcall' || !iterating.has(node.args[0])) return undefined;
  const [variable, ...inside] = node.args[2];
  return variable?.op === 'id' && inside.length > 0 ? { name: variable.args, inside } : undefined;
}

/** Calls `visit` for a node and all below it; `bound` holds the names that macros bind around it. */
export function walkCel(
  node: ASTNode,
  visit: (node: ASTNode, bound: ReadonlySet<string>) => void,
  bound: ReadonlySet<string> = new Set(),
): void {
  visit(node, bound);
  const binding = bindingOf(node);
  if (!binding || node.op !== 'rcall') {
    for (const child of childrenOf(node)) walkCel(child, visit, bound);
    return;
  }
  walkCel(node.args[1], visit, bound);
  const within = new Set([...bound, binding.name]);
  for (const child of binding.inside) walkCel(child, visit, within);
}
