import { createHash } from 'node:crypto';
import { asBlobHash, type BlobHash } from '../../base/ids.ts';
import type { FileState, Proposal, ProposedFile } from '../../core/workspace/workspace.ts';
import { type BaseEntry, type BaseTree, blobSizes, readBaseTree, readBlobs } from './baseTree.ts';
import { hasControlCharacter } from './treePath.ts';
import { type CollectLimits, type CopiedFile, type WalkContext, type WalkResult, walkCopy } from './walkCopy.ts';

/** What collecting needs: the walk's context without the base, which is read from the tree. */
export interface CollectContext extends Omit<WalkContext, 'base'> {
  readonly tree: BaseTree;
}

/** A proposal and the bytes of every state that it names. */
export interface Collected {
  readonly proposal: Proposal;
  readonly blobs: ReadonlyMap<BlobHash, Uint8Array>;
}

const maxRefused = 500;

/** Compares a copy with its base and gives the differences, with the bytes before and after. */
export async function collectProposal(context: CollectContext, signal: AbortSignal): Promise<Collected> {
  const base = await readBaseTree(context.tree, signal);
  const walk = await walkCopy({ ...context, base }, signal);
  const refused = new Map(walk.refused);
  const deleted = deletedPaths(base, { walk, refused, limits: context.limits });
  const changes = [...walk.changed].map(([path, file]): Change => ({ path, before: base.get(path), after: file }));
  for (const path of deleted) changes.push({ path, before: base.get(path), after: undefined });
  changes.sort((a, b) => (a.path < b.path ? -1 : 1));
  const before = await readBefore(changes, { context, refused }, signal);

  const blobs = new Map<BlobHash, Uint8Array>();
  const files: ProposedFile[] = [];
  for (const change of changes) {
    const old = before.get(change.path);
    if (change.before && !old) continue;
    const file = describe(change, old, blobs);
    if (file) files.push(file);
  }
  return { proposal: { files, refused: listRefused(refused) }, blobs };
}

interface Change {
  readonly path: string;
  readonly before: BaseEntry | undefined;
  readonly after: CopiedFile | undefined;
}

/** Base files that are gone. What lies behind something refused is not gone, only out of sight. */
function deletedPaths(
  base: ReadonlyMap<string, BaseEntry>,
  found: { readonly walk: WalkResult; readonly refused: Map<string, string>; readonly limits: CollectLimits },
): string[] {
  const deleted: string[] = [];
  for (const [path, entry] of base) {
    if (found.walk.seen.has(path) || isBehind(path, found.walk.refused)) continue;
    if (entry.kind === 'link') found.refused.set(path, 'a symbolic link was removed');
    else if (hasControlCharacter(path)) found.refused.set(path, 'the name has control characters');
    else if (found.walk.changed.size + deleted.length >= found.limits.files) {
      found.refused.set(path, `more than ${found.limits.files} files changed`);
    } else deleted.push(path);
  }
  return deleted;
}

function isBehind(path: string, refused: ReadonlyMap<string, string>): boolean {
  if (refused.has('') || refused.has(path)) return true;
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    if (refused.has(path.slice(0, end))) return true;
  }
  return false;
}

async function readBefore(
  changes: readonly Change[],
  { context, refused }: { readonly context: CollectContext; readonly refused: Map<string, string> },
  signal: AbortSignal,
): Promise<Map<string, Buffer>> {
  const wanted = changes.flatMap(({ path, before }) => (before ? [{ path, id: before.id }] : []));
  const ids = wanted.map(({ id }) => id);
  const sizes = await blobSizes(context.tree, ids, signal);
  let total = 0;
  const read = wanted.filter(({ path }, index) => {
    const size = sizes[index] ?? 0;
    total += size;
    if (size <= context.limits.fileBytes && total <= context.limits.totalBytes) return true;
    refused.set(path, 'it was too large before to be kept for an undo');
    return false;
  });
  const contents = await readBlobs(
    context.tree,
    read.map(({ id }) => id),
    signal,
  );
  return new Map(read.map(({ path }, index) => [path, contents[index] ?? Buffer.alloc(0)]));
}

function describe(
  { path, before, after }: Change,
  old: Buffer | undefined,
  blobs: Map<BlobHash, Uint8Array>,
): ProposedFile | undefined {
  const state = (content: Buffer | undefined, executable: boolean): FileState => {
    if (!content) return { hash: undefined, executable: false };
    const hash = hashOf(content);
    blobs.set(hash, content);
    return { hash, executable };
  };
  const from = state(old, before?.executable ?? false);
  const to = state(after?.content, after?.executable ?? false);
  if (from.hash === to.hash && from.executable === to.executable) return undefined;
  const kind = !before ? 'added' : after ? 'modified' : 'deleted';
  return { path, kind, base: from, result: to, binary: isBinary(old) || isBinary(after?.content) };
}

/** The content address of some bytes. */
export function hashOf(content: Uint8Array): BlobHash {
  return asBlobHash(createHash('sha256').update(content).digest('hex'));
}

/** Git's own test (a NUL in the first 8000 bytes), and anything that is not UTF-8, which hunks could not show. */
function isBinary(content: Buffer | undefined): boolean {
  if (!content) return false;
  if (content.subarray(0, 8000).includes(0)) return true;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(content);
    return false;
  } catch {
    return true;
  }
}

function listRefused(refused: ReadonlyMap<string, string>): Proposal['refused'] {
  const all = [...refused].map(([path, why]) => ({ path, why })).sort((a, b) => (a.path < b.path ? -1 : 1));
  if (all.length <= maxRefused) return all;
  return [...all.slice(0, maxRefused), { path: '', why: `and ${all.length - maxRefused} more` }];
}
