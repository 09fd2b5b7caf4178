import { crc32 } from 'node:zlib';
import { CodedError } from '../../base/errors.ts';
import { chunkKinds } from '../../core/context/chunk.ts';
import type { IndexedFile } from '../../core/context/contextIndex.ts';
import { ByteReader, ByteWriter } from './byteStream.ts';
import { type QuantisedVector, quantise } from './quantise.ts';

/** A chunk as it is kept. */
export interface PackedChunk {
  readonly id: string;
  readonly kind: number;
  readonly name: string;
  readonly startLine: number;
  readonly endLine: number;
  /** Numbers of the dictionary, ascending, and the weight of each. */
  readonly terms: Uint32Array;
  readonly weights: Uint8Array;
  readonly vector: QuantisedVector;
}

/** A file as it is kept. */
export interface PackedFile {
  readonly chunks: readonly PackedChunk[];
}

const checksumBytes = 4;

/** The bytes that a file's row holds: chunks with terms and vectors, and a checksum at the end. */
export function packFile({ chunks, vectors }: IndexedFile, idOf: (term: string) => number): Uint8Array {
  const writer = new ByteWriter();
  writer.number(chunks.length);
  const dims = chunks.length === 0 ? 0 : vectors.length / chunks.length;
  for (const [index, { chunk, terms }] of chunks.entries()) {
    writer.text(chunk.id);
    writer.number(chunkKinds.indexOf(chunk.kind));
    writer.text([...chunk.within, ...(chunk.name === '' ? [] : [chunk.name])].join('.'));
    writer.number(chunk.startLine);
    writer.number(chunk.endLine);
    const sorted = [...terms].map(([term, weight]) => [idOf(term), weight] as const).sort(([a], [b]) => a - b);
    writer.number(sorted.length);
    let before = 0;
    for (const [id, weight] of sorted) {
      writer.number(id - before);
      writer.byte(weight);
      before = id;
    }
    const { bytes, scale } = quantise(vectors.subarray(index * dims, (index + 1) * dims));
    writer.float(scale);
    writer.bytes(bytes);
  }
  const body = writer.finish(checksumBytes);
  const end = body.length - checksumBytes;
  new DataView(body.buffer).setUint32(end, crc32(body.subarray(0, end)), true);
  return body;
}

/** Reads a row's bytes. Throws CodedError `context.damaged` when they are not what was written. */
export function unpackFile(body: Uint8Array, dims: number): PackedFile {
  const end = body.length - checksumBytes;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  if (end < 0 || view.getUint32(end, true) !== crc32(body.subarray(0, end))) throw damaged();
  const reader = new ByteReader(body.subarray(0, end));
  const chunks = Array.from({ length: reader.number() }, () => readChunk(reader, dims));
  return { chunks };
}

function readChunk(reader: ByteReader, dims: number): PackedChunk {
  const id = reader.text();
  const kind = reader.number();
  const name = reader.text();
  const startLine = reader.number();
  const endLine = reader.number();
  const count = reader.number();
  const terms = new Uint32Array(count);
  const weights = new Uint8Array(count);
  for (let i = 0, before = 0; i < count; i++) {
    before += reader.number();
    terms[i] = before;
    weights[i] = reader.byte();
  }
  const scale = reader.float();
  const bytes = reader.bytes(dims);
  return { id, kind, name, startLine, endLine, terms, weights, vector: { bytes, scale } };
}

/** The failure of an index that is not as it was written. */
export function damaged(cause?: unknown): CodedError {
  return new CodedError('context.damaged', 'The index of the workspace is damaged.', { cause });
}
