import { Bitmap } from '../../core/context/bitmap.ts';
import { Bm25Index } from '../../core/context/bm25Index.ts';
import { chunkKinds } from '../../core/context/chunk.ts';
import type { ChunkPlace } from '../../core/context/contextIndex.ts';
import type { FilterField } from '../../core/context/filter.ts';
import type { AttributeTable, Column } from '../../core/context/filterChunks.ts';
import { languageOfPath } from '../../core/context/pathLanguage.ts';
import type { NamedChunks } from '../../core/context/symbolLinks.ts';
import type { TermDictionary } from '../../core/context/termDictionary.ts';
import { isTestPath } from '../../core/context/testPath.ts';
import { FlatVectorIndex } from './flatVectorIndex.ts';
import { type PackedFile, unpackFile } from './packedFile.ts';

interface LoadedFile {
  readonly path: string;
  readonly language: string;
  readonly isTest: boolean;
  readonly slots: readonly number[];
}

/** All chunks of an index in memory: terms, vectors and attributes by slot. Slots of removed chunks are taken again once their traces are swept out. */
export class LoadedChunks implements AttributeTable {
  readonly lexical: Bm25Index;
  readonly vectors: FlatVectorIndex;
  readonly #files = new Map<string, LoadedFile>();
  /** Files by number; those of removed files stay until the number is taken again. */
  readonly #fileList: (LoadedFile | undefined)[] = [];
  readonly #fileNumbers = new Map<string, number>();
  readonly #ids: string[] = [];
  readonly #names: string[] = [];
  #fileOf = new Uint32Array(1024);
  #starts = new Uint32Array(1024);
  #ends = new Uint32Array(1024);
  #kinds = new Uint8Array(1024);
  #live = new Bitmap(1024);
  readonly #free: number[] = [];
  /** Removed, and still in lists of the lexical index. */
  #dead: number[] = [];
  #slots = 0;

  constructor(dictionary: TermDictionary, dims: number) {
    this.lexical = new Bm25Index(dictionary);
    this.vectors = new FlatVectorIndex(dims);
  }

  /** What chunks define, and which have a term. */
  get named(): NamedChunks {
    const { lexical } = this;
    return { slots: this.#live, nameOf: (slot) => this.#names[slot] ?? '', having: (term) => lexical.having(term) };
  }

  get live(): Bitmap {
    return this.#live;
  }

  /** How many files are in it. */
  get files(): number {
    return this.#files.size;
  }

  /** Takes a file's row in; undefined takes the file out. Throws `context.damaged`. */
  put(path: string, body: Uint8Array | undefined): void {
    const packed = body && unpackFile(body, this.vectors.dims);
    this.#drop(path);
    if (!packed) return;
    const slots = packed.chunks.map((chunk) => this.#add(path, chunk));
    const file = { path, language: languageOfPath(path), isTest: isTestPath(path), slots };
    this.#files.set(path, file);
    this.#fileList[this.#numberOf(path)] = file;
  }

  place(slot: number): ChunkPlace {
    return {
      id: this.#ids[slot] ?? '',
      path: this.pathOf(slot),
      kind: chunkKinds[this.#kinds[slot] ?? 0] ?? 'window',
      name: this.#names[slot] ?? '',
      startLine: this.#starts[slot] ?? 0,
      endLine: this.#ends[slot] ?? 0,
    };
  }

  pathOf(slot: number): string {
    return this.#fileList[this.#fileOf[slot] ?? 0]?.path ?? '';
  }

  /** The place of a slot among its file's chunks. */
  indexInFile(slot: number): number {
    return this.#files.get(this.pathOf(slot))?.slots.indexOf(slot) ?? -1;
  }

  /** By path, place and id: what a chunk is, not where it is kept. */
  readonly tie = (a: number, b: number): number => {
    const [pathA, pathB] = [this.pathOf(a), this.pathOf(b)];
    if (pathA !== pathB) return pathA < pathB ? -1 : 1;
    const apart = (this.#starts[a] ?? 0) - (this.#starts[b] ?? 0) || (this.#ends[a] ?? 0) - (this.#ends[b] ?? 0);
    if (apart !== 0) return apart;
    return (this.#ids[a] ?? '') < (this.#ids[b] ?? '') ? -1 : 1;
  };

  column(field: FilterField): Column {
    const files = this.#fileList;
    switch (field) {
      case 'path':
        return { values: files.map((file) => file?.path ?? ''), codes: this.#fileOf };
      case 'language':
        return { values: files.map((file) => file?.language ?? ''), codes: this.#fileOf };
      case 'test':
        return { values: files.map((file) => file?.isTest ?? false), codes: this.#fileOf };
      case 'kind':
        return { values: chunkKinds, codes: this.#kinds };
      case 'name':
        return bySlot(this.#names.map((name) => name.slice(name.lastIndexOf('.') + 1)));
      case 'startLine':
        return bySlot([...this.#starts.subarray(0, this.#slots)]);
      case 'endLine':
        return bySlot([...this.#ends.subarray(0, this.#slots)]);
      case 'lines':
        return bySlot(Array.from({ length: this.#slots }, (_, slot) => this.#lines(slot)));
    }
  }

  #lines(slot: number): number {
    return (this.#ends[slot] ?? 0) - (this.#starts[slot] ?? 0) + 1;
  }

  #numberOf(path: string): number {
    const known = this.#fileNumbers.get(path);
    if (known !== undefined) return known;
    const number = this.#fileList.length;
    this.#fileList.push(undefined);
    this.#fileNumbers.set(path, number);
    return number;
  }

  #add(path: string, chunk: PackedFile['chunks'][number]): number {
    const slot = this.#free.pop() ?? this.#slots++;
    this.#reserve(slot + 1);
    this.#ids[slot] = chunk.id;
    this.#names[slot] = chunk.name;
    this.#fileOf[slot] = this.#numberOf(path);
    this.#starts[slot] = chunk.startLine;
    this.#ends[slot] = chunk.endLine;
    this.#kinds[slot] = chunk.kind;
    this.#live.add(slot);
    this.lexical.addIds(slot, chunk.terms, chunk.weights);
    this.vectors.setQuantised(slot, chunk.vector);
    return slot;
  }

  #drop(path: string): void {
    const file = this.#files.get(path);
    if (!file) return;
    this.#files.delete(path);
    for (const slot of file.slots) {
      this.#live.remove(slot);
      this.lexical.remove(slot);
      this.vectors.remove(slot);
      this.#dead.push(slot);
    }
    if (!this.lexical.wantsSweep) return;
    this.lexical.sweep();
    this.#free.push(...this.#dead.reverse());
    this.#dead = [];
  }

  #reserve(slots: number): void {
    if (slots <= this.#starts.length) return;
    const capacity = Math.max(slots, this.#starts.length * 2);
    const grown = (before: Uint32Array) => {
      const larger = new Uint32Array(capacity);
      larger.set(before);
      return larger;
    };
    this.#fileOf = grown(this.#fileOf);
    this.#starts = grown(this.#starts);
    this.#ends = grown(this.#ends);
    const kinds = new Uint8Array(capacity);
    kinds.set(this.#kinds);
    this.#kinds = kinds;
    this.#live = this.#live.grown(capacity);
  }
}

/** A column whose every slot has a value of its own. */
function bySlot(values: Column['values']): Column {
  return { values, codes: Uint32Array.from(values, (_, slot) => slot) };
}
