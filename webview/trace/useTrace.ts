import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { isAbort, messageOf } from '../../src/base/errors.ts';
import type { Client } from '../../src/protocol/rpc.ts';
import type { SpanView, TraceContract, TraceFormat, TraceView } from '../../src/protocol/trace.ts';
import type { Host } from '../shared/host.ts';
import { type TraceTable, tableOf } from './traceModel.ts';

/** A line under the header: what was just done, or what went wrong. */
export interface Notice {
  readonly tone: 'good' | 'bad';
  readonly text: string;
}

/** The trace on screen and what can be done with it. */
export interface TraceOnScreen {
  readonly view: TraceView | undefined;
  readonly table: TraceTable | undefined;
  /** The chosen span. */
  readonly current: number;
  readonly detail: SpanView | undefined;
  readonly notice: Notice | undefined;
  select(span: number): void;
  refetch(): void;
  /** A longer piece of a text of the chosen span. Rejects when it cannot be had. */
  getText(key: string, from: number): Promise<{ readonly text: string; readonly length: number }>;
  openPlace(path: string, line: number | undefined): void;
  copy(format: TraceFormat, span: number | undefined): void;
  compareWith(): void;
}

const forever = new AbortController().signal;
/** A growing trace is fetched again at the earliest after so many times what the last fetch took. */
const restShare = 4;

interface Loaded {
  readonly view: TraceView;
  readonly table: TraceTable;
}

/** Fetches the trace, keeps it fresh while the run goes on, and the chosen span with it. */
export function useTrace(host: Host<TraceContract>): TraceOnScreen {
  const { client } = host;
  const [notice, setNotice] = useState<Notice>();
  const [current, setCurrent] = useState(() => (typeof host.state.current === 'number' ? host.state.current : 0));
  const fail = useCallback((error: unknown) => {
    if (!isAbort(error)) setNotice({ tone: 'bad', text: messageOf(error) });
  }, []);
  const select = useCallback(
    (span: number) => {
      setCurrent(span);
      host.keep({ current: span });
    },
    [host],
  );
  const { loaded, refetch } = useLoaded(client, { fail, select });
  const detail = useDetail(client, { current, lastSeq: loaded?.view.lastSeq, fail });
  /** Does something that says what it did. Never rejects. */
  const act = async (action: () => Promise<string | undefined>) => {
    setNotice(undefined);
    try {
      const text = await action();
      if (text !== undefined) setNotice({ tone: 'good', text });
    } catch (error) {
      fail(error);
    }
  };
  return {
    view: loaded?.view,
    table: loaded?.table,
    current,
    detail,
    notice,
    select,
    refetch,
    getText: (key, from) => client.call('getSpanText', { span: current, key, from }, forever),
    openPlace: (path, line) =>
      void act(async () => {
        await client.call('openPlace', { path, line }, forever);
        return undefined;
      }),
    copy: (format, span) => void act(async () => (await client.call('copyTrace', { format, span }, forever)).said),
    compareWith: () =>
      void act(async () => {
        await client.call('compareWith', null, forever);
        return undefined;
      }),
  };
}

interface Told {
  readonly fail: (error: unknown) => void;
  readonly select: (span: number) => void;
}

function useLoaded(
  client: Client<TraceContract>,
  { fail, select }: Told,
): { readonly loaded: Loaded | undefined; refetch(): void } {
  const [loaded, setLoaded] = useState<Loaded>();
  const state = useRef({ loaded, busy: false, again: false });
  const fetchOnce = useCallback(async () => {
    const known = state.current.loaded?.view.lastSeq;
    const { view, asked } = await client.call('getTrace', { known }, forever);
    const table = view.columns ? tableOf(view, view.columns) : state.current.loaded?.table;
    if (!table) return;
    state.current.loaded = { view, table };
    setLoaded(state.current.loaded);
    if (asked !== undefined) select(asked);
  }, [client, select]);
  const refetch = useCallback(async () => {
    state.current.again = true;
    if (state.current.busy) return;
    state.current.busy = true;
    while (state.current.again) {
      state.current.again = false;
      const startMs = performance.now();
      try {
        await fetchOnce();
      } catch (error) {
        fail(error);
      }
      if (state.current.again) await pause((performance.now() - startMs) * restShare);
    }
    state.current.busy = false;
  }, [fetchOnce, fail]);
  useEffect(() => {
    void refetch();
    const changed = client.on('didChangeTrace', () => void refetch());
    return () => changed.dispose();
  }, [client, refetch]);
  return { loaded, refetch: () => void refetch() };
}

const pause = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));

/** Everything about the chosen span, fetched again when the run goes on. The newest question wins. */
function useDetail(
  client: Client<TraceContract>,
  {
    current,
    lastSeq,
    fail,
  }: { readonly current: number; readonly lastSeq: number | undefined; readonly fail: (error: unknown) => void },
): SpanView | undefined {
  const [detail, setDetail] = useState<SpanView>();
  useEffect(() => {
    if (lastSeq === undefined) return;
    const asking = new AbortController();
    client.call('getSpan', { span: current }, asking.signal).then(setDetail, fail);
    return () => asking.abort();
  }, [client, current, lastSeq, fail]);
  return detail;
}
