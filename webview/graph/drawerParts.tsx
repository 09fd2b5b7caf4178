import type { AttemptView, NodeDetailView, NodeSpanView, ValueView } from '../../src/protocol/graph.ts';
import { Icon, type IconName } from '../shared/icon.tsx';
import { t } from '../shared/texts.ts';
import { duration, money, stateWord } from './stateWords.ts';

/** Why the node failed, with its code. */
export function Failure({ failure }: { readonly failure: NonNullable<NodeDetailView['failure']> }) {
  return (
    <div class="failure">
      <p class="bad">
        <Icon name="cross" /> {failure.message}
      </p>
      {failure.hint !== undefined && <p>{failure.hint}</p>}
      <p class="quiet">{failure.code}</p>
    </div>
  );
}

/** Which of several is shown: items of a list, rounds of a loop. */
export function Instances({ detail, onPath }: { readonly detail: NodeDetailView; onPath(path: string): void }) {
  const { instances, path } = detail;
  if (instances.length === 0) return null;
  if (instances.length === 1) return <p class="quiet path">{path}</p>;
  return (
    <label class="field">
      {t('{0} times', instances.length)}
      <select value={path} onChange={(event) => onPath(event.currentTarget.value)}>
        {instances.map((one) => (
          <option key={one.path} value={one.path}>
            {`${one.path} · ${stateWord(one.status)}`}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A value as text, folded away when it is long. */
export function Value({ title, value }: { readonly title: string; readonly value: ValueView }) {
  return (
    <details open={value.text.length < 2_000}>
      <summary>{title}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached with the keyboard */}
      <pre tabIndex={0}>{value.text}</pre>
      {value.cut && <p class="quiet">{t('Only the beginning is shown.')}</p>}
    </details>
  );
}

/** The attempts, when there was more than one. */
export function Attempts({ attempts }: { readonly attempts: readonly AttemptView[] }) {
  if (attempts.length < 2) return null;
  const icons: Readonly<Record<AttemptView['outcome'], IconName>> = {
    running: 'spin',
    succeeded: 'check',
    failed: 'cross',
    cancelled: 'slash',
  };
  return (
    <details open>
      <summary>{t('Attempts')}</summary>
      <ol class="attempts">
        {attempts.map(({ number, startedAtMs, endedAtMs, outcome, failure }) => (
          <li key={number}>
            <span class={`state ${outcome}`}>
              <Icon name={icons[outcome]} /> {stateWord(outcome)}
            </span>
            {endedAtMs !== undefined && <span class="quiet"> {duration(endedAtMs - startedAtMs)}</span>}
            {failure && (
              <span>
                {' '}
                {failure.message} <span class="quiet">{failure.code}</span>
              </span>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}

/** What it cost, and who was asked. */
export function Spent({ detail }: { readonly detail: NodeDetailView }) {
  const { calls, costUsd, tokensIn, tokensOut, models, prompts } = detail;
  if (calls === 0 && models.length === 0) return null;
  return (
    <details open>
      <summary>{t('Cost')}</summary>
      <dl>
        <dt>{t('Cost')}</dt>
        <dd>{costUsd === undefined ? t('price not known') : money(costUsd)}</dd>
        <dt>{t('Model calls')}</dt>
        <dd>{calls}</dd>
        <dt>{t('Tokens in, out')}</dt>
        <dd>
          {tokensIn.toLocaleString()} · {tokensOut.toLocaleString()}
        </dd>
        {models.length > 0 && <dt>{t('Models')}</dt>}
        {models.length > 0 && <dd>{models.join(', ')}</dd>}
        {prompts.length > 0 && <dt>{t('Prompts')}</dt>}
        {prompts.length > 0 && <dd>{prompts.join(', ')}</dd>}
      </dl>
    </details>
  );
}

/** What it did, each piece with the way to it in the trace. */
export function Spans({ spans, open }: { readonly spans: readonly NodeSpanView[]; open(spanId: string): void }) {
  if (spans.length === 0) return null;
  return (
    <details open>
      <summary>{t('Spans')}</summary>
      <ul class="spans">
        {spans.map(({ spanId, name, ms, ended, failed }) => (
          <li key={spanId}>
            <button type="button" class="plain" title={t('Show in Trace')} onClick={() => open(spanId)}>
              <Icon
                name={failed ? 'cross' : ended ? 'check' : 'spin'}
                tone={failed ? 'bad' : ended ? 'good' : 'note'}
              />
              <span class="span-name">{name}</span>
              <span class="quiet">{duration(ms)}</span>
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
