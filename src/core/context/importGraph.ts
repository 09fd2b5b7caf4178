import { resolveImport } from './importNames.ts';

/** The files of the index that a file imports, found when first asked for. Imports of packages lead nowhere. */
export function importGraph(
  files: ReadonlyMap<string, { readonly imports: readonly string[] }>,
): (path: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  const has = (path: string) => files.has(path);
  return (path) => {
    const before = known.get(path);
    if (before) return before;
    const targets = (files.get(path)?.imports ?? []).flatMap((name) => resolveImport(path, name, has) ?? []);
    const found = [...new Set(targets)].filter((target) => target !== path);
    known.set(path, found);
    return found;
  };
}
