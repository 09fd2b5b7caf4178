import path from 'node:path';

/** What a tsconfig.json says about how it is to be compiled. */
export interface TsProject {
  /** It only refers to others, or refers to others besides: `tsc --build`. */
  readonly build: boolean;
  /** It compiles nothing: a base that others extend. */
  readonly empty: boolean;
  /** Configuration files it refers to, relative to the workspace. */
  readonly references: readonly string[];
}

/** Reads a tsconfig.json: JSON with comments and trailing commas. Unreadable text counts as an ordinary project: tsc will say so. */
export function readTsProject(file: string, text: string): TsProject {
  const { files, include, references } = parseLoose(text);
  const listed = Array.isArray(references) ? references : [];
  const paths = listed.flatMap((entry: unknown) => {
    const target = typeof entry === 'object' && entry !== null && 'path' in entry ? entry.path : undefined;
    if (typeof target !== 'string') return [];
    const joined = path.posix.join(path.posix.dirname(file), target);
    return [joined.endsWith('.json') ? joined : path.posix.join(joined, 'tsconfig.json')];
  });
  const nothing = Array.isArray(files) && files.length === 0 && (!Array.isArray(include) || include.length === 0);
  return { build: paths.length > 0, empty: nothing && paths.length === 0, references: paths };
}

function parseLoose(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(withoutTrailingCommas(withoutComments(text)));
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}

const pieces = /"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

function withoutComments(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(pieces, (piece) => (piece.startsWith('"') ? piece : ' '));
}

function withoutTrailingCommas(text: string): string {
  return text.replace(/"(?:[^"\\\n]|\\.)*"|,(?=\s*[\]}])/g, (piece) => (piece === ',' ? '' : piece));
}
