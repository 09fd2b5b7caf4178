import type { RunStatus } from '../../src/protocol/runView.ts';
import type { TraceTotalsView } from '../../src/protocol/trace.ts';
import { Icon, type IconName } from '../shared/icon.tsx';
import { sayCost, sayCount, sayDuration } from '../shared/sayNumbers.ts';
import { t } from '../shared/texts.ts';
import type { TraceOnScreen } from './useTrace.ts';

/** The run's title and how it stands, and its figures. */
export function Totals({ trace }: { readonly trace: TraceOnScreen }) {
  const { view } = trace;
  if (!view) return null;
  const { icon, word, tone } = wordOf(view.status);
  return (
    <header class="head">
      <div class="title">
        <h1>{view.title}</h1>
        <span class="state">
          <Icon name={icon} tone={tone} /> {word}
        </span>
        <span class="quiet">{t('run {0}', view.runId.slice(0, 8))}</span>
      </div>
      <Figures totals={view.totals} />
    </header>
  );
}

function Figures({ totals }: { readonly totals: TraceTotalsView }) {
  const { wallMs, modelMs, sandboxMs, tokensIn, tokensOut, tokensCached, spans, errors, calls } = totals;
  const figures: readonly (readonly [name: string, value: string, note?: string | undefined])[] = [
    [t('wall'), sayDuration(wallMs)],
    [t('model'), sayDuration(modelMs), t('{0} calls', calls)],
    [t('sandbox'), sayDuration(sandboxMs)],
    [t('cost'), costOf(totals), costNote(totals)],
    [t('tokens in'), sayCount(tokensIn), tokensCached > 0 ? t('{0} cached', sayCount(tokensCached)) : undefined],
    [t('tokens out'), sayCount(tokensOut)],
    [t('spans'), String(spans), errors > 0 ? t('{0} errors', errors) : undefined],
  ];
  return (
    <dl class="totals" aria-label={t('Totals')}>
      {figures.map(([name, value, note]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {value}
            {note !== undefined && <small> {note}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

const costOf = ({ usd, calls }: TraceTotalsView) => (calls === 0 ? '$0.00' : sayCost(usd));

function costNote({ callsEstimated, callsOfUnknownPrice }: TraceTotalsView): string | undefined {
  const notes: string[] = [];
  if (callsEstimated > 0) notes.push(t('estimated'));
  if (callsOfUnknownPrice > 0) notes.push(t('{0} calls of unknown price', callsOfUnknownPrice));
  return notes.length > 0 ? notes.join(', ') : undefined;
}

function wordOf(status: RunStatus): { readonly icon: IconName; readonly word: string; readonly tone: string } {
  switch (status) {
    case 'running':
      return { icon: 'spin', word: t('running'), tone: '' };
    case 'fixed':
      return { icon: 'check', word: t('fixed'), tone: 'good' };
    case 'added':
      return { icon: 'check', word: t('added'), tone: 'good' };
    case 'done':
      return { icon: 'check', word: t('done'), tone: 'good' };
    case 'nothing-to-fix':
      return { icon: 'check', word: t('nothing to fix'), tone: 'good' };
    case 'not-fixed':
      return { icon: 'slash', word: t('not fixed'), tone: 'warn' };
    case 'not-added':
      return { icon: 'slash', word: t('not added'), tone: 'warn' };
    case 'paused':
      return { icon: 'pause', word: t('paused: budget'), tone: 'warn' };
    case 'cancelled':
      return { icon: 'slash', word: t('cancelled'), tone: '' };
    case 'failed':
      return { icon: 'cross', word: t('failed'), tone: 'bad' };
    case 'interrupted':
      return { icon: 'warning', word: t('interrupted'), tone: 'warn' };
  }
}
