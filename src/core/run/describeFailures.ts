import type { TestCase } from '../evidence/testReport.ts';
import { type ShownPlace, withRelativePaths } from './shownPaths.ts';

const maxShownFailures = 5;
const maxShownLength = 1_500;

/** Failing tests as text for a model: id, place, message, expected and actual, the project's part of the stack; bounded. */
export function describeFailures(cases: readonly TestCase[], place: ShownPlace): readonly string[] {
  const shown = cases.slice(0, maxShownFailures).map((test) => describeFailure(test, place));
  const more = cases.length - shown.length;
  return more > 0 ? [...shown, `\nand ${more} more.`] : shown;
}

function describeFailure({ id, file, line, failure }: TestCase, place: ShownPlace): string {
  const at = file === undefined ? '' : ` (${file}${line === undefined ? '' : `:${line}`})`;
  const message = failure?.message ?? 'none given';
  const shown = (text: string) => clip(withRelativePaths(text, place));
  const parts = [`Test: ${id}${at}`, `Message: ${shown(message)}`];
  if (failure?.expected !== undefined) parts.push(`Expected: ${shown(failure.expected)}`);
  if (failure?.actual !== undefined) parts.push(`Actual: ${shown(failure.actual)}`);
  const stack = shownStack(failure?.stack ?? '', message);
  if (stack !== '') parts.push(`Stack:\n${clipStack(withRelativePaths(stack, place))}`);
  return `\n${parts.join('\n')}`;
}

/** What a stack says beyond the message: frames of the runtime and of installed packages lead nowhere. */
function shownStack(stack: string, message: string): string {
  if (message.includes(stack.trim())) return '';
  const rest = withoutMessage(stack, message.trim());
  const lines: string[] = [];
  let isForeign = false;
  for (const line of rest.split('\n')) {
    // The source line that Python prints goes with its frame.
    isForeign = isFrame(line) ? isForeignFrame(line) : isForeign && /^ {4}/.test(line);
    if (!isForeign && line.trim() !== '') lines.push(line);
  }
  return lines.join('\n');
}

/** The stack without the message in its head; a message that only happens to occur somewhere is left there. */
function withoutMessage(stack: string, said: string): string {
  const at = said === '' ? -1 : stack.indexOf(said);
  const before = stack.slice(0, Math.max(0, at));
  const isHead = at >= 0 && /(?:^|\n|: )$/.test(before) && /^(?:\n|$)/.test(stack.slice(at + said.length));
  return isHead ? before.replace(/: $/, '') + stack.slice(at + said.length) : stack;
}

const isFrame = (line: string) => /^\s*(?:at |❯ |File ")/.test(line);
const isForeignFrame = (line: string) =>
  /node:|[\\/](?:node_modules|site-packages|dist-packages|lib(?:64)?[\\/]python3[\d.]*)[\\/]/.test(line);

const clip = (text: string) => (text.length > maxShownLength ? `${text.slice(0, maxShownLength)} (cut)` : text);

/** What a stack cannot be understood without: the line that failed and what it said, and the places, as pytest marks them. */
const isEssential = (line: string) => /^>|^E\s|^[^\s:]+:\d+: /.test(line);

/** A stack of bounded length. Of pytest's, whose failing line comes last, the lines nearest to those that matter are kept. */
function clipStack(stack: string): string {
  if (stack.length <= maxShownLength) return stack;
  const lines = stack.split('\n');
  const essential = lines.flatMap((line, at) => (isEssential(line) ? [at] : []));
  if (essential.length === 0) return clip(stack);
  const distance = (at: number) => Math.min(...essential.map((other) => (other >= at ? other - at : (at - other) * 2)));
  const nearest = lines.map((_, at) => at).sort((a, b) => distance(a) - distance(b) || b - a);
  const kept = new Set<number>();
  let left = maxShownLength;
  for (const at of nearest) {
    left -= (lines[at]?.length ?? 0) + 1;
    if (left < 0) break;
    kept.add(at);
  }
  const shown: string[] = [];
  for (const [at, line] of lines.entries())
    if (kept.has(at)) shown.push(line);
    else if (at === 0 || kept.has(at - 1)) shown.push('(cut)');
  return shown.join('\n');
}
