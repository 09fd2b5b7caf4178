import type { Chunk } from './chunk.ts';

/** A chunk before it has its id. */
export type DraftChunk = Omit<Chunk, 'id'>;

/** Rows of a file that belong together; both ends are included. Rows begin at 0. */
export interface Rows {
  readonly from: number;
  readonly to: number;
}
