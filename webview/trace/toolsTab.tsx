import type { SpanView, ToolUseView } from '../../src/protocol/trace.ts';
import { Icon } from '../shared/icon.tsx';
import { sayDuration } from '../shared/sayNumbers.ts';
import { t } from '../shared/texts.ts';
import { VisibleText } from '../shared/visibleText.tsx';
import { splitText } from './richText.ts';
import { PlaceButton, PlainText, RichText } from './texts.tsx';
import { labelOf, type TraceTable } from './traceModel.ts';
import type { TraceOnScreen } from './useTrace.ts';

interface Props {
  readonly detail: SpanView;
  readonly table: TraceTable;
  readonly trace: TraceOnScreen;
  readonly onPick: (span: number) => void;
}

/** The tools of a call, or those used inside of a node, which lead to their spans. */
export function ToolsTab({ detail, table, trace, onPick }: Props) {
  const inside = detail.call || detail.kind === 'tool' ? [] : toolRows(table, detail.span);
  if (inside.length === 0)
    return (
      <div class="tools">
        {detail.tools.map((use, index) => (
          <ToolUse key={index} use={use} trace={trace} open={detail.tools.length === 1} />
        ))}
      </div>
    );
  return (
    <ul class="tool-list">
      {inside.map((row) => (
        <li key={row}>
          <button type="button" class="plain" onClick={() => onPick(table.columns.span[row] ?? 0)}>
            <VisibleText text={labelOf(table.columns, row)} />{' '}
            <span class="quiet">{sayDuration(table.columns.durationMs[row] ?? 0)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

const mostRows = 300;

/** Rows of tools directly in a span. */
function toolRows({ columns, kinds, rowOf }: TraceTable, span: number): readonly number[] {
  const at = rowOf[span] ?? 0;
  const tool = kinds.indexOf('tool');
  const rows: number[] = [];
  for (let row = at + 1; row < at + (columns.size[at] ?? 1) && rows.length < mostRows; row++)
    if (columns.kind[row] === tool && columns.depth[row] === (columns.depth[at] ?? 0) + 1) rows.push(row);
  return rows;
}

/** A tool call on one line, which opens to what was asked and what it gave. */
export function ToolUse({
  use,
  trace,
  open = false,
}: {
  readonly use: ToolUseView;
  readonly trace: TraceOnScreen;
  readonly open?: boolean;
}) {
  const { name, summary, input, result, isError, place } = use;
  return (
    <details class="tool-use" open={open}>
      <summary>
        {isError ? <Icon name="cross" tone="bad" /> : <Icon name="circle" />} <code>{name}</code>{' '}
        <VisibleText text={summary} />
        {isError && <span class="bad"> {t('error')}</span>}
      </summary>
      {place && <PlaceButton place={place} trace={trace} />}
      {input.length > 0 && <InputView use={use} trace={trace} />}
      {result && <PlainText text={result} trace={trace} />}
      {!result && <p class="quiet">{t('What it gave is not on record here.')}</p>}
    </details>
  );
}

/** What a tool was asked; a change in it is shown as one. */
function InputView({ use: { input }, trace }: { readonly use: ToolUseView; readonly trace: TraceOnScreen }) {
  const change = changeIn(input.text);
  if (change !== undefined && input.text.length === input.length)
    return <RichText text={{ key: input.key, text: change, length: change.length }} trace={trace} />;
  return <PlainText text={input} trace={trace} />;
}

/** The text of a field that holds a diff or a search/replace block. */
function changeIn(json: string): string | undefined {
  try {
    const input: unknown = JSON.parse(json);
    const texts = typeof input === 'object' && input !== null ? Object.values(input) : [];
    return texts.find(
      (text): text is string => typeof text === 'string' && splitText(text).some(({ kind }) => kind === 'diff'),
    );
  } catch {
    // Not every model writes JSON: then there is nothing to take apart.
    return undefined;
  }
}
