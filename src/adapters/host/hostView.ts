import { access, constants, lstat, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { throwIfAborted } from '../../base/abort.ts';
import type { HostView } from '../../core/run/hostView.ts';
import type { WorkspaceCopy } from '../../core/workspace/workspace.ts';

/** The machine this process runs on. `searchPath` is the person's PATH. */
export function createHostView(searchPath: string): HostView {
  return {
    async onlyInWorkspace(copy, paths, signal) {
      const found = new Set<string>();
      for (const path of paths) {
        throwIfAborted(signal);
        const top = await topmostMissing(copy, path);
        if (top !== undefined) found.add(top);
      }
      return [...found].sort();
    },
    async program(name, signal) {
      throwIfAborted(signal);
      if (name.includes('/')) return isAbsolute(name) && (await isFile(name)) ? name : undefined;
      for (const folder of searchPath.split(delimiter).filter(isAbsolute)) {
        if (await isExecutable(join(folder, name))) return join(folder, name);
      }
      return undefined;
    },
  };
}

async function topmostMissing(copy: WorkspaceCopy, path: string): Promise<string | undefined> {
  const left = new Set((copy.skipped ?? []).map((one) => one.path));
  const mounted = new Set(copy.dependencies.map(({ target }) => target));
  let top: string | undefined;
  let at = '';
  for (const part of path.split('/')) {
    if (part.toLowerCase() === '.git' || part === '..' || part === 'node_modules') return undefined;
    at = at === '' ? part : `${at}/${part}`;
    const original = join(copy.originalPath, at);
    if (left.has(at) || mounted.has(original) || !(await exists(original))) return undefined;
    if (top === undefined && !(await exists(join(copy.hostPath, at)))) top = at;
  }
  return top;
}

// A link counts as itself: where it leads is not looked at.
const exists = (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  );

const isFile = (path: string) =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

async function isExecutable(path: string): Promise<boolean> {
  if (!(await isFile(path))) return false;
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
