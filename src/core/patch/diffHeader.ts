/** What the lines above the hunks of a diff say about one file. */
export interface DiffHeader {
  oldPath?: string | undefined;
  newPath?: string | undefined;
  renameFrom?: string;
  renameTo?: string;
  created?: boolean;
  deleted?: boolean;
  binary?: boolean;
  modeChanged?: boolean;
}

const devNull = '/dev/null';

/** Reads one line of git's extended header into `header`; false when the line is none of them. */
export function readExtendedHeader(line: string, header: DiffHeader): boolean {
  if (line.startsWith('new file mode')) header.created = true;
  else if (line.startsWith('deleted file mode')) header.deleted = true;
  else if (line.startsWith('rename from ')) header.renameFrom = pathField(line.slice(12));
  else if (line.startsWith('rename to ')) header.renameTo = pathField(line.slice(10));
  else if (/^(?:old|new) mode \d+$/.test(line)) header.modeChanged = true;
  else if (/^Binary files .* differ$/.test(line) || line === 'GIT binary patch') header.binary = true;
  else if (!/^(?:index [0-9a-f]+|similarity index |dissimilarity index |copy (?:from|to) |Index: |={60,}$)/.test(line))
    return false;
  return true;
}

/** The two paths of a `diff --git` line with equal names, prefixes kept; nothing when it cannot be told where one ends. */
export function gitPaths(line: string): DiffHeader {
  const rest = line.slice('diff --git '.length).trim();
  const quoted = /^("(?:[^"\\]|\\.)*")\s+("(?:[^"\\]|\\.)*")$/.exec(rest);
  if (quoted !== null) return { oldPath: pathField(quoted[1] ?? ''), newPath: pathField(quoted[2] ?? '') };
  const parts = rest.split(' ');
  if (parts.length === 2) return { oldPath: parts[0], newPath: parts[1] };
  const half = (rest.length - 1) / 2;
  const [left, right] = [rest.slice(0, half), rest.slice(half + 1)];
  return Number.isInteger(half) && left.slice(2) === right.slice(2) ? { oldPath: left, newPath: right } : {};
}

/** The path after `--- ` or `+++ `: without a date behind a tab, and unquoted. */
export function pathField(field: string): string {
  const text = field.trim();
  if (text.startsWith('"')) return unquote(text);
  const tab = text.indexOf('\t');
  return (tab >= 0 ? text.slice(0, tab) : text).replace(/ \d{4}-\d\d-\d\d[ T]\d\d:\d\d.*$/, '').trim();
}

/** Undoes git's C-style quoting, with its octal bytes of UTF-8. */
function unquote(text: string): string {
  const end = text.lastIndexOf('"');
  const bytes: number[] = [];
  const inner = text.slice(1, end > 0 ? end : text.length);
  const plain: Record<string, number> = { n: 10, t: 9, r: 13, a: 7, b: 8, f: 12, v: 11 };
  const encoder = new TextEncoder();
  for (const [piece] of inner.matchAll(/\\[0-7]{3}|\\.|[^\\]+|\\/gsu)) {
    if (!piece.startsWith('\\')) bytes.push(...encoder.encode(piece));
    else if (/^\\[0-7]{3}$/.test(piece)) bytes.push(Number.parseInt(piece.slice(1), 8) & 255);
    else
      bytes.push(
        ...(plain[piece.slice(1)] === undefined ? encoder.encode(piece.slice(1)) : [plain[piece.slice(1)] ?? 0]),
      );
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}

/** What a header means once all its lines are read. */
export type HeaderMeaning =
  | {
      readonly kind: 'file';
      readonly change: 'replace' | 'create' | 'delete';
      readonly path: string;
      readonly moveTo?: string;
    }
  | { readonly kind: 'unclear'; readonly expected: string };

/** Decides path and kind of change from a header. */
export function meaningOfHeader(header: DiffHeader): HeaderMeaning {
  if (header.binary === true)
    return { kind: 'unclear', expected: 'a text file: binary changes cannot be written as a diff' };
  const { oldPath, newPath } = withoutPrefixes(header);
  const made = oldPath === undefined || header.created === true;
  const gone = newPath === undefined || header.deleted === true;
  if (made && newPath !== undefined) return { kind: 'file', change: 'create', path: newPath };
  if (gone && oldPath !== undefined) return { kind: 'file', change: 'delete', path: oldPath };
  if (oldPath === undefined || newPath === undefined)
    return { kind: 'unclear', expected: '"--- a/path" and "+++ b/path"' };
  if (header.renameFrom !== undefined && header.renameTo !== undefined) {
    return { kind: 'file', change: 'replace', path: header.renameFrom, moveTo: header.renameTo };
  }
  if (oldPath === newPath || oldPath === `${newPath}.orig`) return { kind: 'file', change: 'replace', path: newPath };
  return {
    kind: 'unclear',
    expected: `the same path after "---" and "+++", or "rename from" and "rename to" above them`,
  };
}

/** Drops `a/` and `b/` where they are git's prefixes and not folders: only when both sides carry theirs. */
function withoutPrefixes(header: DiffHeader): { oldPath: string | undefined; newPath: string | undefined } {
  const { oldPath, newPath } = header;
  const oldNull = oldPath === devNull;
  const newNull = newPath === devNull;
  const prefixed =
    (oldNull || oldPath?.startsWith('a/') === true) &&
    (newNull || newPath?.startsWith('b/') === true) &&
    !(oldNull && newNull);
  const strip = (path: string | undefined, isNull: boolean): string | undefined =>
    path === undefined || isNull ? undefined : prefixed ? path.slice(2) : path;
  return { oldPath: strip(oldPath ?? newPath, oldNull), newPath: strip(newPath ?? oldPath, newNull) };
}
