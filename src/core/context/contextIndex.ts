import type { Disposable } from '../../base/disposable.ts';
import type { Chunk, ChunkKind } from './chunk.ts';
import type { TermWeights } from './chunkTerms.ts';
import type { FullQuery } from './contextQuery.ts';
import type { Plan } from './planner.ts';
import type { SearchableChunks } from './searchChunks.ts';

/** What tells whether a file is as it was when it was indexed. */
export interface FileStamp {
  /** Of the bytes, lowercase hexadecimal. */
  readonly hash: string;
  readonly bytes: number;
  /** Milliseconds since 1970, with fractions. */
  readonly modifiedMs: number;
}

/** A chunk as it goes into the index: its text is not kept. */
export interface IndexedChunk {
  readonly chunk: Omit<Chunk, 'doc' | 'text'>;
  readonly terms: TermWeights;
}

/** A file as it goes into the index. */
export interface IndexedFile {
  /** Relative to the workspace, with `/`. */
  readonly path: string;
  readonly stamp: FileStamp;
  readonly chunks: readonly IndexedChunk[];
  /** One vector of the embedder's length for each chunk, one after the other. */
  readonly vectors: Float32Array;
}

/** Where a chunk lies. Lines count from 1. */
export interface ChunkPlace {
  readonly id: string;
  readonly path: string;
  readonly kind: ChunkKind;
  /** Names around it and its own, joined by dots; empty where it has none. */
  readonly name: string;
  readonly startLine: number;
  readonly endLine: number;
}

/** Chunks to be searched, and where each lies. */
export interface LocatedChunks extends SearchableChunks {
  place(slot: number): ChunkPlace;
}

/** A chunk that was found; scores and ranks are absent where that ranking did not give the chunk. */
export interface ContextHit extends ChunkPlace {
  readonly fusedScore: number;
  readonly denseScore?: number;
  readonly sparseScore?: number;
  readonly denseRank?: number;
  readonly sparseRank?: number;
}

/** What a question found, best first. */
export interface ContextAnswer {
  readonly hits: readonly ContextHit[];
  /** How the question was answered. */
  readonly plan: Plan;
}

/** What is in an index. */
export interface IndexCounts {
  readonly files: number;
  readonly chunks: number;
  readonly terms: number;
  /** On the disk. */
  readonly bytes: number;
  /** The embedder that made its vectors. */
  readonly embedder: string;
}

/**
 * Port: the chunks of one scope, kept on the disk.
 *
 * Contract: `put` replaces what was there of the same path; writing what is there already changes nothing. Each call is on the disk as a whole or not
 * at all when the process dies, and another process that has the same index open sees it at its next question. An index that is damaged, cut off,
 * of another version or of another embedder is thrown away, with a notice, and is empty then: it can always be built again, so nothing is lost.
 * The same files give the same answers, whatever was written in between. The signal is honoured before work begins.
 */
export interface ContextIndex extends Disposable {
  stamps(signal: AbortSignal): Promise<ReadonlyMap<string, FileStamp>>;
  put(files: readonly IndexedFile[], signal: AbortSignal): Promise<void>;
  remove(paths: readonly string[], signal: AbortSignal): Promise<void>;
  search(query: FullQuery, signal: AbortSignal): Promise<ContextAnswer>;
  /** What is in it now, to be searched together with others; what is written later may show in it. */
  chunks(signal: AbortSignal): Promise<LocatedChunks>;
  counts(signal: AbortSignal): Promise<IndexCounts>;
  /** Throws all of it away. */
  clear(signal: AbortSignal): Promise<void>;
}
