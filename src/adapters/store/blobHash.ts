import { createHash } from 'node:crypto';
import { asBlobHash, type BlobHash } from '../../base/ids.ts';

/** The address of a blob: SHA-256 of its bytes. */
export function blobHashOf(bytes: Uint8Array): BlobHash {
  return asBlobHash(createHash('sha256').update(bytes).digest('hex'));
}
