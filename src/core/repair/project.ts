import { type Definition, definitionsOf } from './definitions.ts';
import { nodesByRow, type ParsedFile } from './editSite.ts';
import { importPaths } from './importPaths.ts';
import { profileOf } from './language/profileOf.ts';
import { memberUses } from './memberUses.ts';
import { createScopeNames } from './scopeNames.ts';
import { isForeignPath, type SourceFiles } from './sourceFiles.ts';
import { languageOf, type SyntaxParser } from './syntaxParser.ts';

/** Files larger than this are generated or bundled: nobody repairs them by hand. */
const largestFile = 400_000;
/** Files read in one search; the nearest to the failing tests come first. */
const mostFiles = 60;

/** The part of a workspace that has been read so far, each file parsed once. */
export interface Project {
  readonly known: ReadonlySet<string>;
  load(path: string, signal: AbortSignal): Promise<ParsedFile | undefined>;
  imports(path: string, signal: AbortSignal): Promise<readonly string[]>;
  definitions(path: string, signal: AbortSignal): Promise<readonly Definition[]>;
}

/** Reads and parses files on demand, and remembers them. */
export function createProject(sources: SourceFiles, parser: SyntaxParser): Project {
  const known = new Set(sources.paths.filter((path) => !isForeignPath(path)));
  const files = new Map<string, Promise<ParsedFile | undefined>>();
  const definitions = new Map<string, readonly Definition[]>();

  const parse = async (path: string, signal: AbortSignal): Promise<ParsedFile | undefined> => {
    const language = languageOf(path);
    const source = language && known.has(path) ? await sources.read(path, signal) : undefined;
    if (language === undefined || source === undefined || source.length > largestFile) return undefined;
    const tree = await parser.parse(language, source, signal);
    const profile = profileOf(language);
    const names = createScopeNames(tree.root, source, profile);
    const members = memberUses(tree.root, source, profile);
    return { path, source, tree, profile, names, members, byRow: nodesByRow(tree.root) };
  };

  const load = (path: string, signal: AbortSignal): Promise<ParsedFile | undefined> => {
    const loaded = files.get(path);
    if (loaded) return loaded;
    if (files.size >= mostFiles) return Promise.resolve(undefined);
    const loading = parse(path, signal);
    files.set(path, loading);
    return loading;
  };

  return {
    known,
    load,
    async imports(path, signal) {
      const file = await load(path, signal);
      return file ? importPaths(file, known) : [];
    },
    async definitions(path, signal) {
      const file = await load(path, signal);
      if (!file) return [];
      const found = definitions.get(path) ?? definitionsOf(file);
      definitions.set(path, found);
      return found;
    },
  };
}
