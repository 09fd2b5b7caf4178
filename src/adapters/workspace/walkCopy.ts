import { createHash } from 'node:crypto';
import { closeSync, readdirSync, readlinkSync, readSync, type Stats } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfAborted } from '../../base/abort.ts';
import { CodedError, isCoded } from '../../base/errors.ts';
import type { BaseEntry } from './baseTree.ts';
import { FolderHandle, inFolder, readOpenFile } from './folderHandle.ts';
import { hasControlCharacter, isGitName } from './treePath.ts';

/** The most that a proposal may hold. */
export interface CollectLimits {
  readonly files: number;
  readonly fileBytes: number;
  readonly totalBytes: number;
  /** Entries of the copy that are looked at before collecting fails. */
  readonly entries: number;
}

/** A changed or new file of a copy. */
export interface CopiedFile {
  readonly content: Buffer;
  readonly executable: boolean;
}

/** What a walk needs to know. */
export interface WalkContext {
  readonly copy: string;
  readonly base: ReadonlyMap<string, BaseEntry>;
  readonly objectFormat: 'sha1' | 'sha256';
  /** Folders at which dependencies are mounted: never entered. */
  readonly skip: ReadonlySet<string>;
  readonly limits: CollectLimits;
  /** Which new paths the base's rules ignore; a folder ends in `/`. */
  readonly ignored: (paths: readonly string[], signal: AbortSignal) => Promise<ReadonlySet<string>>;
}

/** Characters of a new path. A command can nest folders until no path leads to the last of them. */
const longestPath = 1_024;

/** What differs between a copy and its base. */
export interface WalkResult {
  readonly changed: ReadonlyMap<string, CopiedFile>;
  /** Base paths that are there, changed or not. */
  readonly seen: ReadonlySet<string>;
  readonly refused: ReadonlyMap<string, string>;
}

/** Compares a copy with its base, folder by folder, following no link and trusting nothing but bytes. */
export async function walkCopy(context: WalkContext, signal: AbortSignal): Promise<WalkResult> {
  const walk = new Walk(context);
  try {
    await walk.run(signal);
    return walk;
  } finally {
    walk.close();
  }
}

class Walk implements WalkResult {
  readonly changed = new Map<string, CopiedFile>();
  readonly seen = new Set<string>();
  readonly refused = new Map<string, string>();
  readonly #context: WalkContext;
  readonly #root: FolderHandle;
  readonly #baseFolders: ReadonlySet<string>;
  #entries = 0;
  #bytes = 0;

  constructor(context: WalkContext) {
    this.#context = context;
    this.#root = FolderHandle.openRoot(context.copy);
    this.#baseFolders = foldersOf(context.base.keys());
  }

  close(): void {
    this.#root.close();
  }

  async run(signal: AbortSignal): Promise<void> {
    for (let level = ['']; level.length > 0; ) {
      const next: string[] = [];
      const unknown: string[] = [];
      for (const path of level) {
        throwIfAborted(signal);
        await nextTurn();
        this.#listFolder(path, { next, unknown });
      }
      const ignored = await this.#context.ignored(unknown, signal);
      for (const path of unknown) {
        if (ignored.has(path)) continue;
        if (path.endsWith('/')) next.push(path.slice(0, -1));
        else this.#guard(path, () => this.#inParent(path, (folder, name) => this.#takeFile(path, folder, name)));
      }
      level = next;
    }
  }

