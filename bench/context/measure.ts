// One engine at one size, in a process of its own: node measure.ts ENGINE COUNT FOLDER. Prints one line of JSON.
import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import { openSqliteContextIndex } from '../../src/adapters/context/sqliteContextIndex.ts';
import { chunkFile, isUnreadable } from '../../src/core/context/chunkFile.ts';
import { chunkTerms } from '../../src/core/context/chunkTerms.ts';
import { CodeTokens } from '../../src/core/context/codeTokens.ts';
import type { ContextIndex, IndexedFile } from '../../src/core/context/contextIndex.ts';
import { fullQuery } from '../../src/core/context/contextQuery.ts';
import { createHashedEmbedder } from '../../src/core/context/hashedEmbedder.ts';
import { sourceFiles } from './corpus.ts';
import { openBenchOutliner } from './outliner.ts';
import { buildPeer, type Engine, type PeerName } from './peers.ts';
import { documents, readQuestions } from './prepare.ts';

/** What a process found out. */
export interface Measured {
  readonly buildMs?: number;
  readonly updateMs?: number;
  readonly openMs?: number;
  readonly p50Ms?: number;
  readonly p95Ms?: number;
  readonly p99Ms?: number;
  readonly rssMb?: number;
}

const { signal } = new AbortController();
const embedder = createHashedEmbedder();
const rounds = 4;
const [engine = '', size = '0', folder = ''] = process.argv.slice(2);
const count = Number(size);
const file = path.join(folder, `ours-${count}.db`);

if (engine === 'build') report(await build());
else if (engine === 'query') report(await query());
else report(await measurePeer(engine as PeerName));

function report(measured: Measured): void {
  process.stdout.write(`${JSON.stringify(measured)}\n`);
}

function openIndex(): ContextIndex {
  return openSqliteContextIndex({
    file,
    embedder,
    nowMs: () => performance.now(),
    notice: (sentence) => process.stderr.write(`${sentence}\n`),
  });
}

/** From files to rows on the disk, then one file changed and found. */
async function build(): Promise<Measured> {
  const outliner = await openBenchOutliner();
  const tokens = new CodeTokens();
  const index = openIndex();
  const toRow = async (at: string, text: string, most: number): Promise<IndexedFile> => {
    const chunks = chunkFile(at, text, await outliner.outline(at, text, signal));
    const rows = chunks.slice(0, most).map((chunk) => ({ chunk, terms: chunkTerms(tokens, at, chunk) }));
    const inputs = rows.map(({ terms }) => ({ text: '', terms }));
    const vectors = await embedder.embed(inputs, 'document', signal);
    const stamp = { hash: `${text.length} ${text.slice(-40)}`, bytes: text.length, modifiedMs: 0 };
    return { path: at, stamp, chunks: rows, vectors };
  };
  const startedMs = performance.now();
  let batch: IndexedFile[] = [];
  let done = 0;
  for (const source of sourceFiles()) {
    if (done >= count) break;
    if (isUnreadable(source.text)) continue;
    const row = await toRow(source.path, source.text, count - done);
    done += row.chunks.length;
    batch.push(row);
    if (batch.length < 64) continue;
    await index.put(batch, signal);
    batch = [];
  }
  await index.put(batch, signal);
  const buildMs = performance.now() - startedMs;
  await index.counts(signal);
  const changes: number[] = [];
  for (let i = 0; i < 20; i++) {
    const began = performance.now();
    const word = `neverSeenBefore${i}`;
    await index.put([await toRow('changed/file.ts', `export function ${word}() {\n  return ${i};\n}\n`, 9)], signal);
    const { hits } = await index.search(fullQuery({ text: word }), signal);
    if (hits[0]?.name !== word) throw new Error(`${word} is not found`);
    changes.push(performance.now() - began);
  }
  await index.remove(['changed/file.ts'], signal);
  index.dispose();
  return { buildMs, updateMs: percentile(changes, 0.5) };
}

/** A process that opens what another has built, as an editor does. */
async function query(): Promise<Measured> {
  const startedMs = performance.now();
  const index = openIndex();
  await index.counts(signal);
  const openMs = performance.now() - startedMs;
  const ask = async ({ text }: { readonly text: string }) =>
    (await index.search(fullQuery({ text, strategy: 'parallel', deterministic: true }), signal)).hits.length;
  return { openMs, ...(await timed({ ask })) };
}

async function measurePeer(name: PeerName): Promise<Measured> {
  const own = mkdtempSync(path.join(folder, `${name}-`));
  const startedMs = performance.now();
  const peer = await buildPeer[name](documents(folder, count), own);
  const buildMs = performance.now() - startedMs;
  return { buildMs, ...(await timed(peer)) };
}

async function timed({ ask }: Engine): Promise<Measured> {
  const questions = readQuestions(folder);
  const ms: number[] = [];
  const endMs = performance.now() + 60_000;
  for (const question of questions.slice(0, 100)) await ask(question);
  globalThis.gc?.();
  for (let round = 0; round < rounds && performance.now() < endMs; round++) {
    for (const question of questions) {
      const began = performance.now();
      await ask(question);
      ms.push(performance.now() - began);
      if (performance.now() > endMs) break;
    }
  }
  const rssMb = process.memoryUsage.rss() / 1e6;
  return { p50Ms: percentile(ms, 0.5), p95Ms: percentile(ms, 0.95), p99Ms: percentile(ms, 0.99), rssMb };
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
