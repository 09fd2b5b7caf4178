import { useMemo, useState } from 'preact/hooks';
import type { TraceContract } from '../../src/protocol/trace.ts';
import type { Host } from '../shared/host.ts';
import { Icon } from '../shared/icon.tsx';
import { t } from '../shared/texts.ts';
import { DetailPane } from './detailPane.tsx';
import { Flame } from './flame.tsx';
import { SearchResults, useSearch } from './search.tsx';
import { SpanTree } from './spanTree.tsx';
import { ToolBar } from './toolBar.tsx';
import { Totals } from './totals.tsx';
import { fitting, noFilter, type TraceFilter, type TraceTable, visibleRows } from './traceModel.ts';
import { type TraceOnScreen, useTrace } from './useTrace.ts';

/** The Trace panel. */
export function TraceApp({ host }: { readonly host: Host<TraceContract> }) {
  const trace = useTrace(host);
  if (trace.table && trace.view) return <Loaded host={host} trace={trace} table={trace.table} />;
  return (
    <div class="empty" role="status">
      {trace.notice ? <NoticeLine trace={trace} /> : t('Reading the run…')}
      {trace.notice && (
        <button type="button" onClick={trace.refetch}>
          {t('Try Again')}
        </button>
      )}
    </div>
  );
}

interface LoadedProps {
  readonly host: Host<TraceContract>;
  readonly trace: TraceOnScreen;
  readonly table: TraceTable;
}

function Loaded({ host, trace, table }: LoadedProps) {
  const [filter, setFilter] = useState<TraceFilter>(noFilter);
  const [folded, setFolded] = useState<ReadonlySet<number>>(new Set());
  const search = useSearch(host.client);
  const rows = useMemo(() => visibleRows(table, folded, filter), [table, folded, filter]);
  const fits = useMemo(() => (filter === noFilter ? undefined : fitting(table, filter)), [table, filter]);
  const fold = (span: number, close: boolean) => {
    const next = new Set(folded);
    if (close) next.add(span);
    else next.delete(span);
    setFolded(next);
  };
  /** Shows a span wherever it is: what it lies in is unfolded. */
  const reveal = (span: number) => {
    const next = new Set(folded);
    for (let row = table.parent[table.rowOf[span] ?? 0] ?? -1; row >= 0; row = table.parent[row] ?? -1)
      next.delete(table.columns.span[row] ?? -1);
    if (next.size !== folded.size) setFolded(next);
    trace.select(span);
  };
  return (
    <div class="trace">
      <Totals trace={trace} />
      <ToolBar table={table} filter={filter} onFilter={setFilter} search={search} trace={trace} />
      <NoticeLine trace={trace} />
      <div class="body">
        {search.found ? (
          <SearchResults search={search} current={trace.current} onPick={reveal} />
        ) : (
          <SpanTree
            table={table}
            rows={rows}
            fits={fits}
            folded={folded}
            current={trace.current}
            onSelect={trace.select}
            onFold={fold}
          />
        )}
        <DetailPane trace={trace} table={table} onPick={reveal} />
      </div>
      <Flame table={table} fits={fits} current={trace.current} onSelect={reveal} />
    </div>
  );
}

function NoticeLine({ trace }: { readonly trace: TraceOnScreen }) {
  const { notice } = trace;
  return (
    <div class="notice" role={notice?.tone === 'bad' ? 'alert' : 'status'}>
      {notice && (
        <p>
          <Icon name={notice.tone === 'bad' ? 'cross' : 'check'} tone={notice.tone} /> {notice.text}
        </p>
      )}
    </div>
  );
}
