/**
 * What a chunk is of a file: a definition, a section of a text, or a stretch of lines of what has no such parts. A `fact` is a file of memory.
 */
export type ChunkKind = 'function' | 'method' | 'class' | 'type' | 'section' | 'window' | 'fact';

/** Every kind, in the order of its code in the index. New ones go to the end. */
export const chunkKinds: readonly ChunkKind[] = ['function', 'method', 'class', 'type', 'section', 'window', 'fact'];

/** A piece of a file that is found as one. */
export interface Chunk {
  /** 16 hexadecimal digits; the same for the same text under the same path. */
  readonly id: string;
  readonly kind: ChunkKind;
  /** Of the definition or section; empty for a stretch of lines that has none. */
  readonly name: string;
  /** The names around it, outermost first, without its own. */
  readonly within: readonly string[];
  /** Lines count from 1; both belong to the chunk. */
  readonly startLine: number;
  readonly endLine: number;
  /** The comment that says what it is for; empty when there is none. */
  readonly doc: string;
  /** Everything that is indexed besides names and `doc`. */
  readonly text: string;
}

/** A definition in a source file, as a grammar finds it. Rows begin at 0; both belong to it. */
export interface Definition {
  readonly kind: 'function' | 'method' | 'class' | 'type';
  readonly name: string;
  readonly startRow: number;
  readonly endRow: number;
}

/**
 * Port: finds the definitions of a source file.
 *
 * Contract: undefined when the language of the path has no grammar; a malformed file gives what can be made of it. Never fails on a text. The
 * definitions are in the order of their first rows, an outer one before those within.
 */
export interface Outliner {
  outline(path: string, text: string, signal: AbortSignal): Promise<readonly Definition[] | undefined>;
}
