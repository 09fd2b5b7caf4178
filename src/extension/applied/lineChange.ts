/**
 * A change between two versions of a file as VS Code's quick diff gives it to commands. Lines count from 1. A version that has no line
 * of the change has 0 as its end, and the line before the gap as its start.
 */
export interface LineChange {
  readonly originalStartLineNumber: number;
  readonly originalEndLineNumber: number;
  readonly modifiedStartLineNumber: number;
  readonly modifiedEndLineNumber: number;
}

interface Versions {
  readonly original: string;
  readonly modified: string;
}

/** The original text with this change taken over. */
export function keepChange({ original, modified }: Versions, change: LineChange): string {
  return replaceLines(
    { text: original, start: change.originalStartLineNumber, end: change.originalEndLineNumber },
    { text: modified, start: change.modifiedStartLineNumber, end: change.modifiedEndLineNumber },
  );
}

/** The modified text without this change. */
export function undoChange({ original, modified }: Versions, change: LineChange): string {
  return replaceLines(
    { text: modified, start: change.modifiedStartLineNumber, end: change.modifiedEndLineNumber },
    { text: original, start: change.originalStartLineNumber, end: change.originalEndLineNumber },
  );
}

/** Reads what a menu hands to a command. Undefined when it is none: commands can be called by anybody. */
export function lineChangeFrom(value: unknown, index: unknown): LineChange | undefined {
  const found: unknown = Array.isArray(value) && typeof index === 'number' ? value[index] : undefined;
  if (typeof found !== 'object' || found === null) return undefined;
  const change = { ...found } as Readonly<Record<string, unknown>>;
  const lineOf = (name: keyof LineChange) => (Number.isInteger(change[name]) ? (change[name] as number) : -1);
  const read: LineChange = {
    originalStartLineNumber: lineOf('originalStartLineNumber'),
    originalEndLineNumber: lineOf('originalEndLineNumber'),
    modifiedStartLineNumber: lineOf('modifiedStartLineNumber'),
    modifiedEndLineNumber: lineOf('modifiedEndLineNumber'),
  };
  return Object.values(read).some((line) => line < 0) ? undefined : read;
}

interface Lines {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

function replaceLines(target: Lines, source: Lines): string {
  const lines = target.text.split(/\r?\n/);
  const inserted = source.end === 0 ? [] : source.text.split(/\r?\n/).slice(source.start - 1, source.end);
  if (target.end === 0) lines.splice(target.start, 0, ...inserted);
  else lines.splice(target.start - 1, target.end - target.start + 1, ...inserted);
  return lines.join(target.text.includes('\r\n') ? '\r\n' : '\n');
}
