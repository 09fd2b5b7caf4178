import type { SyntaxNode } from '../syntaxParser.ts';
import { childOf, descendants, namedChildren, unwrap } from '../syntaxWalk.ts';
import { javascriptIdioms } from './javascriptIdioms.ts';
import type { CallParts, LanguageProfile, LanguageWords } from './languageProfile.ts';

const simple = /^[\w$.]+(\([^()]*\))?$|^\([^()]*\)$/;

const words: LanguageWords = {
  and: '&&',
  or: '||',
  yes: 'true',
  no: 'false',
  nothing: 'null',
  equals: '===',
  self: 'this',
  infinities: ['-Infinity', 'Infinity'],
  end: ';',
  not: (text) => (simple.test(text) ? `!${text}` : `!(${text})`),
  length: (text) => `${text}.length`,
  isEmpty: (text) => `${text}.length === 0`,
  isNothing: (text) => `${text} == null`,
  isSomething: (text) => `${text} !== null`,
  notEmpty: (text) => `${text}.length > 0`,
  isDefined: (text) => `${text} !== undefined`,
  guard: (condition, body) => `if (${condition}) ${body};`,
  otherwise: (statement) => ` else { ${statement} }`,
  callOf: (name, args) => `Math.${name}(${args.join(', ')})`,
  copies: (text) => [`[...${text}]`, `{ ...${text} }`],
  numbers: (text) => [`Math.floor(${text})`, `Math.ceil(${text})`, `Math.round(${text})`, `Number(${text})`],
  texts: (text) => [`String(${text})`, `${text}.trim()`, `${text}.toLowerCase()`],
  list: (text) => `[${text}]`,
  hasSets: true,
  append: (collection, element) => `${collection}.push(${element})`,
  integerDivision: (left, right) => `Math.floor(${left} / ${right})`,
  ternary: (condition, yes, no) => `${condition} ? ${yes} : ${no}`,
};

const functionTypes = new Set([
  'function_declaration',
  'function_expression',
  'arrow_function',
  'method_definition',
  'generator_function_declaration',
  'generator_function',
]);

/** JavaScript, TypeScript and their JSX forms: the grammars share the node types used here. */
export const javascriptProfile: LanguageProfile = {
  languages: ['javascript', 'typescript', 'tsx'],
  functionTypes,
  classTypes: new Set(['class_declaration', 'class']),
  blockTypes: new Set(['statement_block', 'program', 'switch_case', 'switch_default']),
  statementTypes: new Set(
    (
      'expression_statement lexical_declaration variable_declaration return_statement if_statement for_statement ' +
      'for_in_statement while_statement do_statement throw_statement break_statement continue_statement ' +
      'switch_statement try_statement'
    ).split(' '),
  ),
  loopTypes: new Set(['for_statement', 'for_in_statement', 'while_statement', 'do_statement']),
  expressionTypes: new Set(
    (
      'identifier this number string template_string regex array object true false null undefined binary_expression ' +
      'unary_expression call_expression new_expression member_expression subscript_expression ternary_expression ' +
      'parenthesized_expression await_expression update_expression arrow_function'
    ).split(' '),
  ),
  numberTypes: new Set(['number']),
  alternatives: {
    '<': ['<=', '>', '>=', '!=='],
    '<=': ['<', '>=', '>', '==='],
    '>': ['>=', '<', '<=', '!=='],
    '>=': ['>', '<=', '<', '==='],
    '===': ['!==', '==', '<=', '>=', '<', '>'],
    '!==': ['===', '!=', '<', '>'],
    '==': ['===', '!=', '<=', '>='],
    '!=': ['==', '!==', '<', '>'],
    '+': ['-', '*'],
    '-': ['+', '/', '*'],
    '*': ['/', '+', '**', '-'],
    '/': ['*', '%', '-'],
    '%': ['/', '*', '-'],
    '**': ['*'],
    '&&': ['||', '??'],
    '||': ['&&', '??'],
    '??': ['||', '&&'],
    '&': ['|', '^', '>>', '&&'],
    '|': ['&', '^', '<<', '||'],
    '^': ['&', '|', '**'],
    '<<': ['>>', '*'],
    '>>': ['>>>', '<<'],
    '>>>': ['>>', '<<'],
    '+=': ['-=', '=', '*='],
    '-=': ['+=', '='],
    '*=': ['+=', '=', '/='],
    '/=': ['*=', '-=', '='],
    '%=': ['/=', '='],
    '|=': ['&=', '^=', '='],
    '&=': ['|=', '^=', '='],
    '^=': ['&=', '|=', '='],
    '++': ['--'],
    '--': ['++'],
    in: ['of'],
    of: ['in'],
  },
  siblings: [
    ['push', 'unshift'],
    ['pop', 'shift'],
    ['push', 'add', 'concat'],
    ['min', 'max'],
    ['floor', 'ceil', 'round', 'trunc'],
    ['startsWith', 'endsWith', 'includes'],
    ['every', 'some'],
    ['keys', 'values', 'entries'],
    ['toLowerCase', 'toUpperCase'],
    ['trim', 'trimStart', 'trimEnd'],
    ['padStart', 'padEnd'],
    ['indexOf', 'lastIndexOf'],
    ['find', 'findLast', 'filter'],
    ['findIndex', 'findLastIndex', 'indexOf', 'find'],
    ['map', 'flatMap', 'forEach', 'filter'],
    ['reduce', 'reduceRight'],
    ['slice', 'splice', 'substring'],
    ['replace', 'replaceAll'],
    ['match', 'matchAll'],
    ['parseInt', 'parseFloat', 'Number'],
    ['isNaN', 'isInteger', 'isFinite'],
    ['has', 'get'],
    ['first', 'last', 'head', 'tail'],
    ['left', 'right'],
    ['start', 'end', 'stop'],
    ['prev', 'next', 'previous'],
    ['next', 'value', 'done'],
    ['parent', 'child', 'children'],
    ['row', 'col', 'column'],
    ['width', 'height'],
    ['x', 'y'],
    ['key', 'value', 'name', 'id'],
    ['from', 'to', 'of'],
    ['low', 'high'],
    ['lo', 'hi'],
    ['getDate', 'getDay'],
    ['getUTCDate', 'getDate'],
    ['getMonth', 'getUTCMonth'],
    ['getFullYear', 'getUTCFullYear'],
    ['getHours', 'getUTCHours'],
    ['all', 'allSettled', 'race', 'any'],
    ['sort', 'toSorted'],
    ['reverse', 'toReversed'],
    ['charCodeAt', 'codePointAt'],
    ['length', 'size'],
    ['MAX_VALUE', 'MAX_SAFE_INTEGER', 'MIN_VALUE'],
    ['POSITIVE_INFINITY', 'NEGATIVE_INFINITY'],
    ['resolve', 'reject'],
    ['log', 'log2', 'log10'],
    ['toString', 'toFixed'],
  ],
  words,
  idioms: javascriptIdioms,
  call: callParts,
  member(node) {
    if (node.type !== 'member_expression') return undefined;
    const object = childOf(node, 'object');
    const property = childOf(node, 'property');
    return object && property ? { object, property } : undefined;
  },
  index(node) {
    if (node.type !== 'subscript_expression') return undefined;
    const object = childOf(node, 'object');
    const index = childOf(node, 'index');
    return object && index ? { object, indexes: [index] } : undefined;
  },
  condition(node) {
    if (node.type.startsWith('switch')) return undefined;
    const condition = childOf(node, 'condition');
    return condition && condition.type !== ';' && condition.type !== 'empty_statement' ? unwrap(condition) : undefined;
  },
  branches(node) {
    if (node.type !== 'ternary_expression') return undefined;
    const yes = childOf(node, 'consequence');
    const no = childOf(node, 'alternative');
    return yes && no ? [yes, no] : undefined;
  },
  negated(node) {
    const isNot = node.type === 'unary_expression' && childOf(node, 'operator')?.type === '!';
    return isNot ? childOf(node, 'argument') : undefined;
  },
  assignment(node) {
    const declared = node.type === 'variable_declarator' || node.type === 'field_definition';
    const left = declared
      ? (childOf(node, 'name') ?? childOf(node, 'property'))
      : node.type.endsWith('assignment_expression')
        ? childOf(node, 'left')
        : undefined;
    const right = childOf(node, declared ? 'value' : 'right');
    return left && right ? { left, right } : undefined;
  },
  bound: boundNames,
  scopeOf(binding) {
    if (binding.type === 'catch_clause') return binding;
    if (binding.type === 'for_in_statement') return childOf(binding, 'kind')?.type === 'var' ? undefined : binding;
    // `var` has a declaration of another type.
    const isLexical = binding.type === 'variable_declarator' && binding.parent?.type === 'lexical_declaration';
    return isLexical ? binding.parent?.parent : undefined;
  },
  definedName,
};

