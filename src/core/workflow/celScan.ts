/** A stretch of CEL that is code, a string literal or a comment. `end` is exclusive. */
export interface CelSegment {
  readonly kind: 'code' | 'string' | 'comment';
  readonly start: number;
  readonly end: number;
}

/** Long code comes in pieces of this many characters. */
const pieceLength = 256;

/**
 * Cuts CEL into code, string literals and comments, so that words inside strings are never taken for operators or
 * names (CEL spec, Lexis). An unfinished string reaches to the end. A generator, so that whoever looks for the end of the
 * first expression of a long text does not pay for the rest of it.
 */
export function* scanCel(source: string, from = 0): Generator<CelSegment> {
  let codeStart = from;
  let at = from;
  while (at < source.length) {
    const end = endOfString(source, at) ?? endOfComment(source, at);
    if (end === undefined) {
      at += 1;
      if (at - codeStart < pieceLength) continue;
      yield { kind: 'code', start: codeStart, end: at };
      codeStart = at;
      continue;
    }
    if (at > codeStart) yield { kind: 'code', start: codeStart, end: at };
    yield { kind: source[at] === '/' ? 'comment' : 'string', start: at, end };
    codeStart = end;
    at = end;
  }
  if (source.length > codeStart) yield { kind: 'code', start: codeStart, end: source.length };
}

/** The end of the string literal that begins at `at` (its quote, prefixes not counted), or undefined. */
function endOfString(source: string, at: number): number | undefined {
  const quote = source[at];
  if (quote !== '"' && quote !== "'") return undefined;
  const raw = /(?:^|[^\w])[rR][bB]?$|(?:^|[^\w])[bB][rR]$/.test(source.slice(Math.max(0, at - 3), at));
  const mark = source.startsWith(quote.repeat(3), at) ? quote.repeat(3) : quote;
  for (let index = at + mark.length; index < source.length; index += 1) {
    if (source[index] === '\\' && !raw) index += 1;
    else if (source.startsWith(mark, index)) return index + mark.length;
  }
  return source.length;
}

function endOfComment(source: string, at: number): number | undefined {
  if (source[at] !== '/' || source[at + 1] !== '/') return undefined;
  const end = source.indexOf('\n', at);
  return end === -1 ? source.length : end;
}

/** The same text with everything outside code blanked, so that positions stay. */
export function codeOnly(source: string): string {
  return [...scanCel(source)]
    .map(({ kind, start, end }) => (kind === 'code' ? source.slice(start, end) : ' '.repeat(end - start)))
    .join('');
}
