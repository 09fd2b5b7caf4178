import type { ASTNode } from '@marcbachmann/cel-js';
import { type Reference, referencesOf } from './celReferences.ts';
import { walkCel } from './celSyntax.ts';
import type { JsonType } from './schemaTypes.ts';

/** What a name and the fields selected from it hold, where that is known. */
export type TypeLookup = (reference: Reference) => JsonType | undefined;

/** Something that can never work, with its place in the expression. */
export interface TypeClash {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

const comparisons: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);
const byFunction: Readonly<Record<string, JsonType>> = {
  size: 'number',
  int: 'number',
  double: 'number',
  string: 'string',
  has: 'boolean',
  contains: 'boolean',
  startsWith: 'boolean',
  endsWith: 'boolean',
  all: 'boolean',
  exists: 'boolean',
  exists_one: 'boolean',
  map: 'list',
  filter: 'list',
  split: 'list',
  join: 'string',
  substring: 'string',
  indexOf: 'number',
};

/** The type of an expression's value, undefined where it cannot be known before the run. */
export function staticType(node: ASTNode, lookup: TypeLookup): JsonType | undefined {
  switch (node.op) {
    case 'value':
      return literalType(node.args);
    case 'id':
    case '.':
    case '[]': {
      const [reference] = referencesOf(node);
      return reference && reference.end === node.range.end && reference.start === node.range.start
        ? lookup(reference)
        : undefined;
    }
    case '&&':
    case '||':
    case '!_':
    case 'in':
      return 'boolean';
    case 'list':
      return 'list';
    case 'map':
      return 'map';
    case '?:': {
      const [, yes, no] = node.args;
      const type = staticType(yes, lookup);
      return type === staticType(no, lookup) ? type : undefined;
    }
    case '+': {
      const type = staticType(node.args[0], lookup);
      return type === staticType(node.args[1], lookup) ? type : undefined;
    }
    case '-':
    case '*':
    case '/':
    case '%':
    case '-_':
      return 'number';
    case 'call':
    case 'rcall':
      return Object.hasOwn(byFunction, node.args[0]) ? byFunction[node.args[0]] : undefined;
    default:
      return comparisons.has(node.op) ? 'boolean' : undefined;
  }
}

function literalType(value: unknown): JsonType | undefined {
  if (value === null) return 'null';
  if (typeof value === 'bigint' || typeof value === 'number') return 'number';
  return typeof value === 'string' || typeof value === 'boolean' ? (typeof value as 'string' | 'boolean') : undefined;
}

/** Comparisons and conditions whose sides can never fit, as far as types are known. */
export function typeClashes(ast: ASTNode, lookup: TypeLookup): TypeClash[] {
  const clashes: TypeClash[] = [];
  walkCel(ast, (node, bound) => {
    const typeOf = (inner: ASTNode) =>
      staticType(inner, (reference) => (bound.has(reference.root) ? undefined : lookup(reference)));
    const { start, end } = node.range;
    if (comparisons.has(node.op)) {
      const [left, right] = (node.args as [ASTNode, ASTNode]).map(typeOf);
      const equality = node.op === '==' || node.op === '!=';
      if (!left || !right || left === right || (equality && (left === 'null' || right === 'null'))) return;
      const outcome = equality ? `which are never equal` : 'which have no order';
      clashes.push({ message: `Compares ${article(left)} with ${article(right)}, ${outcome}.`, start, end });
    }
    const conditions = node.op === '&&' || node.op === '||' ? node.args : node.op === '!_' ? [node.args] : [];
    for (const condition of conditions) {
      const type = typeOf(condition);
      if (type === undefined || type === 'boolean') continue;
      const { range } = condition;
      clashes.push({ message: `Found ${article(type)}, expected a boolean.`, start: range.start, end: range.end });
    }
  });
  return clashes;
}

/** A type in a sentence. */
export function article(type: JsonType): string {
  return type === 'null' ? 'null' : `a ${type}`;
}
