import type { SyntaxLanguage, SyntaxNode, SyntaxTree } from '../syntaxParser.ts';
import type { LanguageIdioms } from './languageIdioms.ts';

/** A call taken apart. `args` are the argument expressions in order. */
export interface CallParts {
  readonly callee: SyntaxNode;
  readonly list: SyntaxNode;
  readonly args: readonly SyntaxNode[];
}

/** How the language spells what the operators write. Arguments are source text. */
export interface LanguageWords {
  readonly and: string;
  readonly or: string;
  readonly yes: string;
  readonly no: string;
  readonly nothing: string;
  readonly equals: string;
  /** The object that a method belongs to, when it has a name. */
  readonly self: string | undefined;
  /** Less and more than every number; none where a language has no word for them. */
  readonly infinities: readonly string[];
  /** Ends a simple statement: `;` or nothing. */
  readonly end: string;
  not(text: string): string;
  length(text: string): string;
  isEmpty(text: string): string;
  isNothing(text: string): string;
  isSomething(text: string): string;
  notEmpty(text: string): string;
  /** Where a language has two kinds of nothing: not the one for what was never given. */
  isDefined?(text: string): string;
  /** An early exit for a line that is indented by `indent`. `body` is a statement without its end. */
  guard(condition: string, body: string, indent: string): string;
  /** The other branch of an `if` whose line is indented by `indent`, to be put behind it. */
  otherwise(statement: string, indent: string): string;
  callOf(name: 'max' | 'min' | 'abs', args: readonly string[]): string;
  copies(text: string): readonly string[];
  /** Rounds or converts a number, most usual first. */
  numbers(text: string): readonly string[];
  texts(text: string): readonly string[];
  /** A list with these elements. */
  list(text: string): string;
  append(collection: string, element: string): string;
  /** Sets take an element by `add`. */
  readonly hasSets: boolean;
  integerDivision(left: string, right: string): string;
  ternary(condition: string, yes: string, no: string): string;
}

/** What of a file its language is asked about. */
export interface ProfiledFile {
  readonly path: string;
  readonly source: string;
  readonly tree: SyntaxTree;
}

/**
 * What the operators must know of one language: the grammar's node types and the words to write.
 * Another language is another implementation of this interface and a line in `profileOf`.
 */
export interface LanguageProfile {
  readonly languages: readonly SyntaxLanguage[];
  /** The operators that suit the language, by name; all when absent. */
  readonly operators?: ReadonlySet<string>;
  readonly functionTypes: ReadonlySet<string>;
  readonly classTypes: ReadonlySet<string>;
  readonly blockTypes: ReadonlySet<string>;
  readonly statementTypes: ReadonlySet<string>;
  readonly loopTypes: ReadonlySet<string>;
  /** Nodes that make a value and can be replaced by another expression. */
  readonly expressionTypes: ReadonlySet<string>;
  readonly numberTypes: ReadonlySet<string>;
  /** Alternatives of each operator token, most usual fix first. */
  readonly alternatives: Readonly<Record<string, readonly string[]>>;
  /** Names that are used for one another, one array per family. */
  readonly siblings: readonly (readonly string[])[];
  readonly words: LanguageWords;
  readonly idioms: LanguageIdioms;
  call(node: SyntaxNode): CallParts | undefined;
  member(node: SyntaxNode): { readonly object: SyntaxNode; readonly property: SyntaxNode } | undefined;
  index(node: SyntaxNode): { readonly object: SyntaxNode; readonly indexes: readonly SyntaxNode[] } | undefined;
  /** The condition (without parentheses) of an if, while, for or conditional expression. */
  condition(node: SyntaxNode): SyntaxNode | undefined;
  /** The two values of a conditional expression. */
  branches(node: SyntaxNode): readonly [SyntaxNode, SyntaxNode] | undefined;
  /** The operand of a negation, or undefined. */
  negated(node: SyntaxNode): SyntaxNode | undefined;
  /** Target and value of an assignment or declaration; augmented ones included. */
  assignment(node: SyntaxNode): { readonly left: SyntaxNode; readonly right: SyntaxNode } | undefined;
  /** Names a node itself binds (parameters, declarations, loop variables), as identifier nodes. */
  bound(node: SyntaxNode): readonly SyntaxNode[];
  /** The part of a function in which a name is known that this node binds, where that is less than the function. */
  scopeOf?(binding: SyntaxNode): SyntaxNode | undefined;
  /** Name of the function, class or top-level value a node defines. */
  definedName(node: SyntaxNode): SyntaxNode | undefined;
  /** The known files that a file uses, where the language has rules of its own for that. */
  imports?(file: ProfiledFile, known: ReadonlySet<string>): readonly string[];
  /** The function that is the test of this title, where the language has rules of its own for that. */
  testBody?(file: ProfiledFile, title: string): SyntaxNode | undefined;
}

/** The two sides and the operator of a binary expression, any language whose grammar names its fields so. */
export interface BinaryParts {
  readonly left: SyntaxNode;
  readonly operator: SyntaxNode;
  readonly right: SyntaxNode;
}

const binaryTypes = new Set(['binary_expression', 'binary_operator', 'boolean_operator', 'comparison_operator']);

/** The parts of a binary expression; a chained comparison (`a < b < c`) has none. */
export function binaryParts(node: SyntaxNode): BinaryParts | undefined {
  if (!binaryTypes.has(node.type)) return undefined;
  const parts = node.children.filter((child) => child.type !== 'comment');
  const [left, operator, right] = parts;
  return parts.length === 3 && left && operator && right ? { left, operator, right } : undefined;
}

/** A sum or a difference. */
export function isSum(node: SyntaxNode | undefined): boolean {
  return node !== undefined && /^[-+]$/.test(binaryParts(node)?.operator.type ?? '');
}

/** The operator tokens of a node: one for binary, unary and augmented forms, several for a chained comparison. */
export function operatorTokens(node: SyntaxNode): readonly SyntaxNode[] {
  return node.children.filter((child) => child.field === 'operator' || child.field === 'operators');
}
