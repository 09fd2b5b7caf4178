import type { BlobHash } from '../../base/ids.ts';

/** A file as an accept wrote it: what was there before, and what is there after. */
export interface AppliedFile {
  readonly path: string;
  readonly before: { readonly hash: BlobHash | undefined; readonly executable: boolean };
  readonly after: { readonly hash: BlobHash | undefined; readonly executable: boolean };
}
