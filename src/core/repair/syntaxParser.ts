/** The languages that have a grammar and a language profile. */
export type SyntaxLanguage = 'javascript' | 'typescript' | 'tsx' | 'python' | 'go';

/**
 * A node of a parsed file: plain, immutable, with no tie to the parser that made it.
 * Indexes count UTF-16 units from the file's start, end exclusive; rows and columns begin at 0.
 */
export interface SyntaxNode {
  /** The grammar's name of the node (`binary_expression`), or the token itself (`<=`) when not named. */
  readonly type: string;
  readonly named: boolean;
  /** The parent's name for this place (`left`, `condition`), when it has one. */
  readonly field: string | undefined;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly startRow: number;
  readonly startColumn: number;
  readonly endRow: number;
  readonly children: readonly SyntaxNode[];
  readonly parent: SyntaxNode | undefined;
}

/** A parsed file. `errors` counts places the grammar could not make sense of: 0 for a well-formed file. */
export interface SyntaxTree {
  readonly language: SyntaxLanguage;
  readonly source: string;
  readonly root: SyntaxNode;
  readonly errors: number;
}

/**
 * Port: parses source text into a tree.
 *
 * Contract: never fails on malformed text (`errors` says so); a missing grammar is CodedError `syntax.grammarMissing`.
 * Trees stay valid for ever. `countErrors` equals `parse().errors` and is several times cheaper: it builds no nodes.
 * The signal is honoured before work begins: one parse is short.
 */
export interface SyntaxParser {
  parse(language: SyntaxLanguage, source: string, signal: AbortSignal): Promise<SyntaxTree>;
  countErrors(language: SyntaxLanguage, source: string, signal: AbortSignal): Promise<number>;
}

const byExtension: Readonly<Record<string, SyntaxLanguage>> = {
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascript',
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'tsx',
  py: 'python',
  go: 'go',
};

/** The language of a path by its extension, or undefined when repair does not read it. */
export function languageOf(path: string): SyntaxLanguage | undefined {
  if (/\.d\.[mc]?ts$/.test(path)) return undefined;
  const extension = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase();
  return extension !== undefined && Object.hasOwn(byExtension, extension) ? byExtension[extension] : undefined;
}
