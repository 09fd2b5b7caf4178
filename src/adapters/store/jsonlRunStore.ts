import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { throwIfAborted } from '../../base/abort.ts';
import { CodedError } from '../../base/errors.ts';
import { Emitter } from '../../base/event.ts';
import { asBlobHash, parseRunId, type RunId } from '../../base/ids.ts';
import { type RunEvent, type RunEventBody, type RunHead, runEventVersion } from '../../core/run/runEvent.ts';
import type { BlobSweep, BlobsSwept, RunStore } from '../../core/run/runStore.ts';

const pollMs = 1_000;
const lockStaleMs = 10_000;

/**
 * Runs kept as one JSON-lines file each, for a Node without `node:sqlite`. Every append is one write followed by fsync; a
 * line cut short by a crash is the end of the log and is overwritten by the next append.
 */
export function createJsonlRunStore(folder: string, nowMs: () => number): RunStore {
  const runsFolder = path.join(folder, 'log');
  const blobFolder = path.join(folder, 'blob');
  mkdirSync(runsFolder, { recursive: true, mode: 0o700 });
  mkdirSync(blobFolder, { recursive: true, mode: 0o700 });
  const fileOf = (runId: string) => path.join(runsFolder, `${runId}.jsonl`);
  const changed = new Emitter<RunId>();
  const sizes = new Map<string, number>();
  const timer = setInterval(() => void noticeOthers(runsFolder, sizes, changed), pollMs);
  timer.unref();

  return {
    onDidChange: changed.event,
    async append(runId, bodies, signal) {
      throwIfAborted(signal);
      const file = fileOf(runId);
      const events = await withLock(`${file}.lock`, () => appendLines(file, bodies, nowMs()));
      sizes.set(path.basename(file), (await stat(file)).size);
      changed.fire(runId);
      return events;
    },
    async read(runId, afterSeq, signal) {
      throwIfAborted(signal);
      return (await readLog(fileOf(runId))).events.filter(({ seq }) => seq > afterSeq);
    },
    async list(signal) {
      throwIfAborted(signal);
      return listHeads(runsFolder, fileOf);
    },
    async putBlob(bytes, signal) {
      throwIfAborted(signal);
      const hash = asBlobHash(createHash('sha256').update(bytes).digest('hex'));
      await writeBlob(path.join(blobFolder, hash.slice(0, 2), hash), bytes, nowMs());
      return hash;
    },
    async getBlob(hash, signal) {
      throwIfAborted(signal);
      const file = path.join(blobFolder, hash.slice(0, 2), hash);
      return existsSync(file) ? readFile(file) : undefined;
    },
    async remove(runId, signal) {
      throwIfAborted(signal);
      const file = fileOf(runId);
      if (!existsSync(file)) return;
      await withLock(`${file}.lock`, () => rm(file, { force: true }));
      sizes.delete(path.basename(file));
      changed.fire(runId);
    },
    async sweepBlobs(sweep, signal) {
      throwIfAborted(signal);
      return sweepBlobs(blobFolder, sweep, signal);
    },
    async compact(signal) {
      // Every file that was removed gave its room back already.
      throwIfAborted(signal);
    },
    close() {
      clearInterval(timer);
      changed.dispose();
    },
  };
}

