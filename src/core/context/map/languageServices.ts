/** A definition as an editor knows it. Rows begin at 0; both belong to it. */
export interface ServiceDefinition {
  readonly name: string;
  readonly startRow: number;
  readonly endRow: number;
}

/** A file whose definitions are asked for; `path` is relative to the workspace. */
export interface AskedFile {
  readonly path: string;
  readonly text: string;
}

/** What was found, by path. A file that is not among it is not known. */
export type FoundDefinitions = Readonly<Record<string, readonly ServiceDefinition[]>>;

/**
 * Port: what an editor's language services know of files.
 *
 * Contract: a file is left out when no service knows its language, or what the services see of it is another text. Never fails but by
 * abort; takes a few seconds at most.
 */
export interface LanguageServices {
  definitions(workspace: string, files: readonly AskedFile[], signal: AbortSignal): Promise<FoundDefinitions>;
}

const endings =
  /\.(?:c|cc|cpp|cxx|h|hh|hpp|cs|java|kt|kts|scala|groovy|rs|rb|php|swift|m|mm|dart|lua|pl|pm|r|jl|ex|exs|erl|hs|ml|mli|fs|fsx|clj|cljs|zig|nim|v|vue|svelte|astro|sol|sh|ps1|sql)$/i;

/** Whether the path is of a programming language, of those that have no grammar here. */
export function mayBeServed(path: string): boolean {
  return endings.test(path);
}
