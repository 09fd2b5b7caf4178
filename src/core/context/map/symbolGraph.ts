/** A function, class, method or top-level value of a file. Lines count from 1, `endLine` included. */
export interface SymbolDefinition {
  readonly name: string;
  readonly line: number;
  readonly endLine: number;
  /** Its first line, as it stands in the file, without indentation. */
  readonly signature: string;
}

/** What a file says of itself. */
export interface FileSymbols {
  readonly path: string;
  /** Names lead only to files of the same family: `script`, `python`. */
  readonly family: string;
  readonly definitions: readonly SymbolDefinition[];
  /** Files of the workspace that it imports. */
  readonly imports: readonly string[];
  /** How often it mentions each name that it does not define itself. */
  readonly mentions: ReadonlyMap<string, number>;
}

/** A way from a file to another one that it uses. */
export interface SymbolEdge {
  readonly to: string;
  readonly weight: number;
  /** Names of `to` that it mentions. */
  readonly names: readonly string[];
}

/** Files and what leads from one to another. */
export interface SymbolGraph {
  readonly files: ReadonlyMap<string, FileSymbols>;
  readonly edges: ReadonlyMap<string, readonly SymbolEdge[]>;
}

/** A name that more files define says nothing of where it leads. */
const mostDefiners = 6;
/** An import is the surest sign; a name that the importing file mentions goes there rather than elsewhere. */
const importWeight = 1;
const importedNameFactor = 4;

/**
 * The graph of files: an edge for each import, and for each name that is mentioned in one file and defined in another. A name counts
 * by the root of how often it stands there, and less the more files define it; short names and those of many definers are left out.
 */
export function buildSymbolGraph(symbols: readonly FileSymbols[]): SymbolGraph {
  const files = new Map([...symbols].sort((a, b) => (a.path < b.path ? -1 : 1)).map((file) => [file.path, file]));
  const definers = new Map<string, string[]>();
  for (const { path, family, definitions } of files.values())
    for (const name of new Set(definitions.map((one) => one.name))) {
      const key = `${family}\0${name}`;
      if (name.length > 2) definers.set(key, [...(definers.get(key) ?? []), path]);
    }
  const edges = new Map<string, readonly SymbolEdge[]>();
  for (const file of files.values()) edges.set(file.path, edgesOf(file, { files, definers }));
  return { files, edges };
}

function edgesOf(
  file: FileSymbols,
  {
    files,
    definers,
  }: { readonly files: SymbolGraph['files']; readonly definers: ReadonlyMap<string, readonly string[]> },
): readonly SymbolEdge[] {
  const found = new Map<string, { weight: number; names: string[] }>();
  const add = (to: string, weight: number, name?: string) => {
    const edge = found.get(to) ?? { weight: 0, names: [] };
    edge.weight += weight;
    if (name !== undefined) edge.names.push(name);
    found.set(to, edge);
  };
  const imported = new Set(file.imports.filter((path) => path !== file.path && files.has(path)));
  for (const path of imported) add(path, importWeight);
  for (const [name, count] of file.mentions) {
    const homes = definers.get(`${file.family}\0${name}`) ?? [];
    if (homes.length === 0 || homes.length > mostDefiners || homes.includes(file.path)) continue;
    const meant = homes.some((path) => imported.has(path)) ? homes.filter((path) => imported.has(path)) : homes;
    for (const path of meant)
      add(path, ((imported.has(path) ? importedNameFactor : 1) * Math.sqrt(count)) / homes.length, name);
  }
  return [...found]
    .map(([to, { weight, names }]) => ({ to, weight, names: names.sort() }))
    .sort((a, b) => (a.to < b.to ? -1 : 1));
}