function callParts(node: SyntaxNode): CallParts | undefined {
  if (node.type !== 'call_expression' && node.type !== 'new_expression') return undefined;
  const callee = childOf(node, 'function') ?? childOf(node, 'constructor');
  const list = childOf(node, 'arguments');
  return callee && list?.type === 'arguments' ? { callee, list, args: namedChildren(list) } : undefined;
}

const bindingTypes = new Set(['identifier', 'shorthand_property_identifier_pattern']);

function boundNames(node: SyntaxNode): readonly SyntaxNode[] {
  const holder =
    node.type === 'variable_declarator' || functionTypes.has(node.type)
      ? (childOf(node, 'parameters') ?? childOf(node, 'parameter') ?? childOf(node, 'name'))
      : node.type === 'for_in_statement'
        ? childOf(node, 'left')
        : node.type === 'catch_clause'
          ? childOf(node, 'parameter')
          : undefined;
  if (!holder) return [];
  return [...descendants(holder)].filter((at) => bindingTypes.has(at.type) && !isDefaultValue(at, holder));
}

/** In `(a, b = c)` the `c` is read, not bound. */
function isDefaultValue(node: SyntaxNode, holder: SyntaxNode): boolean {
  for (let at: SyntaxNode | undefined = node; at && at !== holder; at = at.parent)
    if (at.parent && at.field === 'right' && at.parent.type.endsWith('assignment_pattern')) return true;
    else if (at.field === 'value' && at.parent?.type.endsWith('_parameter')) return true;
    else if (at.type === 'type_annotation') return true;
  return false;
}

function definedName(node: SyntaxNode): SyntaxNode | undefined {
  if (node.type === 'variable_declarator' || node.type === 'field_definition')
    return childOf(node, 'name') ?? childOf(node, 'property');
  if (node.type === 'pair' && functionTypes.has(childOf(node, 'value')?.type ?? '')) return childOf(node, 'key');
  if (node.type === 'assignment_expression' && functionTypes.has(childOf(node, 'right')?.type ?? '')) {
    const left = childOf(node, 'left');
    return left && (childOf(left, 'property') ?? left);
  }
  const defines = functionTypes.has(node.type) || node.type === 'class_declaration' || node.type === 'class';
  return defines ? childOf(node, 'name') : undefined;
}
