// Other engines over the same documents: those that people would take instead.
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type BenchDocument, type BenchQuestion, dims } from './prepare.ts';

type Given = BenchDocument & { readonly vector: Float32Array };

/** An engine with all documents in it. */
export interface Engine {
  ask(question: BenchQuestion): Promise<number>;
}

export type PeerName = 'fts5' | 'minisearch' | 'orama' | 'vectra';
export const peerNames: readonly PeerName[] = ['fts5', 'minisearch', 'orama', 'vectra'];
const k = 10;

/** Puts documents into an engine. */
export const buildPeer: Readonly<Record<PeerName, (given: Iterable<Given>, folder: string) => Promise<Engine>>> = {
  /** SQLite's own full-text search: words only, on the disk. */
  async fts5(given, folder) {
    const db = new DatabaseSync(path.join(folder, 'fts5.db'));
    db.exec('PRAGMA journal_mode = WAL; CREATE VIRTUAL TABLE piece USING fts5(path, name, text);');
    const insert = db.prepare('INSERT INTO piece (rowid, path, name, text) VALUES (?, ?, ?, ?)');
    db.exec('BEGIN');
    for (const one of given) insert.run(one.id + 1, one.path, one.name, one.text);
    db.exec('COMMIT');
    const find = db.prepare(
      `SELECT rowid, bm25(piece, 2, 5, 1) AS score FROM piece WHERE piece MATCH ? ORDER BY score LIMIT ${k}`,
    );
    return {
      ask: async ({ terms }) => {
        const match = terms
          .split(' ')
          .map((term) => `"${term.replaceAll('"', '')}"`)
          .join(' OR ');
        return find.all(match).length;
      },
    };
  },
  /** Words only, in memory. */
  async minisearch(given) {
    const { default: MiniSearch } = await import('minisearch');
    const index = new MiniSearch({ fields: ['path', 'name', 'text'], searchOptions: { boost: { path: 2, name: 5 } } });
    for (const { id, path: file, name, text } of given) index.add({ id, path: file, name, text });
    return { ask: async ({ terms }) => index.search(terms).slice(0, k).length };
  },
  /** Words and vectors, in memory. */
  async orama(given) {
    const { create, insert, search } = await import('@orama/orama');
    const schema = { path: 'string', name: 'string', text: 'string', embedding: `vector[${dims}]` } as const;
    const index = create({ schema });
    for (const { path: file, name, text, vector } of given) {
      await insert(index, { path: file, name, text, embedding: [...vector] });
    }
    return {
      ask: async ({ terms, vector }) => {
        const found = await search(index, {
          mode: 'hybrid',
          term: terms,
          vector: { value: [...vector], property: 'embedding' },
          similarity: 0.1,
          limit: k,
        });
        return found.hits.length;
      },
    };
  },
  /** Vectors only, in memory, written as one file of JSON. */
  async vectra(given, folder) {
    const { LocalIndex } = await import('vectra');
    const index = new LocalIndex(path.join(folder, 'vectra'));
    await index.createIndex();
    await index.beginUpdate();
    for (const { id, vector } of given) await index.insertItem({ id: String(id), vector: [...vector], metadata: {} });
    await index.endUpdate();
    return { ask: async ({ text, vector }) => (await index.queryItems([...vector], text, k)).length };
  },
};
