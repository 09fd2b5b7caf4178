import type { SymbolGraph } from './symbolGraph.ts';

/** A file that has to do with another one: `steps` imports away, 0 where only its name says so. */
export interface RelatedFile {
  readonly path: string;
  readonly steps: number;
  readonly why: string;
}

const mostSteps = 4;

/** The tests that reach a file through imports, nearest first, then those whose name says that they test it. */
export function testsOf(graph: SymbolGraph, file: string, isTest: (path: string) => boolean): readonly RelatedFile[] {
  const importers = reversed(graph);
  const reached = walk(file, (path) => importers.get(path) ?? []);
  const found = [...reached].flatMap(([path, steps]) =>
    isTest(path) && path !== file
      ? [{ path, steps, why: steps === 1 ? 'imports it' : `reaches it in ${steps} imports` }]
      : [],
  );
  const named = [...graph.files.keys()].filter(
    (path) => isTest(path) && path !== file && !reached.has(path) && stemOf(path) === stemOf(file),
  );
  return [...found.sort(byNearness), ...named.sort().map((path) => ({ path, steps: 0, why: 'is named after it' }))];
}

/** The files, no tests themselves, that a test reaches through imports, nearest first. */
export function filesOf(graph: SymbolGraph, test: string, isTest: (path: string) => boolean): readonly RelatedFile[] {
  const reached = walk(test, (path) => importsOf(graph, path));
  return [...reached]
    .flatMap(([path, steps]) =>
      path === test || isTest(path)
        ? []
        : [{ path, steps, why: steps === 1 ? 'the test imports it' : `${steps} imports away` }],
    )
    .sort(byNearness);
}

const byNearness = (a: RelatedFile, b: RelatedFile) => a.steps - b.steps || (a.path < b.path ? -1 : 1);

const importsOf = ({ files }: SymbolGraph, path: string) =>
  (files.get(path)?.imports ?? []).filter((target) => files.has(target));

function reversed(graph: SymbolGraph): ReadonlyMap<string, readonly string[]> {
  const importers = new Map<string, string[]>();
  for (const path of graph.files.keys())
    for (const target of importsOf(graph, path)) importers.set(target, [...(importers.get(target) ?? []), path]);
  return importers;
}

/** Files by how many steps away they are, breadth first. */
function walk(from: string, next: (path: string) => readonly string[]): ReadonlyMap<string, number> {
  const steps = new Map([[from, 0]]);
  for (const [path, step] of steps)
    if (step < mostSteps) for (const target of next(path)) if (!steps.has(target)) steps.set(target, step + 1);
  return steps;
}

/** The name that a file and its tests share: `index` of `src/index.spec.ts`, `slug` of `tests/test_slug.py`. */
function stemOf(path: string): string {
  const [name = ''] = path.slice(path.lastIndexOf('/') + 1).split('.');
  return name.replace(/^tests?[-_]|[-_](?:tests?|spec)$/g, '').toLowerCase();
}
