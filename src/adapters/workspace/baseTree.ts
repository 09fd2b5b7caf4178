import { CodedError } from '../../base/errors.ts';
import { type Git, splitZ } from './safeGit.ts';

/** A file of a snapshot. */
export interface BaseEntry {
  readonly id: string;
  readonly kind: 'file' | 'link';
  readonly executable: boolean;
}

/** A tree of the shadow repository. */
export interface BaseTree {
  readonly git: Git;
  readonly gitDir: string;
  readonly tree: string;
}

/** Every file of a tree by its path. */
export async function readBaseTree(base: BaseTree, signal: AbortSignal): Promise<Map<string, BaseEntry>> {
  const reply = await base.git(
    { args: ['ls-tree', '-r', '-z', base.tree], cwd: base.gitDir, gitDir: base.gitDir },
    signal,
  );
  const entries = new Map<string, BaseEntry>();
  for (const line of splitZ(reply.stdout)) {
    const tab = line.indexOf('\t');
    const [mode = '', , id = ''] = line.slice(0, tab).split(' ');
    const kind = mode === '120000' ? 'link' : 'file';
    entries.set(line.slice(tab + 1), { id, kind, executable: mode === '100755' });
  }
  return entries;
}

/** The sizes in bytes of blobs, in the order asked. Throws CodedError `workspace.baseLost` when one is gone. */
export async function blobSizes(base: BaseTree, ids: readonly string[], signal: AbortSignal): Promise<number[]> {
  const reply = await ask(base, { ids, args: ['cat-file', '--batch-check=%(objectname) %(objectsize)'] }, signal);
  return reply
    .toString()
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const size = Number(line.split(' ')[1]);
      if (!Number.isInteger(size)) throw baseLost();
      return size;
    });
}

/** The bytes of blobs, in the order asked. */
export async function readBlobs(base: BaseTree, ids: readonly string[], signal: AbortSignal): Promise<Buffer[]> {
  const out = await ask(base, { ids, args: ['cat-file', '--batch'] }, signal);
  const blobs: Buffer[] = [];
  for (let at = 0; at < out.length; ) {
    const end = out.indexOf(10, at);
    const size = Number(out.toString('latin1', at, end).split(' ')[2]);
    if (!Number.isInteger(size)) throw baseLost();
    blobs.push(out.subarray(end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
  return blobs;
}

/** The bytes of plain files of a tree, by path; those that it does not have are left out. Throws as `readBlobs` and git do. */
export async function readBaseFiles(
  base: BaseTree,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const entries = await readBaseTree(base, signal);
  const found = paths.flatMap((path) => {
    const entry = entries.get(path);
    return entry?.kind === 'file' ? [{ path, id: entry.id }] : [];
  });
  const blobs = await readBlobs(
    base,
    found.map(({ id }) => id),
    signal,
  );
  return new Map(found.map(({ path }, at) => [path, blobs[at] ?? new Uint8Array()]));
}

async function ask(
  base: BaseTree,
  { ids, args }: { readonly ids: readonly string[]; readonly args: readonly string[] },
  signal: AbortSignal,
): Promise<Buffer> {
  if (ids.length === 0) return Buffer.alloc(0);
  const input = ids.map((id) => `${id}\n`).join('');
  const reply = await base.git({ args, cwd: base.gitDir, gitDir: base.gitDir, input, maxBytes: 2 ** 30 }, signal);
  return reply.stdout;
}

function baseLost(): CodedError {
  return new CodedError('workspace.baseLost', 'The repository was pruned while the run went on: its base is gone.', {
    hint: 'Start the run again.',
  });
}
