import { Bitmap } from './bitmap.ts';
import { queryTerms, type TermWeights } from './chunkTerms.ts';
import type { CodeTokens } from './codeTokens.ts';
import type { FullQuery } from './contextQuery.ts';
import type { Embedder } from './embedder.ts';
import { type AttributeTable, filterChunks } from './filterChunks.ts';
import { type Fused, fuse } from './fusion.ts';
import type { TermVectors } from './hashedEmbedder.ts';
import { createInteraction } from './lateInteraction.ts';
import {
  inverseFrequency,
  type LexicalIndex,
  type LexicalStatistics,
  type Scored,
  type SearchBounds,
} from './lexicalIndex.ts';
import { raiseLinked } from './linkBoost.ts';
import type { AdaptivePlanner, Plan } from './planner.ts';
import type { SymbolLinks } from './symbolLinks.ts';
import type { VectorIndex } from './vectorIndex.ts';

/** The chunks of one scope, as a search sees them. */
export interface SearchableChunks {
  readonly lexical: Pick<LexicalIndex, keyof LexicalStatistics | 'idf' | 'search'>;
  readonly vectors: Pick<VectorIndex, 'search' | 'scores'>;
  readonly attributes: AttributeTable;
  readonly tie: SearchBounds['tie'];
  pathOf(slot: number): string;
  /** The terms of some chunks, in the order of the slots. */
  termsOf(slots: readonly number[], signal: AbortSignal): Promise<readonly (readonly string[])[]>;
  /** Which chunks name what others define; absent when nobody knows. */
  readonly links?: (() => SymbolLinks) | undefined;
}

/** What searching needs besides the chunks. */
export interface SearchTools {
  readonly tokens: CodeTokens;
  readonly embedder: Embedder;
  readonly termVectors: TermVectors;
  readonly planner: AdaptivePlanner;
  readonly nowMs: () => number;
}

/** What a search found, best first, and how. */
export interface SearchAnswer {
  readonly found: readonly Fused[];
  readonly plan: Plan;
}

const fewestCandidates = 50;

/** Answers a question: filter, then candidates as planned, then one ranking of them. */
export async function searchChunks(
  query: FullQuery,
  { chunks, tools }: { readonly chunks: SearchableChunks; readonly tools: SearchTools },
  signal: AbortSignal,
): Promise<SearchAnswer> {
  const startedMs = tools.nowMs();
  const terms = query.text === undefined ? new Map<string, number>() : queryTerms(tools.tokens, query.text);
  const plan = planFor(query, { terms, chunks, planner: tools.planner });
  const vector = plan === 'sparse' ? undefined : await vectorOf(query, { terms, chunks, tools }, signal);
  const allowed = query.filter && filterChunks(query.filter, chunks.attributes);
  const k = Math.max(fewestCandidates, query.k * query.rerankFactor);
  const both = await candidates(plan, { chunks, terms, vector, bounds: { k, allowed, tie: chunks.tie } }, signal);
  const fused = await ranked(query, { ...both, terms, chunks, tools, allowed }, signal);
  tools.planner.observe(plan, tools.nowMs() - startedMs);
  return { found: fused.slice(0, query.k), plan };
}

function planFor(
  query: FullQuery,
  context: { readonly terms: TermWeights; readonly chunks: SearchableChunks; readonly planner: AdaptivePlanner },
): Plan {
  const { terms, chunks, planner } = context;
  const facts = {
    hasTerms: terms.size > 0,
    hasVector: query.embedding !== undefined || terms.size > 0,
    knownTerms: [...terms.keys()].filter((term) => chunks.lexical.frequency(term) > 0).length,
    isIdentifier: query.text !== undefined && /^[A-Za-z_$][\w$]*$/.test(query.text.trim()),
  };
  return planner.plan(query.strategy, facts, query.deterministic);
}

