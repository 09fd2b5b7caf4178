// The documents of the benchmark: pieces of real code, with the terms and vectors that every engine gets, and questions about them.
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { Outliner } from '../../src/core/context/chunk.ts';
import { chunkFile, isUnreadable } from '../../src/core/context/chunkFile.ts';
import { chunkTerms, queryTerms } from '../../src/core/context/chunkTerms.ts';
import { CodeTokens } from '../../src/core/context/codeTokens.ts';
import { createHashedEmbedder } from '../../src/core/context/hashedEmbedder.ts';
import { sourceFiles } from './corpus.ts';

/** A piece of code as the peers get it: `text` is its terms, so that all split words alike. */
export interface BenchDocument {
  readonly id: number;
  readonly path: string;
  readonly name: string;
  readonly text: string;
}

export interface BenchQuestion {
  readonly text: string;
  /** Its terms, as an engine without our splitting gets them. */
  readonly terms: string;
  readonly vector: readonly number[];
}

const questionCount = 300;
export const dims = 256;

/** Writes documents, their vectors and questions into a folder. Throws when there is not enough installed code. */
export async function prepare(folder: string, count: number, outliner: Outliner): Promise<void> {
  const { signal } = new AbortController();
  const tokens = new CodeTokens();
  const embedder = createHashedEmbedder();
  const [documents, vectors] = ['documents.jsonl', 'vectors.f32'].map((name) => openSync(path.join(folder, name), 'w'));
  const asked: string[] = [];
  let done = 0;
  for (const file of sourceFiles()) {
    if (done >= count) break;
    if (isUnreadable(file.text)) continue;
    const chunks = chunkFile(file.path, file.text, await outliner.outline(file.path, file.text, signal));
    const kept = chunks.slice(0, count - done);
    const terms = kept.map((chunk) => chunkTerms(tokens, file.path, chunk));
    const lines = kept.map((chunk, at) => {
      const text = tokens.read(`${chunk.doc}\n${chunk.text}`).join(' ');
      return JSON.stringify({ id: done + at, path: file.path, name: chunk.name, text } satisfies BenchDocument);
    });
    writeSync(documents ?? 0, lines.map((line) => `${line}\n`).join(''));
    const made = await embedder.embed(
      terms.map((one) => ({ text: '', terms: one })),
      'document',
      signal,
    );
    writeSync(vectors ?? 0, new Uint8Array(made.buffer));
    for (const { doc, name } of kept) asked.push(...questionsOf(doc, name));
    done += kept.length;
  }
  closeSync(documents ?? 0);
  closeSync(vectors ?? 0);
  if (done < count)
    throw new Error(`only ${done} pieces of code are installed; ${count} are needed: npm ci, also in bench`);
  const step = Math.max(1, Math.floor(asked.length / questionCount));
  const questions: BenchQuestion[] = [];
  for (const text of asked.filter((_, at) => at % step === 0).slice(0, questionCount)) {
    const terms = queryTerms(tokens, text);
    const vector = await embedder.embed([{ text, terms }], 'query', signal);
    questions.push({ text, terms: [...terms.keys()].join(' '), vector: [...vector] });
  }
  writeFileSync(path.join(folder, 'questions.json'), JSON.stringify(questions));
}

/** The first sentence of a comment, and every fourth time the name of what it is about. */
function questionsOf(doc: string, name: string): readonly string[] {
  const [first = ''] = doc.split(/\n|(?<=\.)\s/);
  if (first.length < 25 || first.length > 200 || !/[a-z] [a-z]/.test(first)) return [];
  return doc.length % 4 === 0 && name !== '' ? [name] : [first];
}

/** The first documents of a folder with their vectors, one after the other. */
export function* documents(
  folder: string,
  count: number,
): Generator<BenchDocument & { readonly vector: Float32Array }> {
  const vectors = readFileSync(path.join(folder, 'vectors.f32'));
  let at = 0;
  for (const line of readFileSync(path.join(folder, 'documents.jsonl'), 'utf8').split('\n')) {
    if (at >= count) return;
    const bytes = vectors.subarray(at * dims * 4, (at + 1) * dims * 4);
    yield { ...(JSON.parse(line) as BenchDocument), vector: new Float32Array(new Uint8Array(bytes).buffer) };
    at++;
  }
}

export function readQuestions(folder: string): readonly BenchQuestion[] {
  return JSON.parse(readFileSync(path.join(folder, 'questions.json'), 'utf8')) as readonly BenchQuestion[];
}
