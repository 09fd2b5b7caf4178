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
  const visit = (span: Span, lead: string, below: string) => {
    lines.push(`${paint.dim(lead)}${line(span, trace.lastMs, paint)}`);
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

function line(span: Span, lastMs: number, paint: Paint): string {
  const { attributes, status, endMs, message } = span;
  const parts = [printable(span.name), paint.strong(renderDuration(durationOf(span, lastMs)))];
  const tokens = attributes[attribute.inputTokens];
  if (tokens !== undefined) parts.push(paint.dim(`${tokens} in, ${attributes[attribute.outputTokens] ?? 0} out`));
  const usd = attributes[attribute.costUsd];
  if (attributes[attribute.costKnown] !== undefined)
    parts.push(paint.dim(renderCost(typeof usd === 'number' ? usd : undefined)));
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
