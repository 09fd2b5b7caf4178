import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { openSqliteContextIndex } from '../adapters/context/sqliteContextIndex.ts';
import type { ContextIndex } from '../core/context/contextIndex.ts';
import type { Embedder } from '../core/context/embedder.ts';

/** Where the index of a workspace lies, below its folder in the data folder. */
export function contextFolder(root: string): string {
  return path.join(root, 'context');
}

/** Opens the index of a workspace, or makes it. */
export function openContextIndex(
  root: string,
  { embedder, notice }: { readonly embedder: Embedder; readonly notice: (sentence: string) => void },
): ContextIndex {
  return openSqliteContextIndex({
    file: path.join(contextFolder(root), 'index.db'),
    embedder,
    nowMs: () => performance.now(),
    notice,
  });
}