async function appendLines(file: string, bodies: readonly RunEventBody[], atMs: number): Promise<readonly RunEvent[]> {
  const { events: before, validBytes } = await readLog(file);
  const first = (before.at(-1)?.seq ?? 0) + 1;
  const events = bodies.map((body, i): RunEvent => ({ ...body, seq: first + i, atMs, v: runEventVersion }));
  const handle = await open(file, existsSync(file) ? 'r+' : 'w+', 0o600);
  try {
    await handle.truncate(validBytes);
    const bytes = Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    await handle.write(bytes, 0, bytes.length, validBytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return events;
}

async function readLog(file: string): Promise<{ readonly events: readonly RunEvent[]; readonly validBytes: number }> {
  if (!existsSync(file)) return { events: [], validBytes: 0 };
  const bytes = await readFile(file);
  const events: RunEvent[] = [];
  let start = 0;
  for (let end = bytes.indexOf(10, start); end !== -1; end = bytes.indexOf(10, start)) {
    const event = parseLine(bytes.toString('utf8', start, end), file);
    if (event.v > runEventVersion) {
      throw new CodedError('store.newer', `${file} holds events of a newer Loopwright (version ${event.v}).`);
    }
    events.push(event);
    start = end + 1;
  }
  return { events, validBytes: start };
}

function parseLine(line: string, file: string): RunEvent {
  try {
    return JSON.parse(line) as RunEvent;
  } catch (cause) {
    throw new CodedError('store.unreadable', `The run log ${file} holds a line that is not JSON.`, {
      hint: 'It was left as it is.',
      cause,
    });
  }
}

async function listHeads(folder: string, fileOf: (runId: string) => string): Promise<readonly RunHead[]> {
  const heads: RunHead[] = [];
  for (const name of await readdir(folder)) {
    const runId = name.endsWith('.jsonl') ? parseRunId(name.slice(0, -'.jsonl'.length)) : undefined;
    if (!runId) continue;
    const { events } = await readLog(fileOf(runId));
    const [first, last] = [events[0], events.at(-1)];
    if (first && last) heads.push({ runId, createdAtMs: first.atMs, lastSeq: last.seq });
  }
  return heads.sort((a, b) => b.createdAtMs - a.createdAtMs || (a.runId < b.runId ? 1 : -1));
}

/** A blob's time of change is when it was put last. */
async function writeBlob(file: string, bytes: Uint8Array, atMs: number): Promise<void> {
  const at = new Date(atMs);
  if (await touch(file, at)) return;
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${randomUUID()}.tmp`;
  await writeFile(temporary, bytes, { mode: 0o600, flush: true });
  await utimes(temporary, at, at);
  await rename(temporary, file);
}

/** False when there is no such file. */
async function touch(file: string, at: Date): Promise<boolean> {
  try {
    await utimes(file, at, at);
    return true;
  } catch (error) {
    if (!isMissing(error)) throw error;
    return false;
  }
}

async function sweepBlobs(
  folder: string,
  { keep, putBeforeMs, dryRun }: BlobSweep,
  signal: AbortSignal,
): Promise<BlobsSwept> {
  let [blobs, bytes] = [0, 0];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    throwIfAborted(signal);
    if (!entry.isFile() || !/^[0-9a-f]{64}$/.test(entry.name) || keep.has(asBlobHash(entry.name))) continue;
    const file = path.join(entry.parentPath, entry.name);
    const found = await stat(file).catch(() => undefined);
    if (!found || found.mtimeMs >= putBeforeMs || !(dryRun || (await removeUnlessPut(file, putBeforeMs)))) continue;
    blobs += 1;
    bytes += found.size;
  }
  return { blobs, bytes };
}

/** Set aside before it is removed: a put that came in between has made it new, and then it goes back. */
async function removeUnlessPut(file: string, putBeforeMs: number): Promise<boolean> {
  const aside = `${file}.${randomUUID()}.tmp`;
  await rename(file, aside);
  const isOld = (await stat(aside)).mtimeMs < putBeforeMs;
  if (isOld) await unlink(aside);
  else await rename(aside, file);
  return isOld;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** One writer a file among all processes. A lock whose owner died is taken over after ten seconds. */
async function withLock<T>(lock: string, action: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      await (await open(lock, 'wx')).close();
      break;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      const age = await stat(lock).then(
        ({ mtimeMs }) => Date.now() - mtimeMs,
        () => 0,
      );
      if (age > lockStaleMs) await unlink(lock).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  try {
    return await action();
  } finally {
    await unlink(lock).catch(() => undefined);
  }
}

/** Never rejects: a folder that cannot be read now is looked at again in a second. */
async function noticeOthers(folder: string, sizes: Map<string, number>, changed: Emitter<RunId>): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of [...sizes.keys()].filter((one) => !names.includes(one))) {
    sizes.delete(name);
    const runId = parseRunId(name.slice(0, -'.jsonl'.length));
    if (runId) changed.fire(runId);
  }
  for (const name of names) {
    const runId = name.endsWith('.jsonl') ? parseRunId(name.slice(0, -'.jsonl'.length)) : undefined;
    const size = await stat(path.join(folder, name)).then(
      (found) => found.size,
      () => undefined,
    );
    if (!runId || size === undefined || sizes.get(name) === size) continue;
    sizes.set(name, size);
    changed.fire(runId);
  }
}
