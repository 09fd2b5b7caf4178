import { createHash } from 'node:crypto';
import { chunkFile } from '../../src/core/context/chunkFile.ts';
import { chunkTerms } from '../../src/core/context/chunkTerms.ts';
import { CodeTokens } from '../../src/core/context/codeTokens.ts';
import type { IndexedFile } from '../../src/core/context/contextIndex.ts';
import type { Embedder } from '../../src/core/context/embedder.ts';

const tokens = new CodeTokens();

/** A text as the row of an index, without a grammar: in sections or stretches of lines. */
export async function contextRow(path: string, text: string, embedder: Embedder): Promise<IndexedFile> {
  const chunks = chunkFile(path, text, undefined);
  const indexed = chunks.map((chunk) => ({ chunk, terms: chunkTerms(tokens, path, chunk) }));
  const inputs = indexed.map(({ terms }) => ({ text: '', terms }));
  const vectors = await embedder.embed(inputs, 'document', new AbortController().signal);
  const hash = createHash('sha256').update(text).digest('hex');
  return { path, stamp: { hash, bytes: text.length, modifiedMs: 1 }, chunks: indexed, vectors };
}
