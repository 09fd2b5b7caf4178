/**
 * Port: the source texts of a workspace.
 *
 * Contract: `paths` are all files that could matter, tests included, relative to the workspace with `/`; `read` gives
 * undefined for a file that is gone, too large or not text, and is asked only for files that a failing test can reach.
 */
export interface SourceFiles {
  readonly paths: readonly string[];
  read(path: string, signal: AbortSignal): Promise<string | undefined>;
}

/** Sources that are already in memory. */
export function sourcesOf(files: ReadonlyMap<string, string>): SourceFiles {
  return { paths: [...files.keys()], read: async (path) => files.get(path) };
}

/** True for a path that by its name or folder holds tests or test support: repair never edits it. */
export function isTestPath(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return (
    /(^|\/)(tests?|__tests__|__mocks__|specs?|testing|fixtures)\//.test(path) ||
    /[.\-_](test|tests|spec)\.[a-z]+$/.test(name) ||
    /^(test[._-].*|tests?)\.[a-z]+$/.test(name) ||
    name === 'conftest.py'
  );
}

/** True for code that is not the project's own. */
export function isForeignPath(path: string): boolean {
  return /(^|\/)(node_modules|\.venv|venv|site-packages|dist|build|vendor|\.git|__pycache__)\//.test(path);
}

/** The folder of a path, '' for the workspace itself. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
