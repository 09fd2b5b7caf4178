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
    const value: unknown = JSON.parse(plainJson(text.replace(/^\uFEFF/, '')));
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}

/** The text without comments and trailing commas. One pass over it: a pattern would take its time over a hostile file. */
function plainJson(text: string): string {
  const out: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = endOfPiece(text, at);
    const piece = text.slice(at, end);
    if (piece === ']' || piece === '}') {
      const last = out.findLastIndex((before) => before.trim() !== '');
      if (out[last] === ',') out[last] = ' ';
    }
    out.push(piece.startsWith('/') && piece.length > 1 ? ' ' : piece);
    at = end;
  }
  return out.join('');
}

/** Where the text literal, the comment or the single character that begins here ends. */
function endOfPiece(text: string, at: number): number {
  const two = text.slice(at, at + 2);
  if (two === '//' || two === '/*') {
    const end = text.indexOf(two === '//' ? '\n' : '*/', at + 2);
    return end < 0 ? text.length : end + (two === '//' ? 0 : 2);
  }
  if (text[at] !== '"') return at + 1;
  let end = at + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return Math.min(text.length, end + 1);
}
