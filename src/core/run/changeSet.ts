import { z } from 'zod';
import { CodedError } from '../../base/errors.ts';
import { asBlobHash } from '../../base/ids.ts';
import type { RunLog } from './runLog.ts';
import type { FileTexts } from './workingCopy.ts';

/** An edit as nodes hand it on: the whole new text of each file by its address; null is a deleted file. */
export interface ChangeSet {
  readonly files: readonly { readonly path: string; readonly text: string | null }[];
}

const schema = z.object({
  files: z.array(
    z.object({
      path: z.string().min(1),
      text: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .nullable(),
    }),
  ),
});

/** Keeps the texts of an edit and gives what a node's output holds of it. */
export async function keepChangeSet(texts: FileTexts, log: RunLog, signal: AbortSignal): Promise<ChangeSet> {
  const files: { path: string; text: string | null }[] = [];
  for (const [path, text] of texts)
    files.push({
      path,
      text: text === undefined ? null : await log.keepBytes(new TextEncoder().encode(text), signal),
    });
  return { files };
}

/** The texts of an edit that a node was given; nothing is an edit of no file. Throws `edit.invalid`. */
export async function readChangeSet(value: unknown, log: RunLog, signal: AbortSignal): Promise<FileTexts> {
  if (value === undefined || value === null) return new Map();
  const parsed = schema.safeParse(value);
  if (!parsed.success)
    throw new CodedError('edit.invalid', 'What was given as an edit is not the edit of an agent.', {
      hint: 'Hand on the `edit` of the node that made it.',
    });
  const texts = new Map<string, string | undefined>();
  for (const { path, text } of parsed.data.files)
    texts.set(path, text === null ? undefined : await log.readText(asBlobHash(text), signal));
  return texts;
}
