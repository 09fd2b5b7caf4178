import type { ParsedFile } from './editSite.ts';
import { pythonPath, scriptPath } from './importTargets.ts';
import { descendants, namedChildren, textOf } from './syntaxWalk.ts';

/** The workspace files that a file imports, in the order it names them. Packages from outside are left out. */
export function importPaths(file: ParsedFile, known: ReadonlySet<string>): readonly string[] {
  const own = file.profile.imports?.(file, known);
  if (own) return own;
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
