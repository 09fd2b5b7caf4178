import { isCoded } from '../../base/errors.ts';
import type { CopyFiles } from './tool.ts';

/** The text of a file in the copy; undefined when it is gone, not text, or a link that leads elsewhere. */
export async function readSource(files: CopyFiles, path: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    return await files.read(path, signal);
  } catch (error) {
    if (isCoded(error, 'files.notText') || isCoded(error, 'files.unsafePath')) return undefined;
    throw error;
  }
}
