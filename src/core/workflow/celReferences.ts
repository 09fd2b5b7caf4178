import type { ASTNode } from '@marcbachmann/cel-js';
import { loopAlias, walkCel } from './celSyntax.ts';

/** A name that an expression reads, with the fields selected from it: `nodes.plan.output.steps` has three fields. */
export interface Reference {
  readonly root: string;
  /** Constant fields in order; it ends where a computed index begins. */
  readonly path: readonly ReferenceField[];
  /** Offsets of the whole reference inside the expression. */
  readonly start: number;
  readonly end: number;
  /** Asked with `has()`: the last field may be missing. */
  readonly optional: boolean;
}

/** One selected field; the offsets are those of its name. */
export interface ReferenceField {
  readonly name: string | number;
  readonly start: number;
  readonly end: number;
}

/** Every reference of an expression that no macro binds, the longest reading of each. */
export function referencesOf(ast: ASTNode): Reference[] {
  const found: Reference[] = [];
  const inside = new Set<ASTNode>();
  const optional = new Set<ASTNode>();
  walkCel(ast, (node, bound) => {
    const asked = node.op === 'call' && node.args[0] === 'has' ? node.args[1][0] : undefined;
    if (asked) optional.add(asked);
    if (inside.has(node)) return;
    const chain = chainOf(node);
    if (!chain || bound.has(chain.root)) return;
    for (const link of chain.links) inside.add(link);
    const { root, path } = chain;
    found.push({
      root: root === loopAlias ? 'loop' : root,
      path,
      start: chain.links.at(-1)?.range.start ?? node.range.start,
      end: node.range.end,
      optional: optional.has(node),
    });
  });
  return found;
}

interface Chain {
  readonly root: string;
  readonly path: readonly ReferenceField[];
  readonly links: readonly ASTNode[];
}

/** A node as name and constant fields, or undefined when it is anything else. */
function chainOf(node: ASTNode): Chain | undefined {
  if (node.op === 'id') return { root: node.args, path: [], links: [node] };
  if (node.op === '.') {
    const [inner, name] = node.args;
    const chain = chainOf(inner);
    const field = { name, start: node.range.end - name.length, end: node.range.end };
    return chain && { ...chain, path: [...chain.path, field], links: [node, ...chain.links] };
  }
  if (node.op === '[]') {
    const [inner, index] = node.args;
    const chain = chainOf(inner);
    const name = constantOf(index);
    if (!chain || name === undefined) return undefined;
    const field = { name, start: index.range.start, end: index.range.end };
    return { ...chain, path: [...chain.path, field], links: [node, ...chain.links] };
  }
  return undefined;
}

function constantOf(node: ASTNode): string | number | undefined {
  if (node.op !== 'value') return undefined;
  if (typeof node.args === 'string') return node.args;
  return typeof node.args === 'bigint' ? Number(node.args) : undefined;
}
