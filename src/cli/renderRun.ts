import type { EvidenceView, RedTestView, ReviewFileView, ReviewView, RunStatus } from '../protocol/runView.ts';
import type { Paint } from './cliIo.ts';
import { printable } from './printable.ts';

const maxIds = 8;

/** The outcome of a run as a coloured word and its line. */
export function renderStatus(status: RunStatus, line: string, paint: Paint): string {
  const good = status === 'fixed' || status === 'nothing-to-fix' || status === 'added' || status === 'done';
  const bad = status === 'failed' || status === 'not-fixed' || status === 'not-added' || status === 'interrupted';
  const color = good ? paint.good : bad ? paint.bad : paint.warn;
  return color(line === '' ? status : printable(line));
}

/** What was proved and what was not, a line each. */
export function renderEvidence(evidence: EvidenceView, paint: Paint): readonly string[] {
  const ok = paint.good('✓');
  const warn = paint.warn('!');
  const { before, after } = evidence;
  const total = (counts: { passed: number; failed: number; skipped: number }) =>
    `${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}`;
  const lines = [`  before: ${total(before)}`, ...(after ? [`  after:  ${total(after)}`] : [])];
  if (evidence.fixed.length > 0)
    lines.push(`  ${ok} ${count(evidence.fixed, 'test')} red before, green after`, ...ids(evidence.fixed));
  if (after && evidence.broken.length === 0 && !evidence.byExitCodeOnly) {
    lines.push(`  ${ok} everything that was green is still green`);
  }
  if (evidence.broken.length > 0)
    lines.push(`  ${paint.bad('✗')} ${count(evidence.broken, 'test')} broken`, ...ids(evidence.broken));
  if (!evidence.goalReached)
    lines.push(...(evidence.red ?? []).slice(0, maxIds).flatMap((test) => redTest(test, paint)));
  lines.push(...renderBeside(evidence, paint));
  if (evidence.flaky.length > 0)
    lines.push(`  ${warn} ${count(evidence.flaky, 'test')} flaky: red once, green once`, ...ids(evidence.flaky));
  if (evidence.byExitCodeOnly) lines.push(`  ${warn} by exit code only`);
  for (const path of evidence.testsChanged) lines.push(`  ${warn} tests changed: ${printable(path)}`);
  for (const sentence of evidence.notProved) lines.push(`  ${warn} ${printable(sentence)}`);
  return lines;
}

/** What is known beside the old tests: what the new ones show, what the checkers say, how large the change is. */
function renderBeside({ newTests, findings, change }: EvidenceView, paint: Paint): readonly string[] {
  const [ok, bad, warn] = [paint.good('✓'), paint.bad('✗'), paint.warn('!')];
  const lines: string[] = [];
  if (newTests) {
    const { redWithout, greenWithout, tried, killed } = newTests;
    if (redWithout.length > 0)
      lines.push(`  ${ok} ${count(redWithout, 'new test')} red without the change, green with it`, ...ids(redWithout));
    if (greenWithout.length > 0)
      lines.push(`  ${warn} ${count(greenWithout, 'new test')} green without the change too`, ...ids(greenWithout));
    if (tried > 0)
      lines.push(
        `  ${killed > 0 ? ok : warn} the new tests notice ${killed} of ${tried} small defects put into the code`,
      );
  }
  if (findings) {
    const { introduced, silenced, unknown, tools } = findings;
    const found = [...introduced, ...silenced];
    if (found.length > 0) lines.push(`  ${bad} ${count(found, 'new finding')} of the checkers`, ...ids(found));
    else if (tools.length > 0) lines.push(`  ${ok} no new findings (${tools.map(printable).join(', ')})`);
    for (const sentence of unknown) lines.push(`  ${warn} not checked: ${printable(sentence)}`);
  }
  if (change) {
    const { added, removed, files, unrelated } = change;
    lines.push(`  change: ${added} added, ${removed} removed in ${files} ${files === 1 ? 'file' : 'files'}`);
    for (const { path, line, reason } of unrelated.slice(0, maxIds))
      lines.push(`  ${warn} unrelated: ${printable(path)}${line === undefined ? '' : `:${line}`} ${reason}`);
  }
  return lines;
}

/** A proposal as a coloured diff, hunk by hunk, tests and risky files first. */
export function renderDiff(review: ReviewView, paint: Paint): readonly string[] {
  const files = [...review.files].sort((a, b) => Number(b.risk !== undefined) - Number(a.risk !== undefined));
  const lines = files.flatMap((file) => [
    ...renderFileHead(file, paint),
    ...file.hunks.flatMap((hunk, i) =>
      renderHunk(file, i, paint).concat(hunk.decision === 'undecided' ? [] : [paint.dim(`  (${hunk.decision})`)]),
    ),
  ]);
  for (const { path, why } of review.refused)
    lines.push(paint.warn(`! ${printable(path)} is not part of the proposal: ${printable(why)}`));
  return lines;
}

/** The line that names a file of a proposal. */
export function renderFileHead(file: ReviewFileView, paint: Paint): readonly string[] {
  const kind = file.kind === 'modified' ? '' : ` (${file.kind})`;
  const head = paint.strong(`${printable(file.path)}${kind}`);
  return file.risk === undefined ? [head] : [head, paint.warn(`  ! ${file.risk}`)];
}

/** One hunk with its line numbers. */
export function renderHunk(file: ReviewFileView, index: number, paint: Paint): string[] {
  const hunk = file.hunks[index];
  if (!hunk) return [];
  if (file.binary) return [paint.dim('  binary file')];
  const width = String(Math.max(...hunk.rows.map(({ oldLine, newLine }) => oldLine ?? newLine ?? 0))).length;
  const rows = hunk.rows.map(({ kind, text, oldLine, newLine }) => {
    const number = String(newLine ?? oldLine ?? '').padStart(width);
    const shown = `${kind === 'added' ? '+' : kind === 'removed' ? '-' : ' '}${number}  ${printable(text)}`;
    return kind === 'added' ? paint.added(shown) : kind === 'removed' ? paint.removed(shown) : paint.dim(shown);
  });
  return [paint.dim(`  hunk ${index + 1} of ${file.hunks.length}  ${hunk.hunkId}`), ...rows.map((row) => `  ${row}`)];
}

/** `$0.04`, `$0.04 estimated` where nobody has counted, or that it is not known. */
export function renderCost(usd: number | undefined, estimated = false): string {
  if (usd === undefined) return 'cost unknown';
  const text = usd > 0 && usd < 0.01 ? `$${usd.toFixed(4)}` : `$${usd.toFixed(2)}`;
  return estimated ? `${text} estimated` : text;
}

/** A red test, where it stands, and what it said. */
function redTest({ id, at, message }: RedTestView, paint: Paint): readonly string[] {
  const where = at === undefined || at === id ? '' : ` ${paint.dim(`(${printable(at)})`)}`;
  const said = message.split('\n').map((line) => `      ${printable(line)}`);
  return [`  ${paint.bad('✗')} ${printable(id)}${where}`, ...(message === '' ? [] : said)];
}

const count = (items: readonly string[], noun: string) => `${items.length} ${noun}${items.length === 1 ? '' : 's'}`;

function ids(all: readonly string[]): readonly string[] {
  const shown = all.slice(0, maxIds).map((id) => `      ${printable(id)}`);
  return all.length > maxIds ? [...shown, `      and ${all.length - maxIds} more`] : shown;
}
