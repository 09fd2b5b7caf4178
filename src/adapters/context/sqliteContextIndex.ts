import { throwIfAborted } from '../../base/abort.ts';
import { CodedError, isCoded } from '../../base/errors.ts';
import { nextTurn } from '../../base/nextTurn.ts';
import { CodeTokens } from '../../core/context/codeTokens.ts';
import { hitOf } from '../../core/context/contextHit.ts';
import type {
  ContextAnswer,
  ContextIndex,
  FileStamp,
  IndexCounts,
  IndexedFile,
  LocatedChunks,
} from '../../core/context/contextIndex.ts';
import type { FullQuery } from '../../core/context/contextQuery.ts';
import type { Embedder } from '../../core/context/embedder.ts';
import { TermVectors } from '../../core/context/hashedEmbedder.ts';
import { AdaptivePlanner } from '../../core/context/planner.ts';
import { type SearchTools, searchChunks } from '../../core/context/searchChunks.ts';
import { type SymbolLinks, symbolLinks } from '../../core/context/symbolLinks.ts';
import { ContextStore } from './contextStore.ts';
import { LoadedChunks } from './loadedChunks.ts';

const filesATurn = 100;

/** What an index is opened with. */
export interface SqliteContextIndexOptions {
  /** Absolute path of the index file; its folder is made where there is none. */
  readonly file: string;
  readonly embedder: Embedder;
  /** Milliseconds, for the planner. */
  readonly nowMs: () => number;
  /** Told when an index had to be thrown away, in a sentence for the person. */
  readonly notice: (sentence: string) => void;
}

/**
 * An index whose rows lie in SQLite and whose lists and vectors are in memory, read at the first question and kept up with what
 * any process writes. Throws `context.unusable` where no file can be made.
 */
export function openSqliteContextIndex(options: SqliteContextIndexOptions): ContextIndex {
  return new SqliteContextIndex(options);
}

class SqliteContextIndex implements ContextIndex {
  readonly #options: SqliteContextIndexOptions;
  readonly #tools: SearchTools;
  #store: ContextStore;
  #loaded: LoadedChunks;
  #links: SymbolLinks | undefined;
  #refreshing: Promise<unknown> = Promise.resolve();

  constructor(options: SqliteContextIndexOptions) {
    this.#options = options;
    this.#tools = {
      tokens: new CodeTokens(),
      embedder: options.embedder,
      termVectors: new TermVectors(),
      planner: new AdaptivePlanner(),
      nowMs: options.nowMs,
    };
    this.#store = this.#open();
    this.#loaded = this.#empty();
  }

  async stamps(signal: AbortSignal): Promise<ReadonlyMap<string, FileStamp>> {
    throwIfAborted(signal);
    return this.#mended(() => this.#store.stamps());
  }

  async put(files: readonly IndexedFile[], signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    await this.#mended(() => this.#store.put(files));
  }

  async remove(paths: readonly string[], signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    await this.#mended(() => this.#store.remove(paths));
  }

  async search(query: FullQuery, signal: AbortSignal): Promise<ContextAnswer> {
    throwIfAborted(signal);
    const { embedder } = this.#options;
    if (query.embedding && query.embedding.length !== embedder.dims)
      throw new CodedError(
        'query.badQuery',
        `The embedding has ${query.embedding.length} numbers; this index has vectors of ${embedder.dims} (${embedder.id}).`,
      );
    const chunks = await this.chunks(signal);
    const { found, plan } = await searchChunks(query, { chunks, tools: this.#tools }, signal);
    return { hits: found.map((one) => hitOf(one, chunks)), plan };
  }

  async chunks(signal: AbortSignal): Promise<LocatedChunks> {
    throwIfAborted(signal);
    await this.#refresh();
    return this.#searchable();
  }

  async counts(signal: AbortSignal): Promise<IndexCounts> {
    throwIfAborted(signal);
    await this.#refresh();
    const { lexical, files } = this.#loaded;
    const { dictionary } = this.#store;
    return {
      files,
      chunks: lexical.size,
      terms: dictionary.last,
      bytes: this.#store.bytes(),
      embedder: this.#options.embedder.id,
    };
  }

  async clear(signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    this.#reopen();
  }

  dispose(): void {
    this.#store.close();
  }

  #searchable(): LocatedChunks {
    const loaded = this.#loaded;
    return {
      lexical: loaded.lexical,
      vectors: loaded.vectors,
      attributes: loaded,
      tie: loaded.tie,
      pathOf: (slot: number) => loaded.pathOf(slot),
      place: (slot: number) => loaded.place(slot),
      termsOf: async (slots: readonly number[]) => this.#termsOf(slots),
      links: () => {
        this.#links ??= symbolLinks(loaded.named, this.#tools.tokens);
        return this.#links;
      },
    };
  }

  /** A file's row is read once for all of its chunks. */
  #termsOf(slots: readonly number[]): readonly (readonly string[])[] {
    const { dictionary } = this.#store;
    const files = new Map<string, readonly Uint32Array[]>();
    return slots.map((slot) => {
      const path = this.#loaded.pathOf(slot);
      const terms = files.get(path) ?? this.#store.termsOf(path, this.#options.embedder.dims);
      files.set(path, terms);
      const ids = terms[this.#loaded.indexInFile(slot)] ?? [];
      return Array.from(ids, (id) => dictionary.termOf(id) ?? '');
    });
  }

  /** Takes in what was written since the last look, here or by another process. Callers take turns. */
  #refresh(): Promise<void> {
    const mine = this.#refreshing.then(() => this.#mended(() => this.#takeIn()));
    this.#refreshing = mine.catch(() => undefined);
    return mine;
  }

  /** The first look reads all of it: in between others get their turn. */
  async #takeIn(): Promise<void> {
    let files = 0;
    for (const { path, body } of this.#store.changes()) {
      this.#loaded.put(path, body);
      this.#links = undefined;
      if (++files % filesATurn === 0) await nextTurn();
    }
  }

  /** Runs an action on the store; where the store turns out to be damaged, on a new one. */
  async #mended<T>(action: () => T | Promise<T>): Promise<T> {
    if (this.#store.isReplaced()) this.#renew(() => undefined);
    try {
      return await action();
    } catch (error) {
      if (!isCoded(error, 'context.damaged')) throw error;
      this.#tell(error);
      this.#reopen();
      return action();
    }
  }

  #open(): ContextStore {
    const { file, embedder } = this.#options;
    const identity = { embedder: embedder.id, dims: embedder.dims };
    try {
      return ContextStore.open(file, identity);
    } catch (error) {
      if (!isCoded(error, 'context.damaged')) throw error;
      this.#tell(error);
      ContextStore.destroy(file);
      return ContextStore.open(file, identity);
    }
  }

  #reopen(): void {
    this.#renew(() => ContextStore.destroy(this.#options.file));
  }

  #renew(between: () => void): void {
    this.#store.close();
    between();
    this.#store = this.#open();
    this.#loaded = this.#empty();
    this.#links = undefined;
  }

  #empty(): LoadedChunks {
    return new LoadedChunks(this.#store.dictionary, this.#options.embedder.dims);
  }

  #tell(error: CodedError): void {
    this.#options.notice(`${error.message} It is built again; nothing of yours is lost.`);
  }
}
