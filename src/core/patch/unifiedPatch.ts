import { groupChanges, type HunkRow, hunkRows, measure, readableChanges } from './hunks.ts';
import { rawLines } from './textLines.ts';

/** One file of a patch: its texts before and after. `undefined` is no file. */
export interface PatchFile {
  readonly path: string;
  /** Old path of a file that was moved; the same as `path` when not given. */
  readonly oldPath?: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** Executable bits; not executable when not given. */
  readonly executable?: { readonly before: boolean; readonly after: boolean };
}

const context = 3;

/**
 * A patch that `git apply` takes: new and deleted files, moved ones, executable bits, missing last newlines, quoted paths. Files
 * without any difference are left out; binary ones are named and cannot be applied.
 */
export function unifiedPatch(files: readonly PatchFile[]): string {
  return files.map(filePatch).join('');
}

function filePatch(file: PatchFile): string {
  const { before, after } = file;
  const oldPath = file.oldPath ?? file.path;
  const modes = { before: modeOf(file.executable?.before), after: modeOf(file.executable?.after) };
  const moved = oldPath !== file.path;
  const sameMode = modes.before === modes.after || before === undefined || after === undefined;
  if (before === after && !moved && sameMode) return '';
  const header = [`diff --git ${quotePath(`a/${oldPath}`)} ${quotePath(`b/${file.path}`)}`];
  if (before === undefined) header.push(`new file mode ${modes.after}`);
  else if (after === undefined) header.push(`deleted file mode ${modes.before}`);
  else {
    if (!sameMode) header.push(`old mode ${modes.before}`, `new mode ${modes.after}`);
    if (moved) header.push(`rename from ${quotePath(oldPath)}`, `rename to ${quotePath(file.path)}`);
  }
  const old = before ?? '';
  const neu = after ?? '';
  if (old === neu) return ended(header);
  const names = [
    before === undefined ? '/dev/null' : quotePath(`a/${oldPath}`),
    after === undefined ? '/dev/null' : quotePath(`b/${file.path}`),
  ];
  if (old.includes('\0') || neu.includes('\0'))
    return ended([...header, `Binary files ${names[0]} and ${names[1]} differ`]);
  header.push(`--- ${withTab(names[0] ?? '')}`, `+++ ${withTab(names[1] ?? '')}`);
  return ended(header) + hunksText(old, neu);
}

function ended(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function modeOf(executable: boolean | undefined): string {
  return executable === true ? '100755' : '100644';
}

/** git ends a name that has a space with a tab, so that what follows cannot be taken for a date. */
function withTab(name: string): string {
  return name.includes(' ') && !name.startsWith('"') ? `${name}\t` : name;
}

function hunksText(before: string, after: string): string {
  const sides = { before: rawLines(before), after: rawLines(after) };
  const groups = groupChanges(readableChanges(sides), 2 * context);
  return groups
    .map((group) => {
      const first = group[0];
      const last = group.at(-1);
      if (first === undefined || last === undefined) return '';
      const from = Math.max(0, first.oldStart - context);
      const to = Math.min(sides.before.length, last.oldStart + last.oldCount + context);
      const rows = hunkRows(sides, group, { from, to });
      const size = measure(rows, { oldFrom: from, newFrom: from + first.newStart - first.oldStart });
      const spans = `-${span(size.oldStart, size.oldCount)} +${span(size.newStart, size.newCount)}`;
      return `@@ ${spans} @@\n${rows.map(rowText).join('')}`;
    })
    .join('');
}

function span(start: number, count: number): string {
  return count === 1 ? String(start) : `${start},${count}`;
}

const signs: Record<HunkRow['kind'], string> = { context: ' ', added: '+', removed: '-' };

function rowText(row: HunkRow): string {
  const line = signs[row.kind] + row.text + row.end;
  return row.end === '' ? `${line}\n\\ No newline at end of file\n` : line;
}

const escapes: Record<string, string> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
};

/** A path as git writes it: quoted, with octal bytes, when it has signs outside printable ASCII, a quote or a backslash. */
export function quotePath(path: string): string {
  if (/^[ !#-[\]-~]*$/.test(path)) return path;
  let out = '';
  for (const sign of path) {
    const short = escapes[sign];
    if (short !== undefined) out += short;
    else if (/^[ -~]$/.test(sign)) out += sign;
    else for (const byte of new TextEncoder().encode(sign)) out += `\\${byte.toString(8).padStart(3, '0')}`;
  }
  return `"${out}"`;
}
