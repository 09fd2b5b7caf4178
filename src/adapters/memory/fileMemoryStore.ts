import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, mkdir, open as openFile, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { throwIfAborted } from '../../base/abort.ts';
import { CodedError } from '../../base/errors.ts';
import { isFactId } from '../../core/memory/factFile.ts';
import { maxFactLength } from '../../core/memory/factSchema.ts';
import type { MemoryFile, MemorySnapshot, MemoryStore, SkippedMemory } from '../../core/memory/memoryStore.ts';

/** What a store of files needs of its surroundings. */
export interface FileMemoryOptions {
  readonly nowMs: () => number;
  /** Runs an action while no other process changes the store. */
  alone<T>(action: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

const mostFiles = 1_000;
const mostSnapshots = 50;
const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK } = constants;

/**
 * Memory as files of a folder of ours: `NAME.md`, and snapshots below `snapshots`. The folder is made with the first write. It lies
 * in the person's data folder, where nobody else writes; links are refused all the same.
 */
export function createFileMemoryStore(folder: string, options: FileMemoryOptions): MemoryStore {
  const files = new MemoryFolder(folder);
  const snapshots = new SnapshotFolder(path.join(folder, 'snapshots'));
  const take = async (signal: AbortSignal) => {
    const texts = Object.fromEntries((await files.list(signal)).files.map(({ id, text }) => [id, text]));
    return snapshots.add(texts, options.nowMs());
  };
  const changing = async <T>(action: () => Promise<T>, signal: AbortSignal): Promise<T> => {
    throwIfAborted(signal);
    await makeFolder(folder);
    return options.alone(action, signal);
  };
  return {
    list: (signal) => files.list(signal),
    snapshots: (signal) => snapshots.list(signal),
    write: ({ id, text }, replaces, signal) => changing(() => files.write(id, text, replaces), signal),
    remove: (id, replaces, signal) => changing(() => files.remove(id, replaces), signal),
    snapshot: (signal) => changing(() => take(signal), signal),
    rollback: (id, signal) =>
      changing(async () => {
        const wanted = await snapshots.find(id, signal);
        const before = await take(signal);
        await files.become(wanted.files, signal);
        return before;
      }, signal),
  };
}

/** The files of memory in their folder. */
class MemoryFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async list(signal: AbortSignal): ReturnType<MemoryStore['list']> {
    throwIfAborted(signal);
    const files: MemoryFile[] = [];
    const skipped: SkippedMemory[] = [];
    for (const name of (await namesIn(this.#folder)).filter((one) => one.endsWith('.md')).slice(0, mostFiles)) {
      const id = name.slice(0, -3);
      const file = path.join(this.#folder, name);
      try {
        const text = isFactId(id) ? await readPlain(file) : undefined;
        if (text === undefined) skipped.push({ file, why: 'its name is not that of a fact' });
        else files.push({ id, text, version: versionOf(text) });
      } catch (error) {
        if (!(error instanceof CodedError)) throw error;
        skipped.push({ file, why: error.message });
      }
    }
    return { files, skipped };
  }

  async write(id: string, text: string, replaces: string | undefined): Promise<string> {
    if ((await this.#requireVersion(id, replaces)) !== text) await writePlain(this.#pathOf(id), text);
    return versionOf(text);
  }

  async remove(id: string, replaces: string): Promise<void> {
    await this.#requireVersion(id, replaces);
    await rm(this.#pathOf(id), { force: true });
  }

  /** Makes the files these and no others. */
  async become(texts: Readonly<Record<string, string>>, signal: AbortSignal): Promise<void> {
    for (const { id } of (await this.list(signal)).files)
      if (!Object.hasOwn(texts, id)) await rm(this.#pathOf(id), { force: true });
    for (const [id, text] of Object.entries(texts)) await writePlain(this.#pathOf(id), text);
  }

  async #requireVersion(id: string, replaces: string | undefined): Promise<string | undefined> {
    const text = await readPlain(this.#pathOf(id));
    const version = text === undefined ? undefined : versionOf(text);
    if (version === replaces) return text;
    throw new CodedError('memory.changed', `The memory ${id} was changed meanwhile; nothing was written.`, {
      hint: `Look at it again: loopwright memory show ${id}`,
      details: { id },
    });
  }

  #pathOf(id: string): string {
    if (!isFactId(id)) throw new Error(`not the name of a fact: ${JSON.stringify(id)}`);
    return path.join(this.#folder, `${id}.md`);
  }
}

/** Snapshots as files of their own, named so that their names stand in the order of their times. */
class SnapshotFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async list(signal: AbortSignal): Promise<readonly MemorySnapshot[]> {
    throwIfAborted(signal);
    const found: MemorySnapshot[] = [];
    for (const name of await this.#newestFirst()) {
      const snapshot = await this.#open(name);
      if (snapshot) found.push(snapshot);
    }
    return found;
  }

  async find(id: string, signal: AbortSignal): Promise<MemorySnapshot> {
    const wanted = (await this.list(signal)).find((one) => one.id === id);
    if (wanted) return wanted;
    throw new CodedError('memory.noSnapshot', `There is no snapshot ${JSON.stringify(id)} of the memory.`, {
      hint: 'See: loopwright memory snapshots',
    });
  }

  async add(files: Readonly<Record<string, string>>, atMs: number): Promise<string> {
    const [newest] = await this.#newestFirst();
    const last = newest === undefined ? undefined : await this.#open(newest);
    if (last && sameFiles(last.files, files)) return last.id;
    const after = newest === undefined ? 1 : Number(newest.slice(0, 6)) + 1;
    const id = `${String(after).padStart(6, '0')}-${randomBytes(3).toString('hex')}`;
    await writePlain(path.join(this.#folder, `${id}.json`), JSON.stringify({ atMs, files }));
    for (const name of (await this.#newestFirst()).slice(mostSnapshots))
      await rm(path.join(this.#folder, name), { force: true });
    return id;
  }

  async #newestFirst(): Promise<string[]> {
    return (await namesIn(this.#folder)).filter((name) => name.endsWith('.json')).reverse();
  }

  async #open(name: string): Promise<MemorySnapshot | undefined> {
    return readSnapshot(name.slice(0, -5), (await readPlain(path.join(this.#folder, name))) ?? '');
  }
}

function versionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function sameFiles(left: Readonly<Record<string, string>>, right: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name]);
}

/** A snapshot, or undefined for a file that is none: half written by a process that died, or not ours. */
function readSnapshot(id: string, text: string): MemorySnapshot | undefined {
  if (!/^\d{6}-[0-9a-f]{6}$/.test(id)) return undefined;
  try {
    const { atMs, files } = JSON.parse(text) as { atMs?: unknown; files?: unknown };
    if (typeof atMs !== 'number' || typeof files !== 'object' || files === null) return undefined;
    const entries = Object.entries(files as Record<string, unknown>);
    const whole = entries.every(([name, one]) => isFactId(name) && typeof one === 'string');
    return whole ? { id, atMs, files: files as Record<string, string> } : undefined;
  } catch {
    return undefined;
  }
}

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT';

async function namesIn(folder: string): Promise<string[]> {
  const found = await lstat(folder).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (!found) return [];
  if (!found.isDirectory()) throw unsafe(folder, 'it is not a plain folder');
  return (await readdir(folder)).sort();
}

const unsafe = (file: string, why: string) =>
  new CodedError('memory.unsafePath', `${file} is not read: ${why}.`, {
    hint: 'Put a plain file or folder in its place, or remove it.',
  });

/** The text of a regular file; undefined when there is none. A link, or anything that is no plain text of a fact's size, is refused. */
async function readPlain(file: string): Promise<string | undefined> {
  const found = await lstat(file).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (!found) return undefined;
  if (!found.isFile()) throw unsafe(file, 'it is not a regular file');
  if (found.size > 4 * maxFactLength && !file.endsWith('.json')) throw unsafe(file, `it has ${found.size} bytes`);
  const handle = await openFile(file, O_RDONLY | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0));
  try {
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

/** The text stands at the path whole, or not at all: it is written beside it and renamed. */
async function writePlain(file: string, text: string): Promise<void> {
  const folder = path.dirname(file);
  await makeFolder(folder);
  const temp = path.join(folder, `.${path.basename(file)}.${randomBytes(6).toString('hex')}`);
  const handle = await openFile(temp, O_WRONLY | O_CREAT | O_EXCL | (O_NOFOLLOW ?? 0), 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    const there = await lstat(file).catch(() => undefined);
    if (there && !there.isFile()) throw unsafe(file, 'it is not a regular file');
    await rename(temp, file);
  } catch (error) {
    await rm(temp, { force: true });
    throw error;
  }
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (!(await lstat(folder)).isDirectory()) throw unsafe(folder, 'it is not a plain folder');
}
