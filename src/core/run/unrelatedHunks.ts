import type { FileChange } from '../evidence/fileChange.ts';
import { applyHunks, type Hunk } from '../patch/hunks.ts';
import { languageOf, type SyntaxNode, type SyntaxParser, type SyntaxTree } from '../repair/syntaxParser.ts';
import { descendants, textOf } from '../repair/syntaxWalk.ts';

/** What a hunk is that leaves the program the same. */
export type UnrelatedKind = 'white-space' | 'comment' | 'import-order';

/** Every hunk costs a parse of the file; a file that is rewritten is looked at as a whole anyway. */
const mostHunks = 100;

interface Reading {
  readonly parser: SyntaxParser;
  readonly signal: AbortSignal;
}

/** Comments that tools and compilers obey. */
const directive =
  /@ts-|eslint|biome-|prettier-|\bnoqa\b|type:\s*ignore|pyright:|mypy:|ruff:|pylint:|istanbul|c8 ignore|v8 ignore|webpack|@vite|@jsx|@flow|^#!|coding[:=]|\/\/\/\s*<|sourceMappingURL|pragma|@(?:type|param|returns?|template|typedef|satisfies|overload)\b/;

/**
 * For each hunk the kind that makes it unrelated, or undefined. Each is applied alone and the trees compared: equal but for
 * positions is white space, equal but for comments a comment, equal but for the order of import statements an import order.
 */
export async function hunkKinds(
  { path, before, after }: FileChange,
  hunks: readonly Hunk[],
  reading: Reading,
): Promise<readonly (UnrelatedKind | undefined)[]> {
  if (before === undefined || after === undefined || hunks.length > mostHunks) return hunks.map(() => undefined);
  const alone = hunks.map((hunk) => applyHunks(before, hunks, new Set([hunk.id])));
  if (path.endsWith('.json')) return alone.map((text) => (sameJson(before, text) ? 'white-space' : undefined));
  const language = languageOf(path);
  if (language === undefined) return hunks.map(() => undefined);
  const { parser, signal } = reading;
  const old = await parser.parse(language, before, signal);
  if (old.errors > 0) return hunks.map(() => undefined);
  const kinds: (UnrelatedKind | undefined)[] = [];
  for (const text of alone) kinds.push(kindOf(old, await parser.parse(language, text, signal)));
  const isCode = kinds.map((kind) => kind === undefined);
  const whole = await parser.parse(language, after, signal);
  return kinds.map((kind, at) => (kind === 'comment' && isBeside(whole, hunks, { at, isCode }) ? undefined : kind));
}

function kindOf(old: SyntaxTree, now: SyntaxTree): UnrelatedKind | undefined {
  if (now.errors > 0) return undefined;
  if (shape(old.root, old.source) === shape(now.root, now.source)) {
    const [before, after] = [comments(old), comments(now)];
    if (before.join('\n') === after.join('\n')) return 'white-space';
    const touched = [...before, ...after].filter((text) => !(before.includes(text) && after.includes(text)));
    return touched.some((text) => directive.test(text)) ? undefined : 'comment';
  }
  const [imports, others] = [old, now].map(split) as [Split, Split];
  const sameRest = imports.rest === others.rest && imports.comments === others.comments;
  return sameRest && imports.list.toSorted().join('\n') === others.list.toSorted().join('\n')
    ? 'import-order'
    : undefined;
}

/** Node types and the texts of leaves, without positions and comments. Texts that hold white space of their own are taken whole. */
function shape(root: SyntaxNode, source: string): string {
  const out: string[] = [];
  // A stack of our own: code may be nested deeper than calls can be.
  const stack: (SyntaxNode | ')')[] = [root];
  for (let next = stack.pop(); next; next = stack.pop()) {
    if (next === ')') out.push(next);
    else if (next.children.length === 0 || /string|template|regex|jsx_text|interpolation/.test(next.type)) {
      if (next.type !== 'comment') out.push(`${next.type}=${JSON.stringify(textOf(next, source))} `);
    } else {
      out.push(`${next.type}(`);
      stack.push(')', ...next.children.toReversed());
    }
  }
  return out.join('');
}

function comments({ root, source }: SyntaxTree): readonly string[] {
  return [...descendants(root)].filter(({ type }) => type === 'comment').map((node) => plain(textOf(node, source)));
}

/** A comment that only moved right has not changed. */
function plain(comment: string): string {
  return comment.replace(/\s+/g, ' ').trim();
}

interface Split {
  readonly list: readonly string[];
  readonly rest: string;
  readonly comments: string;
}

function split(tree: SyntaxTree): Split {
  const isImport = ({ type }: SyntaxNode): boolean => /^(import_statement|import_from_statement)$/.test(type);
  const list = tree.root.children.filter(isImport).map((node) => shape(node, tree.source));
  const rest = tree.root.children.filter((node) => !isImport(node)).map((node) => shape(node, tree.source));
  return { list, rest: rest.join(''), comments: comments(tree).toSorted().join('\n') };
}

/** True when the comment stands in, or right above, a piece of top-level code in which code changes too. */
function isBeside(
  { root }: SyntaxTree,
  hunks: readonly Hunk[],
  { at, isCode }: { readonly at: number; readonly isCode: readonly boolean[] },
): boolean {
  const pieceOf = (hunk: Hunk | undefined): SyntaxNode | undefined => {
    const rows = hunk?.rows.filter((row) => row.kind === 'added') ?? [];
    const row = (rows.at(-1)?.newLine ?? hunk?.newStart ?? 1) - 1;
    return root.children.find(({ type, endRow }) => type !== 'comment' && endRow >= row);
  };
  const own = pieceOf(hunks[at]);
  return hunks.some((hunk, other) => isCode[other] === true && pieceOf(hunk) === own);
}

function sameJson(before: string, after: string): boolean {
  try {
    return JSON.stringify(JSON.parse(before)) === JSON.stringify(JSON.parse(after));
  } catch {
    return false;
  }
}
