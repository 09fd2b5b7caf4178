import { containerOf } from '../core/engine/nodePath.ts';
import { attribute } from '../core/trace/attributeNames.ts';
import { childrenOf, durationOf, type Span, type Trace } from '../core/trace/span.ts';
import type { Paint } from './cliIo.ts';
import { printable } from './printable.ts';
import { renderCost } from './renderRun.ts';

const maxDetail = 80;

/** A trace as a tree: durations, tokens, cost, and what went wrong. */
export function renderSpans(trace: Trace, paint: Paint): readonly string[] {
  const children = childrenOf(trace.spans);
  const lines: string[] = [];
  const estimated = aboveEstimated(trace.spans);
  const visit = (span: Span, lead: string, below: string) => {
    lines.push(
      `${paint.dim(lead)}${line(span, { lastMs: trace.lastMs, estimated: estimated.has(span.spanId) }, paint)}`,
    );
    for (const { name, attributes } of span.events) {
      const why = attributes[attribute.errorType];
      const shown = why === undefined ? name : `${name}: ${why}`;
      lines.push(`${paint.dim(`${below}  · ${printable(shown)}`)}`);
    }
    const inner = children.get(span.spanId) ?? [];
    for (const [index, child] of inner.entries()) {
      const last = index === inner.length - 1;
      visit(child, `${below}${last ? '└─ ' : '├─ '}`, `${below}${last ? '   ' : '│  '}`);
    }
  };
  for (const root of children.get(undefined) ?? []) visit(root, '', '');
  return lines;
}

/** The spans that hold a call whose cost is estimated. */
function aboveEstimated(spans: readonly Span[]): ReadonlySet<string> {
  const parents = new Map(spans.map(({ spanId, parentId }) => [spanId, parentId]));
  const above = new Set<string>();
  for (const { parentId, attributes } of spans)
    if (attributes[attribute.costEstimated] === true)
      for (let at = parentId; at !== undefined && !above.has(at); at = parents.get(at)) above.add(at);
  return above;
}

function line(
  span: Span,
  { lastMs, estimated: isEstimated }: { readonly lastMs: number; readonly estimated: boolean },
  paint: Paint,
): string {
  const { attributes, status, endMs, message } = span;
  const parts = [
    `${printable(span.name)}${place(span, paint)}`,
    paint.strong(renderDuration(durationOf(span, lastMs))),
  ];
  parts.push(...nodeWords(span, isEstimated).map((word) => paint.dim(word)));
  const tokens = attributes[attribute.inputTokens];
  if (tokens !== undefined) parts.push(paint.dim(`${tokens} in, ${attributes[attribute.outputTokens] ?? 0} out`));
  const usd = attributes[attribute.costUsd];
  const estimated = attributes[attribute.costEstimated] === true;
  if (attributes[attribute.costKnown] !== undefined)
    parts.push(paint.dim(renderCost(typeof usd === 'number' ? usd : undefined, estimated)));
  const failedTests = attributes[attribute.testsFailed];
  if (failedTests !== undefined)
    parts.push(paint.dim(`${attributes[attribute.testsPassed] ?? 0} passed, ${failedTests} failed`));
  const detail = attributes[attribute.detail];
  if (typeof detail === 'string') parts.push(paint.dim(shorten(detail)));
  if (endMs === undefined) parts.push(paint.warn('not ended'));
  if (status === 'error') {
    const said = message === undefined ? '' : `: ${shorten(message)}`;
    parts.push(paint.bad(`✗ ${printable(String(attributes[attribute.errorType] ?? 'error'))}${said}`));
  }
  return parts.join('  ');
}

/** Where a node stands in its workflow, as far as its name and the tree around it do not say so. */
function place({ name, attributes }: Span, paint: Paint): string {
  const path = attributes[attribute.node];
  if (typeof path !== 'string' || attributes[attribute.nodeKind] === undefined) return '';
  const inside = path.slice(containerOf(path)?.length ?? 0).replace(/^\//, '');
  return name.endsWith(` ${inside}`) ? '' : ` ${paint.dim(printable(inside))}`;
}

/** How a node came out, where that is not the plainest way. */
function nodeWords({ attributes, status }: Span, estimated: boolean): readonly string[] {
  if (attributes[attribute.nodeKind] === undefined) return [];
  const words: string[] = [];
  const attempts = Number(attributes[attribute.attempts] ?? 1);
  const queuedMs = Number(attributes[attribute.queuedMs] ?? 0);
  const calls = Number(attributes[attribute.spentCalls] ?? 0);
  const usd = attributes[attribute.spentUsd];
  if (attempts > 1) words.push(`${attempts} attempts`);
  if (queuedMs > 0) words.push(`${renderDuration(queuedMs)} in the queue`);
  if (attributes[attribute.wait] === 'person') words.push('waits for a person');
  if (attributes[attribute.cached] === true) words.push('cached');
  if (attributes[attribute.takenOver] === true) words.push('taken over');
  if (calls > 0) words.push(renderCost(typeof usd === 'number' ? usd : undefined, estimated));
  const outcome = attributes[attribute.outcome];
  if (status !== 'error' && outcome !== undefined && outcome !== 'succeeded') words.push(String(outcome));
  return words;
}

function shorten(text: string): string {
  const [first = ''] = text.split('\n');
  return printable(first.length > maxDetail ? `${first.slice(0, maxDetail)}…` : first);
}

/** `340 ms`, `12.3 s` or `2 min 05 s`. */
export function renderDuration(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)} s`;
  const total = Math.round(ms / 1_000);
  return `${Math.floor(total / 60)} min ${String(total % 60).padStart(2, '0')} s`;
}

/** Rows in columns, the first to the left and the rest to the right; the first row is the head. */
export function renderTable(rows: readonly (readonly string[])[], paint: Paint): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row, index) => {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    const text = cells.join('  ').trimEnd();
    return index === 0 ? paint.dim(text) : text;
  });
}
