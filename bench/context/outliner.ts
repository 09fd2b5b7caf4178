import path from 'node:path';
import { createTreeSitterOutliner } from '../../src/adapters/syntax/treeSitterOutliner.ts';

const grammarFolder = path.resolve(import.meta.dirname, '../../node_modules/@vscode/tree-sitter-wasm/wasm');

/** What finds definitions, with the grammars of the checkout. */
export function openBenchOutliner() {
  return createTreeSitterOutliner({ grammarFolder });
}
