import { lstatSync } from 'node:fs';
import path from 'node:path';
import { throwIfAborted } from '../base/abort.ts';
import { isCoded } from '../base/errors.ts';
import type { Outliner } from '../core/context/chunk.ts';
import { chunkFile, isUnreadable } from '../core/context/chunkFile.ts';
import { chunkTerms } from '../core/context/chunkTerms.ts';
import type { CodeTokens } from '../core/context/codeTokens.ts';
import type { ContextIndex, IndexedFile } from '../core/context/contextIndex.ts';
import type { Embedder } from '../core/context/embedder.ts';
import { embeddingText } from '../core/context/embeddingText.ts';
import type { Workspace } from '../core/workspace/workspace.ts';

/** What turns files into rows of an index. */
export interface ContextBuildParts {
  readonly workspace: Pick<Workspace, 'path' | 'readFile'>;
  readonly index: ContextIndex;
  readonly embedder: Embedder;
  readonly outliner: Outliner;
  readonly tokens: CodeTokens;
}

const filesAWrite = 64;
/** A binary file shows itself by a zero byte early on, as git takes it. */
const binaryLook = 8_000;

/**
 * Reads files and puts them into the index, some at a time; each write is complete, so that an end in between loses nothing but the rest. A file
 * that is gone or cannot be read as text is put in without chunks, so that it is not tried again until it changes.
 */
export async function indexFiles(
  files: readonly string[],
  { parts, onDone }: { readonly parts: ContextBuildParts; readonly onDone: (files: number) => void },
  signal: AbortSignal,
): Promise<void> {
  for (let at = 0; at < files.length; at += filesAWrite) {
    const batch: IndexedFile[] = [];
    for (const file of files.slice(at, at + filesAWrite)) {
      throwIfAborted(signal);
      const row = await toIndexedFile(file, parts, signal);
      if (row) batch.push(row);
    }
    await parts.index.put(batch, signal);
    onDone(Math.min(files.length, at + filesAWrite));
  }
}

async function toIndexedFile(
  file: string,
  parts: ContextBuildParts,
  signal: AbortSignal,
): Promise<IndexedFile | undefined> {
  const stat = lstatSync(path.join(parts.workspace.path, file), { throwIfNoEntry: false });
  const found = stat?.isFile() ? await readOrSkip(file, parts, signal) : undefined;
  if (!stat || !found) return undefined;
  const stamp = { hash: found.state.hash ?? '', bytes: found.content.length, modifiedMs: stat.mtimeMs };
  const text = textOfBytes(found.content);
  const empty = { path: file, stamp, chunks: [], vectors: new Float32Array(0) };
  if (text === undefined || isUnreadable(text)) return empty;
  return { ...empty, ...(await chunkText(file, { text, parts }, signal)) };
}

/** The pieces of a text, with their terms and vectors, as an index takes them in. */
export async function chunkText(
  file: string,
  {
    text,
    parts,
  }: { readonly text: string; readonly parts: Pick<ContextBuildParts, 'outliner' | 'tokens' | 'embedder'> },
  signal: AbortSignal,
): Promise<Pick<IndexedFile, 'chunks' | 'vectors'>> {
  const { outliner, tokens, embedder } = parts;
  const chunks = chunkFile(file, text, await outliner.outline(file, text, signal));
  const indexed = chunks.map((chunk) => ({ chunk, terms: chunkTerms(tokens, file, chunk) }));
  const inputs = indexed.map(({ chunk, terms }) => ({
    text: embedder.remote ? embeddingText(file, chunk) : '',
    terms,
  }));
  return { chunks: indexed, vectors: await embedder.embed(inputs, 'document', signal) };
}

async function readOrSkip(file: string, { workspace }: ContextBuildParts, signal: AbortSignal) {
  try {
    return await workspace.readFile(file, signal);
  } catch (error) {
    // Behind a link that leaves the workspace, or changed into something else meanwhile.
    if (isCoded(error, 'workspace.unsafePath')) return undefined;
    throw error;
  }
}

/** A file's bytes as text; undefined where they are none. */
export function textOfBytes(content: Uint8Array): string | undefined {
  if (content.subarray(0, binaryLook).includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    // Not UTF-8: what is no text has no words to find.
    return undefined;
  }
}
