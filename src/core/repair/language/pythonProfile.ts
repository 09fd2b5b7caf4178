import type { SyntaxNode } from '../syntaxParser.ts';
import { childOf, descendants, namedChildren, unwrap } from '../syntaxWalk.ts';
import type { LanguageProfile, LanguageWords } from './languageProfile.ts';
import { pythonIdioms } from './pythonIdioms.ts';

const words: LanguageWords = {
  and: 'and',
  or: 'or',
  yes: 'True',
  no: 'False',
  nothing: 'None',
  equals: '==',
  self: 'self',
  infinities: ["float('-inf')", "float('inf')"],
  end: '',
  not: (text) => (/^[\w.]+(\([^()]*\))?$/.test(text) ? `not ${text}` : `not (${text})`),
  length: (text) => `len(${text})`,
  isEmpty: (text) => `not ${text}`,
  isNothing: (text) => `${text} is None`,
  isSomething: (text) => `${text} is not None`,
  notEmpty: (text) => text,
  guard: (condition, body, indent) => `if ${condition}:\n${indent}    ${body}`,
  otherwise: (statement, indent) => `\n${indent}else:\n${indent}    ${statement}`,
  callOf: (name, args) => `${name}(${args.join(', ')})`,
  copies: (text) => [`list(${text})`, `dict(${text})`, `${text}[:]`],
  numbers: (text) => [`int(${text})`, `round(${text})`, `float(${text})`],
  texts: (text) => [`str(${text})`, `${text}.strip()`, `${text}.lower()`],
  list: (text) => `[${text}]`,
  hasSets: true,
  append: (collection, element) => `${collection}.append(${element})`,
  integerDivision: (left, right) => `${left} // ${right}`,
  ternary: (condition, yes, no) => `${yes} if ${condition} else ${no}`,
};

