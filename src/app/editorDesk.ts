import type { PlannedWrite } from './plannedWrite.ts';

/** A text file to be changed through the person's editor. */
export interface EditorWrite {
  readonly path: string;
  /** SHA-256 of the bytes that must be there now. */
  readonly expected: string;
  readonly text: string;
}

/**
 * How it came out: all of them, or none. `changed`: a file is not what was expected, or has unsaved changes. `unable`: the editor cannot
 * write them, so they are written without it.
 */
export type EditorOutcome = 'written' | 'changed' | 'unable';

/** Port: writes files through the person's editor, whose undo then takes them back. */
export interface EditorDesk {
  write(files: readonly EditorWrite[], signal: AbortSignal): Promise<EditorOutcome>;
}

/**
 * What an editor can be asked to write, if it can write all of it: files that are there and stay, as text that it reads and saves byte
 * for byte (UTF-8 without byte order mark, line ends of one kind), with the mode they have. Undefined otherwise.
 */
export function editorWrites(writes: readonly PlannedWrite[]): readonly EditorWrite[] | undefined {
  const found: EditorWrite[] = [];
  for (const { write, beforeBytes } of writes) {
    const { path, expected, content, executable } = write;
    if (!content || !beforeBytes || expected.hash === undefined || executable !== expected.executable) return undefined;
    const [before, text] = [plainText(beforeBytes), plainText(content)];
    if (before === undefined || text === undefined) return undefined;
    if (lineEndOf(before) !== lineEndOf(text) && lineEndOf(before) !== 'none') return undefined;
    found.push({ path, expected: expected.hash, text });
  }
  return found;
}

function plainText(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0) || (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return lineEndOf(text) === 'mixed' || /[\u2028\u2029]/.test(text) ? undefined : text;
  } catch {
    // Not UTF-8: an editor would write other bytes.
    return undefined;
  }
}

function lineEndOf(text: string): 'none' | 'lf' | 'crlf' | 'mixed' {
  const all = text.split('\n').length - 1;
  const pairs = text.split('\r\n').length - 1;
  const lone = text.split('\r').length - 1 - pairs;
  if (lone > 0 || (pairs > 0 && pairs < all)) return 'mixed';
  return all === 0 ? 'none' : pairs > 0 ? 'crlf' : 'lf';
}
