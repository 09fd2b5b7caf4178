import { type AskedFile, mayBeServed, type ServiceDefinition } from '../context/map/languageServices.ts';
import type { SymbolCache, TextSymbols } from '../context/map/symbolCache.ts';
import { buildSymbolGraph, type FileSymbols, type SymbolGraph } from '../context/map/symbolGraph.ts';
import { languageOfPath } from '../context/pathLanguage.ts';
import { definitionsOf, mentionsIn } from '../repair/definitions.ts';
import { scanImports } from '../repair/importScan.ts';
import { profileOf } from '../repair/language/profileOf.ts';
import { folderOf, isForeignPath } from '../repair/sourceFiles.ts';
import { languageOf, type SyntaxParser } from '../repair/syntaxParser.ts';
import { readSource } from '../tool/readSource.ts';
import type { CopyFiles } from '../tool/tool.ts';
import type { FixPorts } from './fixPorts.ts';

/** What a graph of a project is read with. */
export interface ProjectMapPorts {
  readonly files: CopyFiles;
  openParser(): Promise<SyntaxParser>;
  /** Absent: every text is read anew. */
  readonly cache?: SymbolCache;
  /** Definitions of files whose language has no grammar here; absent where nobody knows. */
  readonly describeFiles?: FixPorts['describeFiles'];
  /** Tokens of a text. */
  count(text: string): number;
}

/** A graph of a project, and how many of its source files were too many to be read. */
export interface ProjectGraph {
  readonly graph: SymbolGraph;
  readonly unread: number;
}

/** Parsing takes a few milliseconds a file: more than these are not read for one map. */
const mostFiles = 400;
/** Larger files are generated or bundled. */
const largestFile = 400_000;
/** A language service opens each of them: no more are asked for one map. */
const mostServed = 60;
const word = /[A-Za-z_$][\w$]*/g;

/**
 * Reads what the source files of a project define, import and mention. Of a large project those near to `near` (files of the task):
 * what they import, step by step, then what lies in their folders, then the others by path.
 */
export async function readProjectGraph(
  ports: ProjectMapPorts,
  near: readonly string[],
  signal: AbortSignal,
): Promise<ProjectGraph> {
  const listed = await ports.files.list(signal);
  const sources = listed.filter((path) => languageOf(path) !== undefined && !isForeignPath(path));
  const known = new Set(sources);
  const symbols: FileSymbols[] = [];
  const queue = [...near.filter((path) => known.has(path))];
  const others = [...sources].sort(byNearness(new Set(queue.map(folderOf))));
  const taken = new Set<string>();
  for (let path = queue.shift() ?? others.shift(); path !== undefined; path = queue.shift() ?? others.shift()) {
    if (taken.has(path)) continue;
    if (taken.size === mostFiles) break;
    taken.add(path);
    const file = await readFile(ports, { path, known }, signal);
    if (!file) continue;
    symbols.push(file);
    if (sources.length > mostFiles) queue.push(...file.imports);
  }
  symbols.push(...(await readServed(ports, { listed, near }, signal)));
  return { graph: buildSymbolGraph(symbols), unread: sources.length - taken.size };
}

/** Files of languages without a grammar here, as far as language services know them; those near to the task first. */
async function readServed(
  { files, describeFiles }: ProjectMapPorts,
  { listed, near }: { readonly listed: readonly string[]; readonly near: readonly string[] },
  signal: AbortSignal,
): Promise<readonly FileSymbols[]> {
  if (!describeFiles) return [];
  const wanted = listed
    .filter((path) => languageOf(path) === undefined && mayBeServed(path) && !isForeignPath(path))
    .sort(
      (a, b) => Number(near.includes(b)) - Number(near.includes(a)) || byNearness(new Set(near.map(folderOf)))(a, b),
    )
    .slice(0, mostServed);
  const asked: AskedFile[] = [];
  for (const path of wanted) {
    const text = await readSource(files, path, signal);
    if (text !== undefined && text.length <= largestFile) asked.push({ path, text });
  }
  if (asked.length === 0) return [];
  const found = await describeFiles(asked, signal);
  return asked.flatMap(({ path, text }) => {
    const definitions = found[path];
    return definitions ? [servedSymbols(path, text, definitions)] : [];
  });
}

/** Without a grammar every word counts as a mention: those that nothing defines lead nowhere. */
function servedSymbols(path: string, text: string, found: readonly ServiceDefinition[]): FileSymbols {
  const lines = text.split('\n');
  const definitions = found.map(({ name, startRow, endRow }) => ({
    name,
    line: startRow + 1,
    endLine: endRow + 1,
    signature: signatureAt(lines, startRow),
  }));
  const own = new Set(definitions.map(({ name }) => name));
  const words = new Set([...text.matchAll(word)].map(([one]) => one).filter((one) => !own.has(one)));
  return { path, family: languageOfPath(path), definitions, imports: [], mentions: countMentions(text, words) };
}

function byNearness(folders: ReadonlySet<string>) {
  const rank = (path: string) => (folders.has(folderOf(path)) ? 0 : 1);
  return (a: string, b: string) => rank(a) - rank(b) || (a < b ? -1 : 1);
}

async function readFile(
  { files, openParser, cache }: ProjectMapPorts,
  { path, known }: { readonly path: string; readonly known: ReadonlySet<string> },
  signal: AbortSignal,
): Promise<FileSymbols | undefined> {
  const language = languageOf(path);
  const text = language && (await readSource(files, path, signal));
  if (language === undefined || text === undefined || text.length > largestFile) return undefined;
  const read = async (): Promise<TextSymbols> => {
    const tree = await (await openParser()).parse(language, text, signal);
    const lines = text.split('\n');
    const definitions = definitionsOf({ path, source: text, tree, profile: profileOf(language) })
      .filter(({ name }) => name !== '*default*')
      .map(({ name, firstRow, lastRow }) => ({
        name,
        line: firstRow + 1,
        endLine: lastRow + 1,
        signature: signatureAt(lines, firstRow),
      }));
    return { definitions, mentions: countMentions(text, mentionsIn(tree.root, text)) };
  };
  const { definitions, mentions } = cache ? await cache.get({ language, text }, read) : await read();
  const own = new Set(definitions.map(({ name }) => name));
  const imports = scanImports({ path, text }, known).map((one) => one.path);
  const family = /^(?:java|type)script|tsx$/.test(language) ? 'script' : language;
  return { path, family, definitions, imports, mentions: new Map([...mentions].filter(([name]) => !own.has(name))) };
}

/** The line of a definition; where a decorator stands first, the first line that is none. */
function signatureAt(lines: readonly string[], row: number): string {
  for (let at = row; at < Math.min(row + 5, lines.length); at++) {
    const line = (lines[at] ?? '').trim();
    if (line !== '' && !line.startsWith('@')) return line;
  }
  return (lines[row] ?? '').trim();
}

function countMentions(text: string, names: ReadonlySet<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [name] of text.matchAll(word)) if (names.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
