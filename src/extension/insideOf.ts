import * as path from 'node:path';

/** The absolute path of a file that is named relative to a folder, or absolutely below it; undefined for one that is not. */
export function insideOf(folder: string, named: string): string | undefined {
  if (named === '' || named.includes('\0')) return undefined;
  const file = path.resolve(folder, named);
  const relative = path.relative(folder, file);
  const outside =
    relative === '' || relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
  return outside ? undefined : file;
}
