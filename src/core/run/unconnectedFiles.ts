import type { FileChange } from '../evidence/fileChange.ts';
import { createProject } from '../repair/project.ts';
import type { SourceFiles } from '../repair/sourceFiles.ts';
import { languageOf, type SyntaxParser } from '../repair/syntaxParser.ts';

/** Imports are followed so far: a file two steps away may well have to change with another. */
const deepest = 2;
/** A file that reaches more than this is too much in the middle to say anything. */
const mostReached = 50;

/**
 * Changed files from which no chain of imports leads to a place, nor from a place to them. A file that is connected to a
 * connected one is connected. Nothing is said of files whose imports cannot be read.
 */
export async function findUnconnected(
  {
    files,
    places = [],
    sources,
  }: {
    readonly files: readonly FileChange[];
    readonly places?: readonly string[];
    readonly sources?: SourceFiles;
  },
  parser: SyntaxParser,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const changed = files.filter(({ before, after }) => before !== after && after !== undefined).map(({ path }) => path);
  const readable = (path: string): boolean =>
    languageOf(path) !== undefined && (sources?.paths.includes(path) ?? false);
  const roots = [...new Set([...places, ...changed])].filter(readable);
  if (!sources || !places.some(readable)) return new Set();
  const reached = new Map<string, ReadonlySet<string> | undefined>();
  for (const path of roots) reached.set(path, await reach(path, { sources, parser }, signal));
  // Where one could not be followed to its end, it may lead anywhere.
  if ([...reached.values()].some((found) => found === undefined)) return new Set();
  const connected = new Set(places);
  for (let grew = true; grew; ) {
    grew = false;
    for (const path of roots) {
      const meets = [...connected].some((other) => reached.get(path)?.has(other) || reached.get(other)?.has(path));
      if (!connected.has(path) && meets) {
        connected.add(path);
        grew = true;
      }
    }
  }
  return new Set(changed.filter((path) => readable(path) && !connected.has(path)));
}

/** The files that imports lead to; undefined when they are too many. */
async function reach(
  from: string,
  { sources, parser }: { readonly sources: SourceFiles; readonly parser: SyntaxParser },
  signal: AbortSignal,
): Promise<ReadonlySet<string> | undefined> {
  const project = createProject(sources, parser);
  const found = new Set<string>();
  let ring: readonly string[] = [from];
  for (let step = 0; step < deepest; step++) {
    const next: string[] = [];
    for (const path of ring)
      for (const imported of await project.imports(path, signal))
        if (imported !== from && !found.has(imported)) {
          found.add(imported);
          next.push(imported);
        }
    if (found.size > mostReached) return undefined;
    ring = next;
  }
  return found;
}
