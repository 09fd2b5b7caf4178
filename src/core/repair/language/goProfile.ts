import { folderOf, isTestPath } from '../sourceFiles.ts';
import type { SyntaxNode } from '../syntaxParser.ts';
import { childOf, descendants, namedChildren, textOf, unwrap } from '../syntaxWalk.ts';
import type { LanguageIdioms } from './languageIdioms.ts';
import type { LanguageProfile, LanguageWords } from './languageProfile.ts';

const simple = /^[\w.]+(\([^()]*\))?$|^\([^()]*\)$/;

const words: LanguageWords = {
  and: '&&',
  or: '||',
  yes: 'true',
  no: 'false',
  nothing: 'nil',
  equals: '==',
  self: undefined,
  infinities: [],
  end: '',
  not: (text) => (simple.test(text) ? `!${text}` : `!(${text})`),
  length: (text) => `len(${text})`,
  isEmpty: (text) => `len(${text}) == 0`,
  isNothing: (text) => `${text} == nil`,
  isSomething: (text) => `${text} != nil`,
  notEmpty: (text) => `len(${text}) > 0`,
  guard: (condition, body, indent) => `if ${condition} {\n${indent}\t${body}\n${indent}}`,
  otherwise: (statement, indent) => ` else {\n${indent}\t${statement}\n${indent}}`,
  callOf: (name, args) => `${name}(${args.join(', ')})`,
  copies: () => [],
  numbers: (text) => [`int(${text})`, `float64(${text})`],
  texts: (text) => [`strings.TrimSpace(${text})`, `strings.ToLower(${text})`],
  list: (text) => text,
  hasSets: false,
  append: (collection, element) => `${collection} = append(${collection}, ${element})`,
  integerDivision: (left, right) => `${left} / ${right}`,
  ternary: (_condition, yes) => yes,
};

const idioms: LanguageIdioms = {
  bareMethods: new Set(),
  pure: new Set(),
  usualArguments: {},
  conversions: [],
  iterations: [],
  siblings: [],
  empties: [],
  has: () => [],
  slice: (list, from, to) => `${list}[${from ?? ''}:${to ?? ''}]`,
};

