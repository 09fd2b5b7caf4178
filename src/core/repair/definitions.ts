import type { ParsedFile } from './editSite.ts';
import type { SyntaxNode } from './syntaxParser.ts';
import { childOf, descendants, textOf } from './syntaxWalk.ts';

/** A function, method, class or top-level value of a file, and the names its text mentions. */
export interface Definition {
  readonly path: string;
  /** `*default*` for a default export without a name. */
  readonly name: string;
  readonly firstRow: number;
  readonly lastRow: number;
  /** Rows inside that belong to other definitions: the methods of a class. */
  readonly except: readonly (readonly [number, number])[];
  readonly mentions: ReadonlySet<string>;
}

const nameTypes =
  /^(identifier|property_identifier|private_property_identifier|shorthand_property_identifier|type_identifier|field_identifier)$/;
/** Members that run without being named by a caller. */
const implicit = /^(constructor|__\w+__|\[Symbol\.\w+\]|toString|toJSON|valueOf)$/;

/** What of a parsed file its definitions are read from. */
export type DefinedFile = Pick<ParsedFile, 'path' | 'source' | 'tree' | 'profile'>;

/** The definitions of a file that stand at its top level or in its classes; functions inside functions belong to the outer one. */
export function definitionsOf(file: DefinedFile): readonly Definition[] {
  const { profile, source } = file;
  const found: Definition[] = [];
  const visit = (node: SyntaxNode): void => {
    const isClass = profile.classTypes.has(node.type);
    const name = definedName(node, file);
    if (name !== undefined) found.push(define(node, name, file, isClass));
    if (name !== undefined && !isClass && profile.functionTypes.has(node.type)) return;
    if (
      name !== undefined &&
      !isClass &&
      profile.functionTypes.has(childOf(node, 'value')?.type ?? childOf(node, 'right')?.type ?? '')
    )
      return;
    if (profile.functionTypes.has(node.type) && !isWrapper(node, source)) return;
    node.children.forEach(visit);
  };
  visit(file.tree.root);
  return found;
}

/** The names that a stretch of a file mentions. */
export function mentionsIn(
  node: SyntaxNode,
  source: string,
  skip?: (node: SyntaxNode) => boolean,
): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (at: SyntaxNode): void => {
    if (skip?.(at)) return;
    if (nameTypes.test(at.type)) names.add(textOf(at, source));
    at.children.forEach(visit);
  };
  visit(node);
  return names;
}

function definedName(node: SyntaxNode, file: DefinedFile): string | undefined {
  const name = file.profile.definedName(node);
  const text = name && textOf(name, file.source);
  if (text === 'exports') return '*default*';
  if (text !== undefined) return text;
  const exported =
    node.parent?.type === 'export_statement' && node.parent.children.some((child) => child.type === 'default');
  return exported && file.profile.functionTypes.has(node.type) ? '*default*' : undefined;
}

function define(node: SyntaxNode, name: string, file: DefinedFile, isClass: boolean): Definition {
  const { profile, source, path } = file;
  const members = isClass ? [...descendants(node)].filter((at) => at !== node && isMember(at, node, file)) : [];
  const skip = (at: SyntaxNode): boolean => members.includes(at) && !implicit.test(definedName(at, file) ?? '');
  const mentions = new Set(mentionsIn(node, source, skip));
  // Whoever makes an object runs its constructor and the members that the language calls by itself.
  for (const member of members) {
    const own = definedName(member, file) ?? '';
    if (implicit.test(own)) mentions.add(own);
  }
  return {
    path,
    name,
    firstRow: node.parent?.type === 'decorated_definition' ? node.parent.startRow : node.startRow,
    lastRow: node.endRow,
    except: members.filter((at) => profile.functionTypes.has(at.type)).map((at) => [at.startRow, at.endRow] as const),
    mentions,
  };
}

function isMember(node: SyntaxNode, type: SyntaxNode, file: DefinedFile): boolean {
  if (!file.profile.functionTypes.has(node.type) || file.profile.definedName(node) === undefined) return false;
  for (let at = node.parent; at && at !== type; at = at.parent)
    if (file.profile.functionTypes.has(at.type)) return false;
  return true;
}

/** An immediately called function (UMD, IIFE) holds definitions rather than being one. */
function isWrapper(node: SyntaxNode, source: string): boolean {
  const above = node.parent?.type === 'parenthesized_expression' ? node.parent.parent : node.parent;
  return above?.type === 'call_expression' && /^\(?(function|\(|async)/.test(textOf(above, source));
}