  #listFolder(path: string, lists: { readonly next: string[]; readonly unknown: string[] }): void {
    this.#guard(path, () =>
      inFolder(this.#root, path === '' ? [] : path.split('/'), (folder) => {
        for (const raw of readdirSync(folder.self, { encoding: 'buffer' })) {
          if (++this.#entries > this.#context.limits.entries) {
            throw new CodedError('workspace.tooLarge', 'The run left too many files in its copy to look at.');
          }
          const name = raw.toString('utf8');
          const full = path === '' ? name : `${path}/${name}`;
          if (!Buffer.from(name).equals(raw)) this.#refuse(full, 'the name is not valid UTF-8');
          else this.#guard(full, () => this.#look(full, folder, { name, ...lists }));
        }
        folder.verify();
      }),
    );
  }

  #look(
    path: string,
    folder: FolderHandle,
    { name, next, unknown }: { readonly name: string; readonly next: string[]; readonly unknown: string[] },
  ): void {
    const { base, skip } = this.#context;
    const stat = folder.stat(name);
    if (!stat || skip.has(path)) return;
    const known = base.get(path);
    if (path.length > longestPath && !known && !this.#baseFolders.has(path)) this.#refuse(path, 'the path is too long');
    else if (isGitName(name)) this.#refuse(path, 'a nested .git');
    else if (stat.isDirectory()) {
      if (known) this.seen.delete(path);
      if (this.#baseFolders.has(path)) next.push(path);
      else if (hasControlCharacter(path)) this.#refuse(path, 'the name has control characters');
      else unknown.push(`${path}/`);
    } else if (stat.isSymbolicLink()) this.#lookAtLink(path, folder, { name, known });
    else if (!stat.isFile()) this.#refuse(path, 'a device, pipe or socket');
    else if (known?.kind === 'file') {
      this.seen.add(path);
      if (this.#isChanged(folder, name, known)) this.#takeFile(path, folder, name);
    } else if (known) this.#refuse(path, 'a symbolic link was replaced by a file');
    else if (hasControlCharacter(path)) this.#refuse(path, 'the name has control characters');
    else unknown.push(path);
  }

  #lookAtLink(
    path: string,
    folder: FolderHandle,
    { name, known }: { readonly name: string; readonly known: BaseEntry | undefined },
  ): void {
    this.seen.add(path);
    const target = readlinkSync(folder.at(name), { encoding: 'buffer' });
    const same = known?.kind === 'link' && this.#blobId(target.length, [target]) === known.id;
    if (!same) this.#refuse(path, known ? 'a symbolic link was made or changed' : 'a new symbolic link');
  }

  #isChanged(folder: FolderHandle, name: string, known: BaseEntry): boolean {
    const file = folder.openFile(name);
    if (!file) return true;
    try {
      return (
        isExecutable(file.stat) !== known.executable || this.#blobId(file.stat.size, chunksOf(file.fd)) !== known.id
      );
    } finally {
      closeSync(file.fd);
    }
  }

  #takeFile(path: string, folder: FolderHandle, name: string): void {
    const why = this.#take(path, folder, name);
    if (why) this.#refuse(path, why);
  }

  /** Reads a changed file into the result, or gives the reason why not. */
  #take(path: string, folder: FolderHandle, name: string): string | undefined {
    const { limits } = this.#context;
    if (hasControlCharacter(path)) return 'the name has control characters';
    if (this.changed.size >= limits.files) return `more than ${limits.files} files changed`;
    const file = folder.openFile(name);
    if (!file) return undefined;
    try {
      if (file.stat.size > limits.fileBytes) return `larger than ${limits.fileBytes} bytes`;
      const content = readOpenFile(file.fd, file.stat.size, limits.fileBytes);
      this.#bytes += content.length;
      if (this.#bytes > limits.totalBytes) return `more than ${limits.totalBytes} bytes changed`;
      this.changed.set(path, { content, executable: isExecutable(file.stat) });
      return undefined;
    } finally {
      closeSync(file.fd);
    }
  }

  #inParent(path: string, action: (folder: FolderHandle, name: string) => void): void {
    const parts = path.split('/');
    const name = parts.pop() ?? '';
    inFolder(this.#root, parts, (folder) => action(folder, name));
  }

  /** What the file system refuses for one path refuses that path; a limit of the whole walk ends it. */
  #guard(path: string, action: () => void): void {
    try {
      action();
    } catch (error) {
      if (isCoded(error, 'workspace.unsafePath')) this.#refuse(path, String(error.details.why));
      else if (isSystemError(error)) this.#refuse(path, `it cannot be read (${error.code ?? 'unknown'})`);
      else throw error;
    }
  }

  #refuse(path: string, why: string): void {
    this.refused.set(path, why);
  }

  #blobId(size: number, chunks: Iterable<Buffer>): string {
    const hash = createHash(this.#context.objectFormat).update(`blob ${size}\0`);
    for (const chunk of chunks) hash.update(chunk);
    return hash.digest('hex');
  }
}

function* chunksOf(fd: number): Generator<Buffer> {
  const buffer = Buffer.allocUnsafe(2 ** 18);
  for (let got = readSync(fd, buffer); got > 0; got = readSync(fd, buffer)) yield buffer.subarray(0, got);
}

function foldersOf(paths: Iterable<string>): Set<string> {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return folders;
}

function isExecutable(stat: Stats): boolean {
  return (stat.mode & 0o100) !== 0;
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
