/** What matters in a text: lines (first is 1) and names that it defines, the most important first. */
export interface Focus {
  readonly lines?: readonly number[];
  readonly names?: readonly string[];
}

interface LineRange {
  readonly from: number;
  readonly to: number;
}

const headLines = 15;
const aroundLine = 12;
const longestBlock = 150;
const markLength = 60;
const mostNames = 60;

/**
 * A text that fits, or its most important lines, with a word in each place where some are missing: the head, what is around the
 * lines asked for, what the names define and what those build upon; as much of the rest as there is room for, from the top.
 */
export function excerpt(text: string, focus: Focus, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const lines = text.split('\n');
  const kept = new Set<number>();
  let left = maxLength - markLength;
  for (const range of rangesOf(lines, focus)) {
    const fresh = linesOf(range).filter((at) => !kept.has(at) && at < lines.length);
    if (fresh.length > 0) left -= markLength;
    for (const at of fresh) {
      const cost = (lines[at]?.length ?? 0) + 1;
      if (cost > left) return joined(lines, kept, text, maxLength);
      left -= cost;
      kept.add(at);
    }
  }
  return joined(lines, kept, text, maxLength);
}

function joined(lines: readonly string[], kept: ReadonlySet<number>, text: string, maxLength: number): string {
  // One line that is longer than all there is room for.
  if (kept.size === 0) return `${text.slice(0, maxLength)}\n(cut: use read_file)`;
  const shown: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    if (kept.has(at)) {
      shown.push(lines[at] ?? '');
      continue;
    }
    const from = at;
    while (at + 1 < lines.length && !kept.has(at + 1)) at++;
    shown.push(`(lines ${from + 1} to ${at + 1} not shown: use read_file)`);
  }
  return shown.join('\n');
}

const linesOf = ({ from, to }: LineRange) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

function* rangesOf(lines: readonly string[], { lines: wanted = [], names = [] }: Focus): Generator<LineRange> {
  yield { from: 0, to: headLines - 1 };
  for (const line of wanted) {
    const at = Math.min(Math.max(line, 1), lines.length) - 1;
    yield { from: Math.max(0, at - aroundLine), to: at + aroundLine };
    yield blockAt(lines, at);
  }
  const defined = definitions(lines);
  const queue = names.slice(0, mostNames);
  const seen = new Set<string>();
  for (const name of queue) {
    if (seen.has(name)) continue;
    seen.add(name);
    for (const at of defined.get(name) ?? []) {
      yield blockAt(lines, at);
      // A class is not understood without what it builds upon.
      queue.push(...basesOf(lines[at] ?? ''));
    }
  }
  yield { from: 0, to: lines.length - 1 };
}

const keyed =
  /^\s*(?:export\s+)?(?:default\s+)?(?:declare\s+|abstract\s+|async\s+)*(?:class|def|function\*?|interface|type|enum|const|let|var)\s+([\w$]+)/;
const method =
  /^\s+(?:(?:static|async|get|set|public|private|protected|readonly)\s+)*([\w$]+)\s*(?:[:=]\s*(?:async\s*)?function\b|\([^()]*\)\s*(?::[^{]+)?\{\s*$)/;
const assigned = /^\s*(?:[\w$]+\.)+([\w$]+)\s*=\s*(?:async\s*)?(?:function\b|\()/;

/** The lines at which a name is defined. Words of the language that look like a method do no harm: nobody asks for them. */
function definitions(lines: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const [at, line] of lines.entries()) {
    const short = line.slice(0, 300);
    const name = (keyed.exec(short) ?? method.exec(short) ?? assigned.exec(short))?.[1];
    if (name !== undefined) found.set(name, [...(found.get(name) ?? []), at]);
  }
  return found;
}

function basesOf(line: string): readonly string[] {
  const [, python, script] = /\bclass\s+\w+\s*(?:\(([^)]*)\)|(?:extends|implements)\s+([^{]*))/.exec(line) ?? [];
  return (python ?? script)?.match(/[A-Za-z_$][\w$]*/g) ?? [];
}

const indentOf = (line: string) => /^\s*/.exec(line)?.[0].length ?? 0;

/** A line with what is indented beneath it, and the decorators and comments right above it. */
function blockAt(lines: readonly string[], at: number): LineRange {
  const indent = indentOf(lines[at] ?? '');
  let from = at;
  while (from > 0 && /^\s*(?:@|#|\/[/*]|\*)/.test(lines[from - 1] ?? '') && indentOf(lines[from - 1] ?? '') >= indent)
    from--;
  let to = at;
  for (let next = at + 1; next < lines.length && next - at < longestBlock; next++) {
    const line = lines[next] ?? '';
    if (line.trim() === '') continue;
    if (indentOf(line) > indent) {
      to = next;
      continue;
    }
    if (!/^\s*[)\]}]/.test(line)) break;
    to = next;
    // `) {` goes on, `}` ends.
    if (!/[{(:]\s*$/.test(line)) break;
  }
  return { from, to };
}
