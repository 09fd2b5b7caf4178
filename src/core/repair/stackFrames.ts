/** A place named by a stack trace. First line is 1. */
export interface StackFrame {
  readonly path: string;
  readonly line: number;
}

/** No frame is longer, and a row without end would be gone through again and again. */
const longestRow = 1_000;
const patterns: readonly RegExp[] = [
  /^\s*(?:at |❯ |@).*?(?:file:\/\/)?((?:\/|[A-Za-z]:[\\/])?[^\s():*?"<>|]+):(\d+)(?::\d+)?\)?\s*$/,
  /^\s*File "([^"]+)", line (\d+)/,
  /^(?:E\s+)?((?:\/|[A-Za-z]:[\\/])?[^\s():"<>|]+\.\w+):(\d+): /,
  // Go: what a test reports is indented and names the file only; a panic gives whole paths.
  /^\s+([^\s():"<>|]+\.go):(\d+)(?::| \+0x)/,
];

/**
 * The frames of a JavaScript or Python stack trace, innermost first, as far as they name one of the known paths.
 * Absolute paths are matched by their end, so the folder that the tests ran in does not matter.
 */
export function stackFrames(text: string, known: ReadonlySet<string>): readonly StackFrame[] {
  const frames: StackFrame[] = [];
  for (const line of text.split('\n')) {
    const row = line.slice(0, longestRow);
    const match = patterns.map((pattern) => pattern.exec(row)).find((found) => found !== null);
    const path = match?.[1] && knownPath(match[1].replaceAll('\\', '/'), known);
    if (path) frames.push({ path, line: Number(match[2]) });
  }
  // Python prints the innermost frame last.
  return /^Traceback|^[ \t]*File "/m.test(text) ? frames.reverse() : frames;
}

function knownPath(path: string, known: ReadonlySet<string>): string | undefined {
  if (path.includes('/node_modules/') || path.startsWith('node:')) return undefined;
  const clean = path.replace(/\?.*$/, '').replace(/^\.\//, '');
  for (let at = clean; ; at = at.slice(at.indexOf('/') + 1)) {
    if (known.has(at)) return at;
    if (at.includes('/')) continue;
    const ends = clean === at && at.endsWith('.go') ? [...known].filter((one) => one.endsWith(`/${at}`)) : [];
    return ends.length === 1 ? ends[0] : undefined;
  }
}
