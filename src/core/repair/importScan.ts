import { pythonPath, scriptPath } from './importTargets.ts';

/** What a file imports from the workspace: the file that is meant, and the names that are taken from it, as far as they are plain. */
export interface ScannedImport {
  readonly path: string;
  readonly names: readonly string[];
}

/** Imports stand at the top. */
const mostScanned = 50_000;

/**
 * The workspace files that a text imports, in its order, found by its words: no parser is loaded. An import that stands in a
 * comment or a string is taken for one too; whoever has to be sure uses `importPaths`.
 */
export function scanImports(
  { path, text }: { readonly path: string; readonly text: string },
  known: ReadonlySet<string>,
): readonly ScannedImport[] {
  const isPython = /\.pyi?$/.test(path);
  const found = new Map<string, string[]>();
  for (const { spec, names } of (isPython ? pythonImports : scriptImports)(text.slice(0, mostScanned))) {
    if (spec === '') continue;
    const target = isPython ? pythonPath(spec, path, known) : scriptPath(spec, path, known);
    if (target !== undefined && target !== path) found.set(target, [...(found.get(target) ?? []), ...names]);
  }
  return [...found].map(([target, names]) => ({ path: target, names: [...new Set(names)] }));
}

interface Spec {
  readonly spec: string;
  readonly names: readonly string[];
}

const wordsOf = (text: string) => (text.match(/[A-Za-z_$][\w$]*/g) ?? []).filter((word) => !/^(as|type)$/.test(word));

// Every repetition is bounded: the text may have been written to cost time.
const quoted = /\b(from|import|require)\s{0,50}\(?\s{0,50}(["'])([^"'\n]{1,300})\2/g;
const taken = /([\w$]{1,80}|\{[^{}]{0,500}\})\s{0,20}=\s{0,20}$/;
const pythonImport =
  /^[ \t]{0,80}(?:from[ \t]{1,20}([.\w]{1,300})[ \t]{1,20}import[ \t]{1,20}(\([^)]{0,4000}\)|[^\n#]{0,1000})|import[ \t]{1,20}([\w. \t,]{1,1000}))/gm;
const longestImport = 2_000;

function* scriptImports(text: string): Generator<Spec> {
  for (const { index, 1: word, 3: spec = '' } of text.matchAll(quoted)) {
    const before = text.slice(Math.max(0, index - longestImport), index);
    if (word === 'import') yield { spec, names: [] };
    else if (word === 'require') yield { spec, names: wordsOf(taken.exec(before.slice(-600))?.[1] ?? '') };
    else {
      const names = before.slice(
        Math.max(before.lastIndexOf('import'), before.lastIndexOf('export')) + 'import'.length,
      );
      yield { spec, names: /["';()]/.test(names) ? [] : wordsOf(names) };
    }
  }
}

function* pythonImports(text: string): Generator<Spec> {
  for (const [, module, names = '', modules = ''] of text.matchAll(pythonImport)) {
    if (module === undefined) {
      for (const one of modules.split(',')) yield { spec: one.trim().split(/\s/, 1)[0] ?? '', names: [] };
      continue;
    }
    const words = wordsOf(names);
    yield { spec: module, names: words };
    // `from package import module`: each name may itself be a file.
    for (const name of words) yield { spec: module.endsWith('.') ? module + name : `${module}.${name}`, names: [] };
  }
}
