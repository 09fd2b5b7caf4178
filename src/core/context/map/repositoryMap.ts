import { pageRank } from './pageRank.ts';
import type { SymbolDefinition, SymbolGraph } from './symbolGraph.ts';

/** What a map is to be near to. */
export interface MapTask {
  /** Files of the task, and of the failing test's frames, the most important with the most weight. */
  readonly files: ReadonlyMap<string, number>;
  /** Names that the task mentions: what defines them is near, too. */
  readonly names: readonly string[];
}

/** A file of the map, and why it is there. `rank` is its share of 1 among all files. */
export interface MappedFile {
  readonly path: string;
  readonly rank: number;
  readonly why: string;
  /** In the order of the file. */
  readonly definitions: readonly SymbolDefinition[];
}

/** A map as text, and what it shows. */
export interface RepositoryMap {
  readonly text: string;
  readonly tokens: number;
  readonly files: readonly MappedFile[];
  /** Files that found no room. */
  readonly left: number;
}

/** Why a file is in a map that nothing of the task leads to. */
export const furtherAway = 'further away';

const namedWeight = 0.5;
const longestSignature = 160;
const mostDefinitions = 40;

/** All files of the graph, best first, by personalised PageRank from those of the task; equal ones by path. */
export function rankFiles(graph: SymbolGraph, { files, names }: MapTask): readonly MappedFile[] {
  const start = new Map([...files].filter(([path]) => graph.files.has(path)));
  const wanted = new Set(names);
  for (const { path, definitions } of graph.files.values())
    if (definitions.some(({ name }) => wanted.has(name))) start.set(path, (start.get(path) ?? 0) + namedWeight);
  const nodes = [...graph.files.keys()];
  const ranks = pageRank({ nodes, edgesOf: (node) => graph.edges.get(node) ?? [] }, { start });
  const used = namesUsed(graph, ranks);
  return [...graph.files.values()]
    .map(({ path, definitions }) => ({
      path,
      rank: ranks.get(path) ?? 0,
      why: whyOf(path, { graph, files, start }),
      definitions: bestDefinitions(
        definitions,
        (name) => (wanted.has(name) ? 1 : 0) + (used.get(`${path}\0${name}`) ?? 0),
      ),
    }))
    .sort((a, b) => b.rank - a.rank || (a.path < b.path ? -1 : 1));
}

/**
 * The map within a bound of tokens: whole files by rank, each with the first lines of what it defines; a file whose definitions find no
 * room is named, and where not even that fits, left out.
 */
export function renderMap(
  ranked: readonly MappedFile[],
  { maxTokens, count }: { readonly maxTokens: number; readonly count: (text: string) => number },
): RepositoryMap {
  const blocks: string[] = [];
  const files: MappedFile[] = [];
  let left = maxTokens;
  for (const file of ranked) {
    const shown = fitting(file, { left, count });
    if (!shown) continue;
    left -= shown.tokens;
    blocks.push(shown.text);
    files.push({ ...file, definitions: shown.definitions });
  }
  return { text: blocks.join('\n'), tokens: maxTokens - left, files, left: ranked.length - files.length };
}

function fitting(
  { path, definitions }: MappedFile,
  { left, count }: { readonly left: number; readonly count: (text: string) => number },
): { readonly text: string; readonly tokens: number; readonly definitions: readonly SymbolDefinition[] } | undefined {
  for (const share of [definitions, definitions.slice(0, 8), definitions.slice(0, 2), []]) {
    const inOrder = [...share].sort((a, b) => a.line - b.line);
    const text = [path, ...inOrder.map(({ line, signature }) => `  ${line}: ${short(signature)}`)].join('\n');
    const tokens = count(text) + 1;
    if (tokens <= left) return { text, tokens, definitions: inOrder };
  }
  return undefined;
}

const short = (line: string) => (line.length > longestSignature ? `${line.slice(0, longestSignature)}…` : line);

/** What others mention first, then the order of the file. */
function bestDefinitions(
  definitions: readonly SymbolDefinition[],
  useOf: (name: string) => number,
): readonly SymbolDefinition[] {
  return [...definitions].sort((a, b) => useOf(b.name) - useOf(a.name) || a.line - b.line).slice(0, mostDefinitions);
}

/** How much the files that mention a name of a file count together. */
function namesUsed({ edges }: SymbolGraph, ranks: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const used = new Map<string, number>();
  for (const [from, own] of edges)
    for (const { to, names } of own)
      for (const name of names) used.set(`${to}\0${name}`, (used.get(`${to}\0${name}`) ?? 0) + (ranks.get(from) ?? 0));
  return used;
}

function whyOf(
  path: string,
  {
    graph,
    files,
    start,
  }: {
    readonly graph: SymbolGraph;
    readonly files: ReadonlyMap<string, number>;
    readonly start: ReadonlyMap<string, number>;
  },
): string {
  if (files.has(path)) return 'of the task';
  if (start.has(path)) return 'defines what the task names';
  for (const near of start.keys()) {
    const edge = graph.edges.get(near)?.find(({ to }) => to === path);
    if (edge) return edge.names.length > 0 ? `${near} uses ${edge.names.slice(0, 3).join(', ')}` : `${near} imports it`;
  }
  return furtherAway;
}
