import type { EditFamily } from './candidateEdit.ts';
import type { LanguageProfile } from './language/languageProfile.ts';
import type { MemberUses } from './memberUses.ts';
import type { Observation } from './observation.ts';
import type { ScopeName, ScopeNames } from './scopeNames.ts';
import { type Slot, slotOf } from './slot.ts';
import type { SyntaxNode, SyntaxTree } from './syntaxParser.ts';
import { descendants, indentOf, textOf } from './syntaxWalk.ts';

/** A parsed file with what the operators ask about it. */
export interface ParsedFile {
  readonly path: string;
  readonly source: string;
  readonly tree: SyntaxTree;
  readonly profile: LanguageProfile;
  readonly names: ScopeNames;
  readonly members: MemberUses;
  /** Nodes by the row they begin on, outer before inner. */
  readonly byRow: ReadonlyMap<number, readonly SyntaxNode[]>;
}

/** One node that operators look at, with its surroundings. */
export interface EditSite {
  readonly file: ParsedFile;
  readonly profile: LanguageProfile;
  readonly node: SyntaxNode;
  readonly slot: Slot | undefined;
  /** The innermost function around the node. */
  readonly owner: SyntaxNode | undefined;
  readonly observed: Observation;
  text(node: SyntaxNode): string;
  /** Names visible here, the node's own text left out. */
  visible(): readonly ScopeName[];
}

/** What an operator proposes; the search adds path, line and operator. */
export interface EditDraft {
  readonly startIndex: number;
  readonly endIndex: number;
  readonly replacement: string;
  readonly prior: number;
  readonly description: string;
  /** When it differs from the operator's own. */
  readonly family?: EditFamily;
}

/** One family of edits: given a node, the small changes that could be meant there. */
export interface EditOperator {
  readonly name: string;
  readonly family: EditFamily;
  drafts(site: EditSite): Iterable<EditDraft>;
}

/** Groups a tree's nodes by the row they begin on. */
export function nodesByRow(root: SyntaxNode): ReadonlyMap<number, readonly SyntaxNode[]> {
  const rows = new Map<number, SyntaxNode[]>();
  for (const node of descendants(root)) {
    const row = rows.get(node.startRow);
    if (row) row.push(node);
    else rows.set(node.startRow, [node]);
  }
  return rows;
}

/** The site of a node. */
export function siteOf(file: ParsedFile, node: SyntaxNode, observed: Observation): EditSite {
  const { profile, source } = file;
  let owner = node.parent;
  while (owner && !profile.functionTypes.has(owner.type)) owner = owner.parent;
  const text = (at: SyntaxNode): string => textOf(at, source);
  return {
    file,
    profile,
    node,
    slot: slotOf(node, profile),
    owner,
    observed,
    text,
    visible: () => file.names.visibleAt(node).filter((name) => name.name !== text(node)),
  };
}

/** How a function is called in the file: its own name, or that of what it is kept in. */
export function nameOfFunction({ profile, text }: EditSite, at: SyntaxNode): string | undefined {
  const name = profile.functionTypes.has(at.type)
    ? (profile.definedName(at) ?? (at.parent && profile.definedName(at.parent)))
    : undefined;
  return name && text(name);
}

/** The last name of what a call calls: `push` of `xs.push`. */
export function calledName({ profile, text }: EditSite, callee: SyntaxNode): string {
  return text(profile.member(callee)?.property ?? callee);
}

/** Replaces a node's text. */
export function replaceNode(site: EditSite, node: SyntaxNode, replacement: string, prior: number): EditDraft {
  const description = `replaces \`${shown(site.text(node))}\` with \`${shown(replacement)}\``;
  return { startIndex: node.startIndex, endIndex: node.endIndex, replacement, prior, description };
}

/** Exchanges the text of two nodes that do not overlap, the first one first. */
export function exchange(site: EditSite, first: SyntaxNode, second: SyntaxNode, prior: number): EditDraft {
  const between = site.file.source.slice(first.endIndex, second.startIndex);
  return {
    startIndex: first.startIndex,
    endIndex: second.endIndex,
    replacement: site.text(second) + between + site.text(first),
    prior,
    description: `swaps \`${shown(site.text(first))}\` and \`${shown(site.text(second))}\``,
  };
}

/** Puts a statement before or behind the site's own. */
export function addStatement(site: EditSite, statement: string, where: 'before' | 'after', prior: number): EditDraft {
  const { node, file } = site;
  const indent = indentOf(node, file.source);
  const at = where === 'before' ? node.startIndex : node.endIndex;
  return {
    startIndex: at,
    endIndex: at,
    replacement: where === 'before' ? `${statement}\n${indent}` : `\n${indent}${statement}`,
    prior,
    description: `adds \`${shown(statement)}\``,
  };
}

/** A text as it is shown in one line. */
export function shown(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
