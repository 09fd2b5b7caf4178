import { randomBytes } from 'node:crypto';
import { CodedError, isCoded } from '../../base/errors.ts';
import type { FileWrite, WriteOutcome } from '../../core/workspace/workspace.ts';
import { hashOf } from './collectProposal.ts';
import { settleFolders } from './createdFolders.ts';
import { type FolderHandle, inFolder, type unsafePath } from './folderHandle.ts';
import { rollBack } from './recoverWrites.ts';
import { unsafePathReason } from './treePath.ts';
import {
  type CurrentFile,
  currentFile,
  placeFile,
  readContent,
  removeFile,
  sameState,
  stageFile,
} from './workspaceFile.ts';
import {
  beginJournal,
  type Journal,
  keepJournal,
  moveTo,
  type PlanEntry,
  removeJournal,
  type WritePlan,
} from './writeJournal.ts';

/** Called between the steps of a write, in order: checked, journalled, staged, placed (for each file), committed. */
export type WriteStep = (step: string) => void | Promise<void>;

/** Where a write happens. The write lock is held and earlier interrupted writes have been dealt with. */
export interface WriteContext {
  readonly root: FolderHandle;
  readonly journalFolder: string;
  readonly onStep: WriteStep;
}

/** Raised between check and placing: the file is not what was checked any more. */
class ChangedMeanwhile extends Error {
  readonly path: string;
  constructor(path: string) {
    super(`${path} changed while it was being written`);
    this.path = path;
  }
}

/** Writes all files or none. */
export async function applyWrites(writes: readonly FileWrite[], context: WriteContext): Promise<WriteOutcome> {
  const checked = check(writes, context.root);
  if ('kind' in checked) return checked;
  await context.onStep('checked');
  const plan = planOf(writes, checked);
  const contentBefore = (entry: PlanEntry) =>
    entry.before.hash === undefined ? undefined : contentOf(context.root, entry);
  let journal: Journal;
  try {
    journal = await beginJournal(context.journalFolder, plan, contentBefore);
  } catch (error) {
    if (error instanceof ChangedMeanwhile) return { kind: 'changed-since', paths: [error.path] };
    throw asWriteFailure(error);
  }
  try {
    await context.onStep('journalled');
    await place(writes, { plan, ...context });
  } catch (error) {
    await takeBack(journal, { plan, root: context.root });
    if (error instanceof ChangedMeanwhile) return { kind: 'changed-since', paths: [error.path] };
    if (isCoded(error, 'workspace.unsafePath')) return refusal(error);
    throw asWriteFailure(error);
  }
  journal = await moveTo(journal, 'done');
  await context.onStep('committed');
  try {
    await settleFolders(context.journalFolder, plan, context.root);
    await removeJournal(journal);
  } catch (error) {
    // All is written, and a disk that is full now changes nothing about that: the next write tidies up.
    if (!isRefusal(error)) throw error;
  }
  return { kind: 'written' };
}

/** Takes a write back. Throws `workspace.writeFailed` when that fails, too: the journal stays, and whoever writes next goes on with it. */
async function takeBack(
  journal: Journal,
  { plan, root }: { readonly plan: WritePlan; readonly root: FolderHandle },
): Promise<void> {
  try {
    const left = await rollBack(journal, plan, root);
    if (left.length > 0) await keepJournal(journal);
    else await removeJournal(journal);
  } catch (cause) {
    if (!isRefusal(cause)) throw cause;
    const { code } = cause;
    throw new CodedError(
      'workspace.writeFailed',
      `The workspace could not be written, and what was begun could not be taken back (${code}). That is done at the next start.`,
      {
        hint: 'Make room, or give back the permission to write; then start Loopwright again.',
        details: { code, pending: true },
        cause,
      },
    );
  }
}

/** What a write of these files would come to now, as far as that can be known without writing. */
export function checkWrites(writes: readonly FileWrite[], root: FolderHandle): WriteOutcome {
  const checked = check(writes, root);
  return 'kind' in checked ? checked : { kind: 'written' };
}

interface Checked {
  readonly files: readonly CurrentFile[];
  /** Folders that have to be made. */
  readonly folders: readonly string[];
}

