const javascript = /\b(?:from|import|require)\s*(?:\(\s*)?(['"])([^'"\n]{1,300})\1/g;
const python = /^[ \t]*(?:from\s+([.\w]+)\s+import\s+([^\n#]+)|import\s+([^\n#]+))/gm;
const go = /^[ \t]*(?:import\s+)?(?:[\w.]+\s+)?"([^"\n]{1,300})"/gm;
const mostImports = 500;

/** What a file imports, as it is written there, each once: `./a.js`, `..pkg.mod`. Found by pattern, so a text that only looks like an import counts. */
export function importNames(path: string, text: string): readonly string[] {
  const names = new Set<string>();
  if (/\.[mc]?[jt]sx?$/.test(path)) {
    for (const [, , name = ''] of text.matchAll(javascript)) names.add(name);
  } else if (/\.pyi?$/.test(path)) {
    for (const [, from, what = '', plain = ''] of text.matchAll(python)) {
      if (from !== undefined) for (const name of ofPython(from, what)) names.add(name);
      else for (const name of plain.split(',')) names.add(name.trim().split(/\s+/)[0] ?? '');
    }
  } else if (/\.go$/.test(path)) {
    const block = /import\s*\(([\s\S]*?)\)/.exec(text)?.[1] ?? text.slice(0, 2000);
    for (const [, name = ''] of block.matchAll(go)) names.add(name);
  }
  names.delete('');
  return [...names].slice(0, mostImports);
}

/** `from . import a, b` may name modules: they count beside the package. */
function ofPython(from: string, what: string): readonly string[] {
  const names = what.replace(/[()]/g, '').split(',');
  const modules = names.map((name) => name.trim().split(/\s+/)[0] ?? '').filter((name) => /^\w+$/.test(name));
  return [from, ...modules.map((name) => (from.endsWith('.') ? `${from}${name}` : `${from}.${name}`))];
}

/**
 * The file of the workspace that an import names, or undefined: a path relative to the importing file, with the endings that may
 * be left out, or a module of Python from the importing file's folders upwards.
 */
export function resolveImport(from: string, name: string, has: (path: string) => boolean): string | undefined {
  const folder = from.split('/').slice(0, -1);
  if (/\.pyi?$/.test(from)) return resolvePython(folder, name, has);
  if (!name.startsWith('.')) return undefined;
  const target = join(folder, name.replace(/[?#].*$/, '').split('/'));
  if (target === undefined) return undefined;
  if (has(target)) return target;
  // `./a.js` is written for a.ts, too.
  for (const stem of new Set([target, target.replace(/\.[mc]?js$/, ''), `${target}/index`])) {
    for (const ending of endings) if (has(stem + ending)) return stem + ending;
  }
  return undefined;
}

const endings = ['.ts', '.tsx', '.js', '.jsx', '.mjs', '.cjs', '.mts', '.cts', '.d.ts'];

function join(folder: readonly string[], parts: readonly string[]): string | undefined {
  const path = [...folder];
  for (const one of parts) {
    if (one === '' || one === '.') continue;
    if (one !== '..') path.push(one);
    else if (path.pop() === undefined) return undefined;
  }
  return path.join('/');
}

function resolvePython(folder: readonly string[], name: string, has: (path: string) => boolean): string | undefined {
  const dots = /^\.*/.exec(name)?.[0].length ?? 0;
  const parts = name
    .slice(dots)
    .split('.')
    .filter((one) => one !== '');
  const starts =
    dots > 0
      ? [folder.slice(0, Math.max(0, folder.length - dots + 1))]
      : Array.from({ length: folder.length + 1 }, (_, up) => folder.slice(0, folder.length - up));
  for (const start of starts) {
    const base = [...start, ...parts].join('/');
    const found = [`${base}.py`, `${base}/__init__.py`].find(has);
    if (found !== undefined) return found;
  }
  return undefined;
}
