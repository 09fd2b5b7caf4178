import { normalPath } from '../../base/normalPath.ts';
import type { ParsedFile } from './editSite.ts';
import { folderOf } from './sourceFiles.ts';
import { descendants, namedChildren, textOf } from './syntaxWalk.ts';

const scriptEndings = [
  '',
  '.ts',
  '.tsx',
  '.js',
  '.mjs',
  '.cjs',
  '.jsx',
  '.mts',
  '.cts',
  '/index.ts',
  '/index.tsx',
  '/index.js',
  '/index.mjs',
  '/index.cjs',
];

/** The workspace files that a file imports, in the order it names them. Packages from outside are left out. */
export function importPaths(file: ParsedFile, known: ReadonlySet<string>): readonly string[] {
  const found = new Set<string>();
  const specs = file.tree.language === 'python' ? pythonModules(file) : scriptSpecifiers(file);
  for (const spec of specs) {
    const path =
      file.tree.language === 'python' ? pythonPath(spec, file.path, known) : scriptPath(spec, file.path, known);
    if (path !== undefined && path !== file.path) found.add(path);
  }
  return [...found];
}

/** Other names under which the file imports something: `import { a as b }` gives b → a. */
export function importAliases(file: ParsedFile): ReadonlyMap<string, string> {
  const aliases = new Map<string, string>();
  for (const node of descendants(file.tree.root)) {
    if (!/^(import_specifier|export_specifier|aliased_import|pair_pattern)$/.test(node.type)) continue;
    const [name, alias] = namedChildren(node);
    if (name && alias) aliases.set(textOf(alias, file.source), textOf(name, file.source).split('.').at(-1) ?? '');
  }
  return aliases;
}

function* scriptSpecifiers(file: ParsedFile): Generator<string> {
  for (const node of descendants(file.tree.root)) {
    const holder =
      node.type === 'import_statement' || node.type === 'export_statement'
        ? node
        : node.type === 'call_expression' && /^(require|import)$/.test(textOf(node.children[0] ?? node, file.source))
          ? node.children[1]
          : undefined;
    const text = holder?.children.find((child) => child.type === 'string');
    if (text) yield textOf(text, file.source).slice(1, -1);
  }
}

function scriptPath(spec: string, from: string, known: ReadonlySet<string>): string | undefined {
  const isRelative = spec.startsWith('.');
  const base = isRelative ? normalPath(`${folderOf(from)}/${spec}`) : undefined;
  if (isRelative) return base === undefined ? undefined : withEnding(base, known);
  // Aliases such as `@/lib/x` or `src/lib/x` are configured in too many places: match the longest end.
  const tail = spec.replace(/^[@~#]\//, '');
  if (tail === spec && !spec.startsWith('src/')) return undefined;
  return withEnding(tail, known) ?? withEnding(`src/${tail}`, known);
}

function withEnding(base: string, known: ReadonlySet<string>): string | undefined {
  const stems = [base, base.replace(/\.([mc]?)jsx?$/, '.$1ts'), base.replace(/\.jsx?$/, '.tsx')];
  if (known.has(base)) return base;
  for (const stem of stems) for (const ending of scriptEndings) if (known.has(stem + ending)) return stem + ending;
  return base === '' ? withEnding('index', known) : undefined;
}

function* pythonModules(file: ParsedFile): Generator<string> {
  for (const node of descendants(file.tree.root)) {
    if (node.type === 'import_statement')
      for (const name of namedChildren(node))
        yield textOf(name.type === 'aliased_import' ? (name.children[0] ?? name) : name, file.source);
    if (node.type !== 'import_from_statement') continue;
    const [module, ...names] = namedChildren(node);
    if (!module) continue;
    const text = textOf(module, file.source);
    yield text;
    // `from package import module`: each name may itself be a file.
    for (const name of names) {
      const own = textOf(name.type === 'aliased_import' ? (name.children[0] ?? name) : name, file.source);
      yield text.endsWith('.') ? text + own : `${text}.${own}`;
    }
  }
}

function pythonPath(module: string, from: string, known: ReadonlySet<string>): string | undefined {
  const dots = /^\.*/.exec(module)?.[0].length ?? 0;
  const tail = module.slice(dots).replaceAll('.', '/');
  const places: string[] = [];
  if (dots > 0) {
    let folder = folderOf(from);
    for (let i = 1; i < dots; i++) folder = folderOf(folder);
    places.push(folder);
  } else
    for (let folder = folderOf(from); ; folder = folderOf(folder)) {
      places.push(folder, folder === '' ? 'src' : `${folder}/src`);
      if (folder === '') break;
    }
  for (const place of places)
    for (const ending of ['.py', '/__init__.py']) {
      const path = normalPath(`${place}/${tail}${tail === '' ? ending.slice(1) : ending}`);
      if (path !== undefined && known.has(path)) return path;
    }
  return undefined;
}