function check(writes: readonly FileWrite[], root: FolderHandle): WriteOutcome | Checked {
  const seen = new Set<string>();
  const files: CurrentFile[] = [];
  const folders = new Set<string>();
  const changed: string[] = [];
  for (const write of writes) {
    const why = seen.has(write.path) ? 'it is written twice' : unsafePathReason(write.path);
    if (why) return { kind: 'refused', path: write.path, why };
    seen.add(write.path);
    try {
      const now = currentFile(root, write.path);
      const emptied = writes.some(({ path, content }) => !content && path.startsWith(`${write.path}/`));
      if (now.folder && !emptied) return { kind: 'refused', path: write.path, why: 'a folder has that name' };
      if (now.stat && (now.stat.mode & 0o200) === 0)
        return { kind: 'refused', path: write.path, why: 'it is read-only' };
      if (!sameState(now.state, write.expected)) changed.push(write.path);
      files.push(now);
      if (write.content) for (const folder of missingFolders(root, write.path)) folders.add(folder);
    } catch (error) {
      if (isCoded(error, 'workspace.unsafePath')) return refusal(error, write.path);
      throw error;
    }
  }
  return changed.length > 0 ? { kind: 'changed-since', paths: changed } : { files, folders: [...folders] };
}

function planOf(writes: readonly FileWrite[], { files, folders }: Checked): WritePlan {
  const nonce = randomBytes(6).toString('hex');
  const entries = writes.map((write, index): PlanEntry => {
    const stat = files[index]?.stat;
    return {
      path: write.path,
      before: { ...files[index]?.state, executable: files[index]?.state.executable ?? false },
      after: write.content
        ? { hash: hashOf(write.content), executable: write.executable }
        : { hash: undefined, executable: false },
      temp: `.loopwright-${nonce}-${index}.tmp`,
      ownership: stat && { mode: stat.mode, uid: stat.uid, gid: stat.gid },
    };
  });
  return { entries, folders: [...folders] };
}

async function place(
  writes: readonly FileWrite[],
  context: WriteContext & { readonly plan: WritePlan },
): Promise<void> {
  const pairs = writes.flatMap((write, index) => {
    const entry = context.plan.entries[index];
    return entry ? [{ write, entry }] : [];
  });
  const removals = pairs.filter(({ write }) => !write.content);
  const additions = pairs.filter(({ write }) => write.content);
  // A file that becomes a folder has to go before anything can be staged in that folder.
  const blocked = (path: string) => removals.some((removal) => path.startsWith(`${removal.write.path}/`));
  for (const pair of additions.filter(({ write }) => !blocked(write.path))) stage(pair, context);
  await context.onStep('staged');
  for (const { write, entry } of removals) {
    assertUnchanged(context.root, entry);
    if (entry.before.hash !== undefined) removeFile(context.root, write.path);
    await context.onStep('placed');
  }
  for (const pair of additions) {
    if (blocked(pair.write.path)) stage(pair, context);
    assertUnchanged(context.root, pair.entry);
    const mustBeNew = pair.entry.before.hash === undefined;
    placeFile(context.root, pair.write.path, { temp: pair.entry.temp, mustBeNew });
    await context.onStep('placed');
  }
}

function stage(
  { write, entry }: { readonly write: FileWrite; readonly entry: PlanEntry },
  { root, plan }: WriteContext & { readonly plan: WritePlan },
): void {
  const content = write.content ?? new Uint8Array();
  const file = { content, executable: write.executable, ownership: entry.ownership };
  stageFile(root, { path: write.path, temp: entry.temp }, file, (folder) => {
    // A folder on the way vanished after the plan was stored: a crash would leave this one behind, empty.
    if (!plan.folders.includes(folder)) plan.folders.push(folder);
  });
}

function missingFolders(root: FolderHandle, path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  const folders = parts.map((_, index) => parts.slice(0, index + 1));
  return folders.filter((folder) => !inFolder(root, folder, () => true)).map((folder) => folder.join('/'));
}

/** Looks once more, right before the step that cannot be taken back in silence. */
function assertUnchanged(root: FolderHandle, entry: PlanEntry): void {
  const before = { hash: entry.before.hash, executable: entry.before.executable };
  if (!sameState(currentFile(root, entry.path).state, before)) throw new ChangedMeanwhile(entry.path);
}

function contentOf(root: FolderHandle, entry: PlanEntry): Buffer {
  const content = readContent(root, entry.path)?.content;
  if (!content || hashOf(content) !== entry.before.hash) throw new ChangedMeanwhile(entry.path);
  return content;
}

function isRefusal(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

/** A refusal of the file system in the words of this adapter; any other error as it is. */
function asWriteFailure(error: unknown): unknown {
  if (!isRefusal(error)) return error;
  const { code } = error;
  return new CodedError('workspace.writeFailed', `The workspace could not be written (${code}). Nothing was changed.`, {
    hint: 'Check the permissions of the files and folders, and the free space.',
    details: { code },
    cause: error,
  });
}

function refusal(error: ReturnType<typeof unsafePath>, path = String(error.details.path)): WriteOutcome {
  return { kind: 'refused', path, why: String(error.details.why) };
}
