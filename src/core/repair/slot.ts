import type { LanguageProfile } from './language/languageProfile.ts';
import { binaryParts } from './language/languageProfile.ts';
import type { SyntaxNode } from './syntaxParser.ts';

/** What an expression is there for. Only nodes with a slot can be replaced by another expression. */
export type Slot =
  | 'argument'
  | 'value'
  | 'target'
  | 'return'
  | 'operand'
  | 'index'
  | 'object'
  | 'iterable'
  | 'element'
  | 'callee'
  | 'condition';

const byParent: Readonly<Record<string, Slot>> = {
  arguments: 'argument',
  argument_list: 'argument',
  keyword_argument: 'argument',
  return_statement: 'return',
  yield: 'return',
  yield_expression: 'return',
  unary_expression: 'operand',
  unary_operator: 'operand',
  not_operator: 'operand',
  ternary_expression: 'operand',
  conditional_expression: 'operand',
  template_substitution: 'operand',
  interpolation: 'operand',
  array: 'element',
  list: 'element',
  tuple: 'element',
  set: 'element',
  pair: 'element',
  expression_list: 'element',
  list_comprehension: 'element',
  generator_expression: 'element',
  slice: 'index',
  spread_element: 'iterable',
};

const targets = new Set([
  'assignment_statement',
  'assignment',
  'augmented_assignment',
  'assignment_expression',
  'augmented_assignment_expression',
]);

/** The slot of a node, or undefined where no expression can stand (names of declarations, keys, statements). */
export function slotOf(node: SyntaxNode, profile: LanguageProfile): Slot | undefined {
  const parent = holderOf(node);
  if (!parent || !profile.expressionTypes.has(node.type)) return undefined;
  if (parent.type === 'parenthesized_expression') return outerSlot(parent, profile);
  if (profile.condition(parent) === node) return 'condition';
  if (binaryParts(parent) || parent.type === 'comparison_operator') return 'operand';
  if (node.field === 'function' || node.field === 'constructor') return 'callee';
  if (node.field === 'object' || (node.field === 'operand' && profile.member(parent))) return 'object';
  const index = profile.index(parent);
  if (index) return index.object === node ? 'object' : 'index';
  const assigned = profile.assignment(parent);
  if (assigned) return assigned.right === node ? 'value' : targets.has(parent.type) ? 'target' : undefined;
  if (parent.type === 'for_in_statement' || parent.type === 'for_statement' || parent.type === 'for_in_clause')
    return node.field === 'right' ? 'iterable' : undefined;
  if (parent.type === 'arrow_function' || parent.type === 'lambda') return node.field === 'body' ? 'return' : undefined;
  if ((parent.type === 'pair' || parent.type === 'keyword_argument') && node.field !== 'value') return undefined;
  if (
    parent.type === 'default_parameter' ||
    parent.type === 'assignment_pattern' ||
    parent.type === 'typed_default_parameter'
  )
    return node.field === 'value' || node.field === 'right' ? 'value' : undefined;
  return byParent[parent.type];
}

/** What the node stands in; a list of one expression is that expression. */
function holderOf(node: SyntaxNode): SyntaxNode | undefined {
  const parent = node.parent;
  const isAlone = parent?.type === 'expression_list' && parent.children.length === 1;
  return isAlone ? parent.parent : parent;
}

function outerSlot(parent: SyntaxNode, profile: LanguageProfile): Slot {
  const above = parent.parent;
  return above && profile.condition(above) === undefined ? (slotOf(parent, profile) ?? 'operand') : 'condition';
}
