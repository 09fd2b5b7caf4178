import { Parser, Query, type QueryMatch } from 'web-tree-sitter';
import { throwIfAborted } from '../../base/abort.ts';
import type { Definition, Outliner } from '../../core/context/chunk.ts';
import { languageOf, type SyntaxLanguage } from '../../core/repair/syntaxParser.ts';
import { loadGrammar, startTreeSitter, type TreeSitterOptions } from './grammar.ts';
import { outlineQueries } from './outlineQueries.ts';

interface Reader {
  readonly parser: Parser;
  readonly query: Query;
}

const longestName = 120;

/**
 * Finds definitions by queries that run inside tree-sitter: no tree is copied, so a file takes little more than its parse.
 * Grammars are read when first needed.
 */
export async function createTreeSitterOutliner(options: TreeSitterOptions): Promise<Outliner> {
  await startTreeSitter(options);
  const readers = new Map<SyntaxLanguage, Promise<Reader>>();
  const readerFor = (language: SyntaxLanguage): Promise<Reader> => {
    const known = readers.get(language);
    if (known) return known;
    const loading = openReader(options.grammarFolder, language);
    readers.set(language, loading);
    return loading;
  };
  return {
    async outline(path, text, signal) {
      throwIfAborted(signal);
      const language = languageOf(path.replace(/\.d(\.[mc]?ts)$/, '$1'));
      return language && definitionsIn(await readerFor(language), text);
    },
  };
}

async function openReader(folder: string, language: SyntaxLanguage): Promise<Reader> {
  const grammar = await loadGrammar(folder, language);
  const parser = new Parser();
  parser.setLanguage(grammar);
  return { parser, query: new Query(grammar, outlineQueries[language]) };
}

function definitionsIn({ parser, query }: Reader, text: string): readonly Definition[] {
  const tree = parser.parse(text);
  if (!tree) throw new Error('tree-sitter gave no tree though nothing cancelled it');
  try {
    const found = query.matches(tree.rootNode).flatMap((match) => toDefinition(match) ?? []);
    return found.sort((a, b) => a.startRow - b.startRow || b.endRow - a.endRow);
  } finally {
    tree.delete();
  }
}

function toDefinition({ captures }: QueryMatch): Definition | undefined {
  const whole = captures.find(({ name }) => name !== 'name' && name !== 'called');
  const name = captures.find((capture) => capture.name === 'name');
  if (!whole || !name) return undefined;
  return {
    kind: whole.name as Definition['kind'],
    name: plainName(name.node.text),
    startRow: whole.node.startPosition.row,
    endRow: whole.node.endPosition.row,
  };
}

/** `exports.parse`, `Router.prototype.parse` and `'parse'` are parse. */
function plainName(text: string): string {
  const quoted = /^(['"`])([\s\S]*)\1$/.exec(text)?.[2];
  return (quoted ?? text.slice(text.lastIndexOf('.') + 1)).replace(/\s+/g, ' ').slice(0, longestName);
}
