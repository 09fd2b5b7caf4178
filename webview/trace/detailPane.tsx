import { useEffect, useRef, useState } from 'preact/hooks';
import type { SpanView } from '../../src/protocol/trace.ts';
import { sayCost, sayCount, sayDuration } from '../shared/sayNumbers.ts';
import { t } from '../shared/texts.ts';
import { VisibleText } from '../shared/visibleText.tsx';
import { AttributesTab } from './attributesTab.tsx';
import { KindIcon, StateIcon, wordOfKind, wordOfState } from './kindIcon.tsx';
import { MessagesTab } from './messagesTab.tsx';
import { OutputTab } from './outputTab.tsx';
import { PlaceButton } from './texts.tsx';
import { ToolsTab } from './toolsTab.tsx';
import { labelOf, type TraceTable } from './traceModel.ts';
import type { TraceOnScreen } from './useTrace.ts';

const tabs = ['messages', 'tools', 'output', 'attributes'] as const;
type Tab = (typeof tabs)[number];

interface Props {
  readonly trace: TraceOnScreen;
  readonly table: TraceTable;
  readonly onPick: (span: number) => void;
}

/** Everything about the chosen span, in tabs. */
export function DetailPane({ trace, table, onPick }: Props) {
  const { detail, current } = trace;
  const [wanted, setWanted] = useState<Tab>();
  const body = useRef<HTMLDivElement>(null);
  // Another span is read from its beginning.
  useEffect(() => {
    if (body.current) body.current.scrollTop = 0;
  }, [detail?.span, wanted]);
  if (!detail || detail.span !== current)
    return (
      <section class="detail" aria-label={t('Span')} aria-busy="true">
        <p class="empty" role="status">
          {t('Reading the span…')}
        </p>
      </section>
    );
  const filled = tabs.filter((tab) => tab === 'attributes' || countOf(detail, tab) > 0);
  const shown = wanted && filled.includes(wanted) ? wanted : (filled[0] ?? 'attributes');
  return (
    <section class="detail" aria-label={t('Span')}>
      <DetailHead trace={trace} detail={detail} table={table} />
      <Tabs detail={detail} shown={shown} onShow={setWanted} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a panel of tabs is scrolled by keys (WAI-ARIA, tabs pattern) */}
      <div ref={body} class="tab-body" role="tabpanel" id="tab-panel" aria-labelledby={`tab-${shown}`} tabIndex={0}>
        {shown === 'messages' && detail.call && <MessagesTab key={detail.span} call={detail.call} trace={trace} />}
        {shown === 'tools' && (
          <ToolsTab key={detail.span} detail={detail} table={table} trace={trace} onPick={onPick} />
        )}
        {shown === 'output' && <OutputTab key={detail.span} outputs={detail.outputs} trace={trace} />}
        {shown === 'attributes' && <AttributesTab detail={detail} />}
      </div>
    </section>
  );
}

function countOf({ call, tools, outputs, attributes }: SpanView, tab: Tab): number {
  switch (tab) {
    case 'messages':
      return call ? call.messages.length + (call.reply ? 1 : 0) + call.missing.length : 0;
    case 'tools':
      return tools.length;
    case 'output':
      return outputs.length;
    case 'attributes':
      return attributes.length;
  }
}

function DetailHead({
  trace,
  detail,
  table,
}: {
  readonly trace: TraceOnScreen;
  readonly detail: SpanView;
  readonly table: TraceTable;
}) {
  const row = table.rowOf[detail.span] ?? 0;
  const { kind, state, message, prompt, agent, call, places } = detail;
  const facts = [
    wordOfKind(kind),
    wordOfState(state),
    sayDuration(table.columns.durationMs[row] ?? 0),
    ...(agent === undefined ? [] : [t('agent {0}', agent)]),
    ...(prompt === undefined ? [] : [t('prompt {0}', prompt)]),
  ];
  return (
    <div class="detail-head">
      <h2>
        <KindIcon kind={kind} /> <VisibleText text={labelOf(table.columns, row)} />
      </h2>
      <StateIcon state={state} />
      <span class="quiet">
        <VisibleText text={facts.join(' · ')} />
      </span>
      <button type="button" class="plain" onClick={() => trace.copy('json', detail.span)}>
        {t('Copy Span')}
      </button>
      {call && <CallFacts detail={detail} />}
      {message !== undefined && (
        <p class="bad detail-message">
          <VisibleText text={message} />
        </p>
      )}
      {places.length > 0 && (
        <p class="places">
          {places.slice(0, 8).map((place) => (
            <PlaceButton key={`${place.path}${place.line}`} place={place} trace={trace} />
          ))}
        </p>
      )}
    </div>
  );
}

function CallFacts({ detail: { call } }: { readonly detail: SpanView }) {
  if (!call) return null;
  const { tokensIn, tokensOut, tokensCached = 0, tokensWritten = 0, usd, estimated, finish, parameters } = call;
  const about = estimated ? '≈ ' : '';
  const facts = [
    ...(tokensIn === undefined ? [] : [t('{0} tokens in', `${about}${sayCount(tokensIn)}`)]),
    ...(tokensCached > 0 ? [t('{0} of them cached', sayCount(tokensCached))] : []),
    ...(tokensWritten > 0 ? [t('{0} written to the cache', sayCount(tokensWritten))] : []),
    ...(tokensOut === undefined ? [] : [t('{0} out', `${about}${sayCount(tokensOut)}`)]),
    ...(tokensIn === undefined ? [] : [`${about}${sayCost(usd)}`]),
    ...(finish === undefined ? [] : [t('ended by {0}', finish)]),
    ...parameters.map(({ name, value }) => `${name} ${value}`),
  ];
  return (
    <p class="quiet call-facts">
      {facts.join(' · ')}
      {estimated && <span class="badge">{t('estimated')}</span>}
    </p>
  );
}

function wordOfTab(tab: Tab): string {
  const words: Readonly<Record<Tab, string>> = {
    messages: t('Messages'),
    tools: t('Tools'),
    output: t('Output'),
    attributes: t('Attributes'),
  };
  return words[tab];
}

function Tabs({
  detail,
  shown,
  onShow,
}: {
  readonly detail: SpanView;
  readonly shown: Tab;
  readonly onShow: (tab: Tab) => void;
}) {
  const list = useRef<HTMLDivElement>(null);
  const filled = tabs.filter((tab) => tab === 'attributes' || countOf(detail, tab) > 0);
  const onKey = (event: KeyboardEvent) => {
    const at = filled.indexOf(shown);
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: at - 1,
      ArrowRight: at + 1,
      Home: 0,
      End: filled.length - 1,
    };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const tab = filled[(next + filled.length) % filled.length] ?? shown;
    onShow(tab);
    list.current?.querySelector<HTMLElement>(`#tab-${tab}`)?.focus();
  };
  return (
    <div ref={list} class="tabs" role="tablist" aria-label={t('What is shown of the span')} onKeyDown={onKey}>
      {filled.map((tab) => (
        <button
          key={tab}
          type="button"
          id={`tab-${tab}`}
          class="tab"
          role="tab"
          aria-selected={tab === shown}
          aria-controls="tab-panel"
          tabIndex={tab === shown ? 0 : -1}
          onClick={() => onShow(tab)}
        >
          {wordOfTab(tab)} <small>{countOf(detail, tab)}</small>
        </button>
      ))}
    </div>
  );
}
