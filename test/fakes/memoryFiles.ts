import type { CopyFiles } from '../../src/core/tool/tool.ts';

/** Files of a copy that are in memory only. They are not written. */
export function memoryFiles(texts: Readonly<Record<string, string>>): CopyFiles {
  return {
    list: async () => Object.keys(texts).sort(),
    read: async (path) => (Object.hasOwn(texts, path) ? texts[path] : undefined),
    write: async () => {
      throw new Error('nothing is written here');
    },
  };
}