/** Rare words of a question count more; one that nothing has counts as the rarest, since only its likeness can help. */
async function vectorOf(
  query: FullQuery,
  context: { readonly terms: TermWeights; readonly chunks: SearchableChunks; readonly tools: SearchTools },
  signal: AbortSignal,
): Promise<Float32Array> {
  if (query.embedding) return query.embedding;
  const { terms, chunks, tools } = context;
  const rarest = inverseFrequency(chunks.lexical.size, 1);
  const weighted = new Map(
    [...terms].map(([term, weight]) => [term, weight * (chunks.lexical.idf(term) || rarest || 1)]),
  );
  return tools.embedder.embed([{ text: query.text ?? '', terms: weighted }], 'query', signal);
}

interface Task {
  readonly chunks: SearchableChunks;
  readonly terms: TermWeights;
  readonly vector: Float32Array | undefined;
  readonly bounds: SearchBounds;
}

interface Rankings {
  readonly dense: readonly Scored[];
  readonly sparse: readonly Scored[];
}

type Found = Rankings & Pick<Task, 'chunks' | 'terms'> & { readonly tools: SearchTools };

async function candidates(plan: Plan, task: Task, signal: AbortSignal): Promise<Rankings> {
  const { chunks, terms, vector, bounds } = task;
  if (plan === 'sparse' || !vector) return { dense: [], sparse: chunks.lexical.search(terms, bounds, signal) };
  if (plan === 'dense') return { dense: await chunks.vectors.search(vector, bounds, signal), sparse: [] };
  if (plan === 'parallel') {
    const sparse = chunks.lexical.search(terms, bounds, signal);
    return { sparse, dense: await chunks.vectors.search(vector, bounds, signal) };
  }
  if (plan === 'sparse-first') {
    const sparse = chunks.lexical.search(terms, bounds, signal);
    const slots = sparse.map(({ slot }) => slot);
    const scores = await chunks.vectors.scores(vector, slots, signal);
    const dense = slots.map((slot, index) => ({ slot, score: scores[index] ?? 0 }));
    return { sparse, dense: dense.sort((a, b) => b.score - a.score || bounds.tie(a.slot, b.slot)) };
  }
  const dense = await chunks.vectors.search(vector, bounds, signal);
  const chosen = new Bitmap(chunks.attributes.live.size);
  for (const { slot } of dense) chosen.add(slot);
  return { dense, sparse: chunks.lexical.search(terms, { ...bounds, allowed: chosen }, signal) };
}

async function ranked(
  query: FullQuery,
  context: Found & { readonly allowed: Bitmap | undefined },
  signal: AbortSignal,
): Promise<readonly Fused[]> {
  const { dense, sparse, chunks, allowed } = context;
  const { fusion, rrfK, denseWeight, sparseWeight } = query;
  const fits = fusion === 'late-interaction' ? await interactions(query, context, signal) : new Map<number, number>();
  const options = { fusion, rrfK, denseWeight, sparseWeight, interaction: (slot: number) => fits.get(slot) ?? 0 };
  const fused = fuse(dense, sparse, { ...options, tie: chunks.tie });
  if (!chunks.links || query.graphWeight === 0) return fused;
  return raiseLinked(fused, {
    links: chunks.links(),
    weight: query.graphWeight,
    tie: chunks.tie,
    termsOf: (slots) => chunks.termsOf(slots, signal),
    allows: (slot) => allowed?.has(slot) ?? true,
  });
}

/** How well words fit one by one, of the candidates that both rankings together put first: reading the words of a chunk takes time. */
async function interactions(
  { rrfK, denseWeight, sparseWeight, k, rerankFactor }: FullQuery,
  context: Found,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, number>> {
  const { dense, sparse, chunks, terms, tools } = context;
  const { tie, lexical } = chunks;
  const first = fuse(dense, sparse, { fusion: 'rrf', rrfK, denseWeight, sparseWeight, tie, interaction: () => 0 });
  const slots = first.slice(0, Math.max(fewestCandidates, k * rerankFactor)).map(({ slot }) => slot);
  const weighted = new Map([...terms].map(([term, weight]) => [term, weight * (lexical.idf(term) || 1)]));
  const interaction = createInteraction(weighted, tools.termVectors);
  const found = await chunks.termsOf(slots, signal);
  return new Map(slots.map((slot, index) => [slot, interaction(found[index] ?? [])]));
}
