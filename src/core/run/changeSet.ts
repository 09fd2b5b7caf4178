import * as z from 'zod';
import { CodedError } from '../../base/errors.ts';
import { asBlobHash } from '../../base/ids.ts';
import { merge3 } from '../patch/threeWayMerge.ts';
import type { RunLog } from './runLog.ts';
import type { FileTexts } from './workingCopy.ts';

/** An edit as nodes hand it on: the whole new text of each file by its address; null is a deleted file. */
export interface ChangeSet {
  readonly files: readonly {
    readonly path: string;
    readonly text: string | null;
    /** The text that the edit was made on; null where there was no file. Absent: it is taken as it is. */
    readonly base?: string | null;
  }[];
}

/** A file of an edit that a node was given. */
export interface EditedFile {
  readonly text: string | undefined;
  /** What the edit was made on; absent when that is not known. */
  readonly base?: { readonly text: string | undefined };
}

const address = z.string().regex(/^[0-9a-f]{64}$/);
const schema = z.object({
  files: z.array(z.object({ path: z.string().min(1), text: address.nullable(), base: address.nullable().optional() })),
});

/** Keeps the texts of an edit, and of what it was made on where that is given, and gives what a node's output holds of them. */
export async function keepChangeSet(
  { texts, bases }: { readonly texts: FileTexts; readonly bases?: FileTexts },
  log: RunLog,
  signal: AbortSignal,
): Promise<ChangeSet> {
  const keep = async (text: string | undefined) =>
    text === undefined ? null : log.keepBytes(new TextEncoder().encode(text), signal);
  const files: ChangeSet['files'][number][] = [];
  for (const [path, text] of texts)
    files.push({
      path,
      text: await keep(text),
      ...(bases?.has(path) ? { base: await keep(bases.get(path)) } : {}),
    });
  return { files };
}

/** The files of an edit that a node was given; nothing is an edit of no file. Throws `edit.invalid`. */
export async function readChangeSet(
  value: unknown,
  log: RunLog,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, EditedFile>> {
  if (value === undefined || value === null) return new Map();
  const parsed = schema.safeParse(value);
  if (!parsed.success)
    throw new CodedError('edit.invalid', 'What was given as an edit is not the edit of an agent.', {
      hint: 'Hand on the `edit` of the node that made it.',
    });
  const read = async (hash: string | null) => (hash === null ? undefined : log.readText(asBlobHash(hash), signal));
  const files = new Map<string, EditedFile>();
  for (const { path, text, base } of parsed.data.files)
    files.set(path, {
      text: await read(text),
      ...(base === undefined ? {} : { base: { text: await read(base) } }),
    });
  return files;
}

/** An edit on top of files that have changed since it was made, or the files where both say something else. */
export type Rebased =
  | { readonly kind: 'fits'; readonly texts: FileTexts }
  | { readonly kind: 'conflict'; readonly paths: readonly string[] };

/** Puts an edit on top of the files as they are now: workers who edit side by side all begin with the same files. */
export async function rebase(
  edit: ReadonlyMap<string, EditedFile>,
  current: (path: string) => Promise<string | undefined>,
): Promise<Rebased> {
  const texts = new Map<string, string | undefined>();
  const paths: string[] = [];
  for (const [path, file] of edit) {
    const merged = mergeFile(file, await current(path));
    if (merged) texts.set(path, merged.text);
    else paths.push(path);
  }
  return paths.length > 0 ? { kind: 'conflict', paths } : { kind: 'fits', texts };
}

function mergeFile(
  { text, base }: EditedFile,
  now: string | undefined,
): { readonly text: string | undefined } | undefined {
  if (base === undefined || base.text === now || text === now) return { text };
  if (base.text === undefined || text === undefined || now === undefined) return undefined;
  const merged = merge3(base.text, now, text);
  return merged.kind === 'merged' ? { text: merged.text } : undefined;
}
