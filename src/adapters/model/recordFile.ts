import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import { CodedError, messageOf } from '../../base/errors.ts';

/** A small list that is kept as one JSON file: `{"version": 1, "entries": […]}`. */
export interface RecordFile<Entry> {
  /** Empty when there is no file. Throws `model.badRecord` for a file of another form: it is never read as empty. */
  read(signal: AbortSignal): Promise<readonly Entry[]>;
  write(entries: readonly Entry[], signal: AbortSignal): Promise<void>;
}

/** The list in a file; readable by its owner only, and never half written. */
export function openRecordFile<Entry>(file: string, entry: z.ZodType<Entry>): RecordFile<Entry> {
  const schema = z.object({ version: z.literal(1), entries: z.array(entry) });
  return {
    async read(signal) {
      const text = await readOptional(file, signal);
      if (text === undefined) return [];
      const parsed = schema.safeParse(jsonOf(text));
      if (parsed.success) return parsed.data.entries;
      throw new CodedError('model.badRecord', `${file} is not in the form in which it is written.`, {
        hint: 'Correct the file, or delete it: then the question is asked again.',
        details: { path: file },
        cause: parsed.error,
      });
    },
    async write(entries, signal) {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await writeWhole(file, `${JSON.stringify({ version: 1, entries }, undefined, 2)}\n`, signal);
    },
  };
}

/** The text of a file; undefined where there is none. */
export function readOptional(file: string, signal: AbortSignal): Promise<string | undefined> {
  return readFile(file, { encoding: 'utf8', signal }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

/** Written under another name first, so that nobody reads half of it. */
export async function writeWhole(file: string, text: string, signal: AbortSignal): Promise<void> {
  const part = `${file}.${randomUUID()}.part`;
  await writeFile(part, text, { mode: 0o600, signal });
  await rename(part, file);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // Not JSON is one more form that is not ours; the schema says so.
    return messageOf(error);
  }
}
