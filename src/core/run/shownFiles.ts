import { fence } from '../prompt/fence.ts';
import { readSource } from '../tool/readSource.ts';
import type { CopyFiles } from '../tool/tool.ts';
import { excerpt, type Focus } from './excerpt.ts';

/** A file that an agent is shown before it asks. */
export interface WantedFile extends Focus {
  readonly path: string;
  /** What it is to the agent: `source file`, `test file`. */
  readonly as: string;
}

/** A rest that is shorter than this shows nothing that helps. */
const leastShown = 800;

/**
 * Files of the copy as blocks of data, the most important first, of about `maxLength` characters together; a long one is cut to
 * what matters in it. Files that are gone or no text are left out, and those that found no room are named.
 */
export async function shownFiles(
  wanted: Iterable<WantedFile> | AsyncIterable<WantedFile>,
  { files, maxLength }: { readonly files: CopyFiles; readonly maxLength: number },
  signal: AbortSignal,
): Promise<readonly string[]> {
  const blocks: string[] = [];
  const without: string[] = [];
  let left = maxLength;
  for await (const { path, as, ...focus } of wanted) {
    const text = await readSource(files, path, signal);
    if (text === undefined) continue;
    if (left < Math.min(leastShown, text.length)) {
      without.push(path);
      continue;
    }
    const shown = excerpt(text, focus, left);
    left -= shown.length;
    blocks.push(fence(`${as} ${path}`, shown));
  }
  if (without.length > 0) blocks.push(`There was no room for ${without.join(', ')}: use read_file.`);
  return blocks;
}
