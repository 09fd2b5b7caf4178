import { Parser, type Tree, type TreeCursor } from 'web-tree-sitter';
import { throwIfAborted } from '../../base/abort.ts';
import type { SyntaxLanguage, SyntaxNode, SyntaxParser, SyntaxTree } from '../../core/repair/syntaxParser.ts';
import { loadGrammar, startTreeSitter, type TreeSitterOptions } from './grammar.ts';

/**
 * A parser on tree-sitter grammars compiled to WASM. Each grammar is read when first needed.
 * The runtime (web-tree-sitter 0.27) takes grammars of ABI 13 to 15; those of @vscode/tree-sitter-wasm 0.3 are 14 and 15.
 */
export async function createTreeSitterParser(options: TreeSitterOptions): Promise<SyntaxParser> {
  await startTreeSitter(options);
  const parsers = new Map<SyntaxLanguage, Promise<Parser>>();

  const parserFor = (language: SyntaxLanguage): Promise<Parser> => {
    const known = parsers.get(language);
    if (known) return known;
    const loading = loadParser(options.grammarFolder, language);
    parsers.set(language, loading);
    return loading;
  };

  const withTree = async <T>(language: SyntaxLanguage, source: string, use: (tree: Tree) => T): Promise<T> => {
    const parser = await parserFor(language);
    const tree = parser.parse(source);
    if (!tree) throw new Error('tree-sitter gave no tree though nothing cancelled it');
    try {
      return use(tree);
    } finally {
      tree.delete();
    }
  };

  return {
    async parse(language, source, signal) {
      throwIfAborted(signal);
      return withTree(language, source, (tree) => copyTree(tree, language, source));
    },
    async countErrors(language, source, signal) {
      throwIfAborted(signal);
      return withTree(language, source, (tree) => (tree.rootNode.hasError ? countErrors(tree) : 0));
    },
  };
}

async function loadParser(folder: string, language: SyntaxLanguage): Promise<Parser> {
  const grammar = await loadGrammar(folder, language);
  const parser = new Parser();
  parser.setLanguage(grammar);
  return parser;
}

type Draft = { -readonly [K in keyof SyntaxNode]: SyntaxNode[K] } & { children: SyntaxNode[] };

function copyTree(tree: Tree, language: SyntaxLanguage, source: string): SyntaxTree {
  const rows = lineStarts(source);
  const cursor = tree.walk();
  let errors = 0;
  const take = (parent: Draft | undefined): Draft => {
    if (isBroken(cursor)) errors++;
    const draft = copyNode(cursor, rows, parent);
    parent?.children.push(draft);
    return draft;
  };
  try {
    const root = take(undefined);
    walk(cursor, root, take);
    return { language, source, root, errors };
  } finally {
    cursor.delete();
  }
}

/** Walks without recursion: machine-written sources nest deeper than the stack. */
function walk(cursor: TreeCursor, root: Draft, take: (parent: Draft | undefined) => Draft): void {
  const path: Draft[] = [root];
  for (;;) {
    const last = path.at(-1);
    if (!last) return;
    if (cursor.gotoFirstChild()) {
      path.push(take(last));
      continue;
    }
    for (;;) {
      path.pop();
      const parent = path.at(-1);
      if (!parent) return;
      if (cursor.gotoNextSibling()) {
        path.push(take(parent));
        break;
      }
      cursor.gotoParent();
    }
  }
}

function copyNode(cursor: TreeCursor, rows: readonly number[], parent: Draft | undefined): Draft {
  const startIndex = cursor.startIndex;
  const endIndex = cursor.endIndex;
  const startRow = rowOf(rows, startIndex);
  return {
    type: cursor.nodeType,
    named: cursor.nodeIsNamed,
    field: cursor.currentFieldName ?? undefined,
    startIndex,
    endIndex,
    startRow,
    startColumn: startIndex - (rows[startRow] ?? 0),
    endRow: rowOf(rows, endIndex),
    children: [],
    parent,
  };
}

function countErrors(tree: Tree): number {
  const cursor = tree.walk();
  let errors = 0;
  try {
    for (;;) {
      if (isBroken(cursor)) errors++;
      if (cursor.gotoFirstChild()) continue;
      while (!cursor.gotoNextSibling()) if (!cursor.gotoParent()) return errors;
    }
  } finally {
    cursor.delete();
  }
}

function isBroken(cursor: TreeCursor): boolean {
  return cursor.nodeType === 'ERROR' || cursor.nodeIsMissing;
}

function lineStarts(source: string): number[] {
  const starts = [0];
  for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The row of an index, by bisection. */
function rowOf(starts: readonly number[], index: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}