/** Python 3. */
export const pythonProfile: LanguageProfile = {
  languages: ['python'],
  functionTypes: new Set(['function_definition', 'lambda']),
  classTypes: new Set(['class_definition']),
  blockTypes: new Set(['block', 'module']),
  statementTypes: new Set(
    (
      'expression_statement return_statement if_statement for_statement while_statement raise_statement ' +
      'break_statement continue_statement try_statement with_statement pass_statement delete_statement assert_statement'
    ).split(' '),
  ),
  loopTypes: new Set(['for_statement', 'while_statement']),
  expressionTypes: new Set(
    (
      'identifier integer float string list dictionary set tuple true false none binary_operator boolean_operator ' +
      'comparison_operator not_operator unary_operator call attribute subscript conditional_expression ' +
      'parenthesized_expression await list_comprehension generator_expression dictionary_comprehension lambda'
    ).split(' '),
  ),
  numberTypes: new Set(['integer', 'float']),
  alternatives: {
    '<': ['<=', '>', '>=', '!='],
    '<=': ['<', '>=', '>', '=='],
    '>': ['>=', '<', '<=', '!='],
    '>=': ['>', '<=', '<', '=='],
    '==': ['!=', '<=', '>=', 'is', '<', '>'],
    '!=': ['==', '<', '>', 'is not'],
    is: ['==', 'is not'],
    'is not': ['is', '!='],
    in: ['not in', '=='],
    'not in': ['in', '!='],
    '+': ['-', '*'],
    '-': ['+', '//', '*'],
    '*': ['**', '+', '/', '-'],
    '/': ['//', '*', '%'],
    '//': ['/', '%', '*'],
    '%': ['//', '/', '*'],
    '**': ['*'],
    and: ['or'],
    or: ['and'],
    '&': ['|', '^', '>>'],
    '|': ['&', '^', '-'],
    '^': ['&', '|', '**'],
    '<<': ['>>'],
    '>>': ['<<'],
    '+=': ['-=', '=', '*='],
    '-=': ['+=', '//=', '='],
    '*=': ['**=', '+=', '=', '/='],
    '/=': ['//=', '*=', '-=', '='],
    '//=': ['/=', '-=', '%='],
    '%=': ['//=', '='],
    '|=': ['&=', '^=', '='],
    '&=': ['|=', '^=', '='],
    '^=': ['&=', '|=', '='],
  },
  siblings: [
    ['append', 'extend', 'add'],
    ['append', 'appendleft'],
    ['pop', 'popleft'],
    ['insert', 'append'],
    ['add', 'discard', 'remove'],
    ['update', 'add'],
    ['min', 'max'],
    ['any', 'all'],
    ['sum', 'len', 'max'],
    ['floor', 'ceil', 'trunc'],
    ['int', 'float', 'round'],
    ['startswith', 'endswith'],
    ['keys', 'values', 'items'],
    ['lower', 'upper', 'title', 'capitalize', 'casefold'],
    ['strip', 'lstrip', 'rstrip'],
    ['ljust', 'rjust', 'center'],
    ['find', 'rfind', 'index'],
    ['split', 'rsplit', 'splitlines'],
    ['partition', 'rpartition'],
    ['isdigit', 'isalpha', 'isalnum', 'isnumeric'],
    ['match', 'fullmatch', 'search'],
    ['sort', 'sorted'],
    ['reverse', 'reversed'],
    ['list', 'tuple', 'set', 'sorted'],
    ['union', 'intersection', 'difference', 'symmetric_difference'],
    ['issubset', 'issuperset'],
    ['first', 'last', 'head', 'tail'],
    ['left', 'right'],
    ['start', 'end', 'stop'],
    ['prev', 'next', 'previous'],
    ['parent', 'child', 'children'],
    ['row', 'col', 'column'],
    ['width', 'height'],
    ['x', 'y'],
    ['key', 'value', 'name', 'id'],
    ['low', 'high'],
    ['lo', 'hi'],
    ['days', 'seconds', 'total_seconds'],
    ['weekday', 'isoweekday'],
    ['bisect_left', 'bisect_right', 'bisect', 'insort'],
    ['heappush', 'heappop'],
    ['nlargest', 'nsmallest'],
    ['product', 'permutations', 'combinations', 'combinations_with_replacement'],
    ['zip', 'zip_longest'],
    ['copy', 'deepcopy'],
    ['mean', 'median', 'mode'],
    ['stdev', 'pstdev'],
    ['variance', 'pvariance'],
    ['get', 'setdefault'],
    ['isinstance', 'issubclass'],
  ],
  words,
  idioms: pythonIdioms,
  call(node) {
    if (node.type !== 'call') return undefined;
    const callee = childOf(node, 'function');
    const list = childOf(node, 'arguments');
    return callee && list?.type === 'argument_list' ? { callee, list, args: namedChildren(list) } : undefined;
  },
  member(node) {
    if (node.type !== 'attribute') return undefined;
    const object = childOf(node, 'object');
    const property = childOf(node, 'attribute');
    return object && property ? { object, property } : undefined;
  },
  index(node) {
    if (node.type !== 'subscript') return undefined;
    const object = childOf(node, 'value');
    const indexes = node.children.filter((child) => child.field === 'subscript');
    return object && indexes.length > 0 ? { object, indexes } : undefined;
  },
  condition(node) {
    if (node.type === 'conditional_expression') return namedChildren(node)[1];
    if (node.type === 'if_clause') return namedChildren(node)[0];
    const condition = childOf(node, 'condition');
    return condition && unwrap(condition);
  },
  branches(node) {
    if (node.type !== 'conditional_expression') return undefined;
    const [yes, , no] = namedChildren(node);
    return yes && no ? [yes, no] : undefined;
  },
  negated: (node) => (node.type === 'not_operator' ? childOf(node, 'argument') : undefined),
  assignment(node) {
    if (node.type !== 'assignment' && node.type !== 'augmented_assignment') return undefined;
    const left = childOf(node, 'left');
    const right = childOf(node, 'right');
    return left && right ? { left, right } : undefined;
  },
  bound: boundNames,
  definedName(node) {
    if (node.type === 'function_definition' || node.type === 'class_definition') return childOf(node, 'name');
    return node.type === 'assignment' ? childOf(node, 'left') : undefined;
  },
};

function boundNames(node: SyntaxNode): readonly SyntaxNode[] {
  if (node.type === 'function_definition' || node.type === 'lambda') {
    const parameters = childOf(node, 'parameters');
    return parameters ? namedChildren(parameters).flatMap(parameterName) : [];
  }
  const binds = ['assignment', 'for_statement', 'for_in_clause'].includes(node.type);
  const holder = binds ? childOf(node, 'left') : node.type === 'as_pattern' ? childOf(node, 'alias') : undefined;
  if (!holder || holder.type === 'subscript' || holder.type === 'attribute') return [];
  return [...descendants(holder)].filter((at) => at.type === 'identifier');
}

function parameterName(parameter: SyntaxNode): readonly SyntaxNode[] {
  if (parameter.type === 'identifier') return [parameter];
  const name = childOf(parameter, 'name') ?? namedChildren(parameter)[0];
  return name?.type === 'identifier' ? [name] : name ? parameterName(name) : [];
}