/** Go: comparisons, bounds, arithmetic, conditions, names, arguments and statements; what would not compile is left out. */
export const goProfile: LanguageProfile = {
  languages: ['go'],
  operators: new Set(
    'relational offByOne logical arithmetic constant wrongName sibling argument text statement reuse chain'.split(' '),
  ),
  functionTypes: new Set(['function_declaration', 'method_declaration', 'func_literal']),
  classTypes: new Set(),
  blockTypes: new Set(['statement_list']),
  statementTypes: new Set(
    (
      'expression_statement assignment_statement short_var_declaration var_declaration inc_statement dec_statement ' +
      'return_statement if_statement for_statement break_statement continue_statement expression_switch_statement ' +
      'defer_statement go_statement send_statement'
    ).split(' '),
  ),
  loopTypes: new Set(['for_statement']),
  expressionTypes: new Set(
    (
      'identifier int_literal float_literal interpreted_string_literal true false nil binary_expression unary_expression ' +
      'call_expression selector_expression index_expression slice_expression parenthesized_expression composite_literal'
    ).split(' '),
  ),
  numberTypes: new Set(['int_literal', 'float_literal']),
  alternatives: {
    '<': ['<=', '>', '>=', '!='],
    '<=': ['<', '>=', '>', '=='],
    '>': ['>=', '<', '<=', '!='],
    '>=': ['>', '<=', '<', '=='],
    '==': ['!=', '<=', '>='],
    '!=': ['==', '<', '>'],
    '+': ['-', '*'],
    '-': ['+', '/', '*'],
    '*': ['/', '+', '-'],
    '/': ['*', '%', '-'],
    '%': ['/', '*', '-'],
    '&&': ['||'],
    '||': ['&&'],
    '&': ['|', '^', '>>', '&^'],
    '|': ['&', '^'],
    '^': ['&', '|'],
    '<<': ['>>'],
    '>>': ['<<'],
    '+=': ['-=', '=', '*='],
    '-=': ['+=', '='],
    '*=': ['+=', '=', '/='],
    '/=': ['*=', '-=', '='],
    '%=': ['/=', '='],
    '|=': ['&=', '^='],
    '&=': ['|=', '^='],
    '^=': ['&=', '|='],
    '++': ['--'],
    '--': ['++'],
  },
  siblings: [
    ['HasPrefix', 'HasSuffix', 'Contains'],
    ['Index', 'LastIndex'],
    ['TrimPrefix', 'TrimSuffix'],
    ['TrimLeft', 'TrimRight', 'Trim', 'TrimSpace'],
    ['ToLower', 'ToUpper', 'Title'],
    ['Split', 'SplitN', 'Fields'],
    ['Replace', 'ReplaceAll'],
    ['Floor', 'Ceil', 'Round', 'Trunc'],
    ['Min', 'Max'],
    ['min', 'max'],
    ['Lock', 'RLock', 'Unlock', 'RUnlock'],
    ['len', 'cap'],
    ['left', 'right'],
    ['Left', 'Right'],
    ['low', 'high'],
    ['start', 'end'],
    ['prev', 'next'],
    ['Prev', 'Next'],
    ['x', 'y'],
    ['X', 'Y'],
    ['key', 'value'],
    ['Println', 'Print', 'Printf'],
    ['MaxInt', 'MinInt'],
  ],
  words,
  idioms,
  call(node) {
    if (node.type !== 'call_expression') return undefined;
    const callee = childOf(node, 'function');
    const list = childOf(node, 'arguments');
    return callee && list?.type === 'argument_list' ? { callee, list, args: namedChildren(list) } : undefined;
  },
  member(node) {
    if (node.type !== 'selector_expression') return undefined;
    const object = childOf(node, 'operand');
    const property = childOf(node, 'field');
    return object && property ? { object, property } : undefined;
  },
  index(node) {
    if (node.type !== 'index_expression') return undefined;
    const object = childOf(node, 'operand');
    const index = childOf(node, 'index');
    return object && index ? { object, indexes: [index] } : undefined;
  },
  condition(node) {
    if (!/^(if_statement|for_clause)$/.test(node.type)) return undefined;
    const condition = childOf(node, 'condition');
    return condition && unwrap(condition);
  },
  branches: () => undefined,
  negated(node) {
    return node.type === 'unary_expression' && node.children[0]?.type === '!' ? childOf(node, 'operand') : undefined;
  },
  assignment(node) {
    if (!/^(assignment_statement|short_var_declaration|var_spec)$/.test(node.type)) return undefined;
    const left = only(childOf(node, 'left') ?? childOf(node, 'name'));
    const right = only(childOf(node, 'right') ?? childOf(node, 'value'));
    return left && right ? { left, right } : undefined;
  },
  bound(node) {
    if (/^(function|method)_declaration$|^func_literal$/.test(node.type)) {
      const holders = [childOf(node, 'receiver'), childOf(node, 'parameters')];
      return holders.flatMap((holder) =>
        [...(holder ? descendants(holder) : [])].filter((at) => at.type === 'identifier'),
      );
    }
    if (!/^(short_var_declaration|range_clause|var_spec)$/.test(node.type)) return [];
    const holder = childOf(node, 'left') ?? childOf(node, 'name');
    return holder ? [...descendants(holder)].filter((at) => at.type === 'identifier') : [];
  },
  definedName(node) {
    if (/^(function|method)_declaration$|^(type|const)_spec$/.test(node.type)) return childOf(node, 'name');
    return undefined;
  },
  /** The files of a package belong together; packages of the same module are found by the end of their path. */
  imports(file, known) {
    const own = folderOf(file.path);
    const paths = [...known].filter((path) => path.endsWith('.go') && path !== file.path && !isTestPath(path));
    const folders = [own];
    for (const node of descendants(file.tree.root))
      if (node.type === 'import_spec') {
        const spec = textOf(childOf(node, 'path') ?? node, file.source).slice(1, -1);
        for (const path of paths) if (spec.endsWith(`/${folderOf(path)}`)) folders.push(folderOf(path));
      }
    return folders.flatMap((folder) => paths.filter((path) => folderOf(path) === folder));
  },
  testBody(file, title) {
    const [name = ''] = title.split('/');
    for (const node of file.tree.root.children)
      if (node.type === 'function_declaration' && textOf(childOf(node, 'name') ?? node, file.source) === name)
        return node;
    return undefined;
  },
};

function only(node: SyntaxNode | undefined): SyntaxNode | undefined {
  if (node?.type !== 'expression_list') return node;
  const parts = namedChildren(node);
  return parts.length === 1 ? parts[0] : node;
}
