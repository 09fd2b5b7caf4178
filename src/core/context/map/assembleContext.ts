/** A part of a file that could be shown. Lines count from 1, the last one included. */
export interface ContextPiece {
  readonly path: string;
  readonly firstLine: number;
  readonly lastLine: number;
  /** How much it is worth, above 0; only their order and proportion count. */
  readonly score: number;
  /** Why it is there, in a few words: `in the stack of the failing test`. */
  readonly reason: string;
}

/** A stretch of a file as it is shown, with every reason for it. */
export interface PackedPiece {
  readonly path: string;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly text: string;
  readonly tokens: number;
  readonly score: number;
  readonly reasons: readonly string[];
}

/** What was packed, in the order in which it is to be shown, and what found no room. */
export interface AssembledContext {
  readonly pieces: readonly PackedPiece[];
  readonly tokens: number;
  readonly left: readonly ContextPiece[];
}

/** What a context is packed with. */
export interface AssemblyPorts {
  /** The text of a file; undefined: it is gone or no text. */
  read(path: string, signal: AbortSignal): Promise<string | undefined>;
  /** Tokens of a text, by the model's tokenizer where it is known, else an estimate. */
  count(text: string): number;
}

/** Stretches with fewer lines between them are one: the gap costs less than the words that say it. */
const smallGap = 3;

/**
 * Packs pieces of files into a bound of tokens: the best first, each line once, stretches that touch joined. A piece that does not fit
 * is cut to the lines that do when it is the first of its file, and else left out; smaller ones that come later may still fit. The
 * files stand in the order of their best piece, the stretches of a file in the order of its lines. The same pieces give the same
 * context, in whatever order they come.
 */
export async function assembleContext(
  pieces: readonly ContextPiece[],
  maxTokens: number,
  ports: AssemblyPorts,
  signal: AbortSignal,
): Promise<AssembledContext> {
  const files = new Map<string, readonly string[] | undefined>();
  const linesOf = async (path: string) => {
    if (!files.has(path)) files.set(path, (await ports.read(path, signal))?.split('\n'));
    return files.get(path);
  };
  const packed = new Map<string, Stretch[]>();
  const left: ContextPiece[] = [];
  let tokens = 0;
  for (const piece of [...pieces].sort(byWorth)) {
    const lines = await linesOf(piece.path);
    if (!lines) continue;
    const own = packed.get(piece.path) ?? [];
    const before = own.reduce((sum, one) => sum + ports.count(textOf(lines, one)), 0);
    const joined = packWith(piece, { own, lines, room: maxTokens - tokens + before, count: ports.count });
    if (!joined) {
      left.push(piece);
      continue;
    }
    tokens += joined.reduce((sum, one) => sum + ports.count(textOf(lines, one)), 0) - before;
    packed.set(piece.path, joined);
  }
  const shown = [...packed].flatMap(([path, stretches]) =>
    stretches.map((one) => {
      const text = textOf(files.get(path) ?? [], one);
      const { firstLine, lastLine, score, reasons } = one;
      return { path, firstLine, lastLine, text, tokens: ports.count(text), score, reasons };
    }),
  );
  return { pieces: shown, tokens, left };
}

interface Stretch {
  readonly firstLine: number;
  readonly lastLine: number;
  readonly score: number;
  readonly reasons: readonly string[];
}

/** The stretches of a file with one more piece; undefined when there is no room for it. */
function packWith(
  piece: ContextPiece,
  at: {
    readonly own: readonly Stretch[];
    readonly lines: readonly string[];
    readonly room: number;
    readonly count: (text: string) => number;
  },
): Stretch[] | undefined {
  const { own, lines, room, count } = at;
  const firstLine = Math.max(1, Math.min(piece.firstLine, lines.length));
  const lastLine = Math.max(firstLine, Math.min(piece.lastLine, lines.length));
  const whole = { firstLine, lastLine, score: piece.score, reasons: [piece.reason] };
  const costOf = (stretches: readonly Stretch[]) => stretches.reduce((sum, one) => sum + count(textOf(lines, one)), 0);
  const joined = join([...own, whole]);
  if (costOf(joined) <= room) return joined;
  if (own.length > 0) return undefined;
  // Halving finds the most lines that fit in as many steps as the number has digits.
  let [fits, tooMany] = [0, lastLine - firstLine + 1];
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1;
    if (costOf([{ ...whole, lastLine: firstLine + middle - 1 }]) <= room) fits = middle;
    else tooMany = middle;
  }
  return fits === 0 ? undefined : [{ ...whole, lastLine: firstLine + fits - 1 }];
}

/** Stretches in the order of their lines, those that overlap or nearly touch made one. */
function join(stretches: readonly Stretch[]): Stretch[] {
  const joined: Stretch[] = [];
  for (const one of [...stretches].sort((a, b) => a.firstLine - b.firstLine || a.lastLine - b.lastLine)) {
    const last = joined.at(-1);
    if (!last || one.firstLine > last.lastLine + 1 + smallGap) {
      joined.push(one);
      continue;
    }
    joined[joined.length - 1] = {
      firstLine: last.firstLine,
      lastLine: Math.max(last.lastLine, one.lastLine),
      score: Math.max(last.score, one.score),
      reasons: [...new Set([...last.reasons, ...one.reasons])],
    };
  }
  return joined;
}

const textOf = (lines: readonly string[], { firstLine, lastLine }: Pick<Stretch, 'firstLine' | 'lastLine'>) =>
  lines.slice(firstLine - 1, lastLine).join('\n');

function byWorth(a: ContextPiece, b: ContextPiece): number {
  if (a.score !== b.score) return b.score - a.score;
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.firstLine - b.firstLine || a.lastLine - b.lastLine || (a.reason < b.reason ? -1 : 1);
}
