// How well questions with known answers are answered: by words alone, by vectors alone, by both, and by both with links between what is defined and what names it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openSqliteContextIndex } from '../../src/adapters/context/sqliteContextIndex.ts';
import { chunkTerms } from '../../src/core/context/chunkTerms.ts';
import { CodeTokens } from '../../src/core/context/codeTokens.ts';
import type { ContextHit, ContextIndex } from '../../src/core/context/contextIndex.ts';
import { type ContextQuery, fullQuery } from '../../src/core/context/contextQuery.ts';
import type { Embedder } from '../../src/core/context/embedder.ts';
import { createHashedEmbedder } from '../../src/core/context/hashedEmbedder.ts';
import type { Question, RetrievalSet } from './retrievalSet.ts';

/** How a question is put. */
export const ways = {
  lexical: { strategy: 'sparse-first', denseWeight: 0, graphWeight: 0 },
  dense: { strategy: 'dense-first', sparseWeight: 0, graphWeight: 0 },
  hybrid: { graphWeight: 0 },
  hybridGraph: { graphWeight: 0.1 },
} as const satisfies Record<string, ContextQuery>;
export type Way = keyof typeof ways;

/** The place of the first right answer among the first 10, from 1; Infinity when none is. */
export interface Answered extends Pick<Question, 'kind'> {
  readonly set: string;
  readonly half: RetrievalSet['half'];
  readonly text: string;
  readonly ranks: Readonly<Record<Way, number>>;
}

export interface Quality {
  /** Share of questions with a right answer among the first 10. */
  readonly recall10: number;
  /** Mean of 1 / place of the first right answer among the first 10. */
  readonly mrr: number;
}

const { signal } = new AbortController();
const k = 10;

/** Asks every question of a set in every way. */
export async function answerSet(set: RetrievalSet): Promise<readonly Answered[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'loopwright-quality-'));
  const embedder = createHashedEmbedder();
  const open = (name: string) =>
    openSqliteContextIndex({ file: path.join(folder, name), embedder, nowMs: () => 0, notice: fail });
  const [whole, bare] = [open('whole.db'), open('bare.db')];
  try {
    await fill(whole, { set, embedder, withDocs: true });
    await fill(bare, { set, embedder, withDocs: false });
    const answered: Answered[] = [];
    for (const question of set.questions) {
      const index = question.kind === 'doc' ? bare : whole;
      const ranks = { lexical: 0, dense: 0, hybrid: 0, hybridGraph: 0 };
      for (const way of Object.keys(ways) as Way[]) {
        const query = fullQuery({ text: question.text, k: 30, deterministic: true, ...ways[way] });
        ranks[way] = rankOf(question, (await index.search(query, signal)).hits);
      }
      answered.push({ set: set.name, half: set.half, kind: question.kind, text: question.text, ranks });
    }
    return answered;
  } finally {
    whole.dispose();
    bare.dispose();
    rmSync(folder, { recursive: true });
  }
}

function fail(sentence: string): never {
  throw new Error(sentence);
}

async function fill(
  index: ContextIndex,
  { set, embedder, withDocs }: { readonly set: RetrievalSet; readonly embedder: Embedder; readonly withDocs: boolean },
): Promise<void> {
  const tokens = new CodeTokens();
  for (const file of set.files) {
    const chunks = file.chunks.map((chunk) => {
      const shown = withDocs ? chunk : { ...chunk, doc: '' };
      return { chunk, terms: chunkTerms(tokens, file.path, shown) };
    });
    const inputs = chunks.map(({ terms }) => ({ text: '', terms }));
    const vectors = await embedder.embed(inputs, 'document', signal);
    const stamp = { hash: file.path, bytes: file.text.length, modifiedMs: 0 };
    await index.put([{ path: file.path, stamp, chunks, vectors }], signal);
  }
}

/** Where only the file matters, its second piece is no second answer. */
function rankOf({ targets }: Question, hits: readonly ContextHit[]): number {
  const byFile = targets.every(({ from }) => from === undefined);
  const answers = byFile
    ? hits.filter((hit, at) => hits.findIndex(({ path: other }) => other === hit.path) === at)
    : hits;
  const right = answers
    .slice(0, k)
    .findIndex((hit) =>
      targets.some(
        ({ path: file, from = 1, to = Number.POSITIVE_INFINITY }) =>
          hit.path === file && hit.startLine <= to && hit.endLine >= from,
      ),
    );
  return right < 0 ? Number.POSITIVE_INFINITY : right + 1;
}

/** The figures of some answers. */
export function qualityOf(answered: readonly Answered[], way: Way): Quality {
  const ranks = answered.map(({ ranks: all }) => all[way]);
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  return { recall10: mean(ranks.map((rank) => (rank <= k ? 1 : 0))), mrr: mean(ranks.map((rank) => 1 / rank)) };
}
