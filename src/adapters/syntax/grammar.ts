import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Language, Parser } from 'web-tree-sitter';
import { CodedError } from '../../base/errors.ts';
import type { SyntaxLanguage } from '../../core/repair/syntaxParser.ts';

/** Where the grammars lie: `tree-sitter-<language>.wasm` files, and `web-tree-sitter.wasm` when it is not beside the library. */
export interface TreeSitterOptions {
  readonly grammarFolder: string;
  /** Absolute path of the runtime's own WASM file; by default the library finds it in its package. */
  readonly runtimePath?: string;
}

/** Starts the runtime, once for the process. */
export async function startTreeSitter({ runtimePath }: TreeSitterOptions): Promise<void> {
  await Parser.init(runtimePath === undefined ? undefined : { locateFile: () => runtimePath });
}

/** Reads a grammar. Throws `syntax.grammarMissing`. */
export async function loadGrammar(folder: string, language: SyntaxLanguage): Promise<Language> {
  const path = join(folder, `tree-sitter-${language}.wasm`);
  try {
    return await Language.load(new Uint8Array(await readFile(path)));
  } catch (error) {
    throw new CodedError('syntax.grammarMissing', `The grammar for ${language} could not be loaded.`, {
      cause: error,
      hint: 'Reinstall Loopwright: a file of the package is missing or damaged.',
      details: { language, path },
    });
  }
}
