import type { RunNow } from '../../src/protocol/dashboard.ts';
import { Icon } from '../shared/icon.tsx';
import { t } from '../shared/texts.ts';
import { elapsedOf, isResumable, usedShare } from './figures.ts';
import { type Dashboard, useNow } from './useDashboard.ts';
import { sayCost, sayDuration, sayStatus } from './words.ts';

/** The runs that go on, and those that wait to be resumed. */
export function RunsNow({ now, dashboard }: { readonly now: readonly RunNow[]; readonly dashboard: Dashboard }) {
  const nowMs = useNow(now.some(({ row }) => row.status === 'running'));
  return (
    <section class="card now" aria-label={t('Now')}>
      <h2>{t('Now')}</h2>
      {now.length === 0 ? (
        <p class="quiet">{t('No run goes on, and none waits to be resumed.')}</p>
      ) : (
        <ul>
          {now.map((run) => (
            <NowRow key={run.row.runId} run={run} nowMs={nowMs} dashboard={dashboard} />
          ))}
        </ul>
      )}
    </section>
  );
}

function NowRow({
  run,
  nowMs,
  dashboard,
}: {
  readonly run: RunNow;
  readonly nowMs: number;
  readonly dashboard: Dashboard;
}) {
  const { row, workspace } = run;
  const state = sayStatus(row.status);
  const choice = { workspace, runId: row.runId };
  const elapsedMs = elapsedOf(row, nowMs);
  const { usd, minutes } = row.limits;
  const folder = Object.keys(dashboard.folders).length > 1 ? dashboard.folders[workspace] : undefined;
  const button = (action: Parameters<Dashboard['act']>[0], text: string) => (
    <button type="button" aria-label={`${text}: ${row.title}`} onClick={() => dashboard.act(action, choice)}>
      {text}
    </button>
  );
  return (
    <li class="run-now" data-run={row.runId}>
      <div class="what">
        <span class="name">{row.title}</span>
        {folder !== undefined && <span class="badge">{folder}</span>}
        <span class="state">
          <Icon name={state.icon} tone={state.tone} />
          {state.text}
        </span>
        <p class="line quiet">{row.line}</p>
      </div>
      <Meter
        name={t('Cost')}
        share={usedShare(row.costUsd, usd)}
        text={
          usd === undefined
            ? sayCost(row.costUsd, row.costEstimated)
            : t('{0} of {1}', sayCost(row.costUsd, row.costEstimated), sayCost(usd))
        }
      />
      <Meter
        name={t('Time')}
        share={usedShare(elapsedMs, minutes === undefined ? undefined : minutes * 60_000)}
        text={
          minutes === undefined
            ? sayDuration(elapsedMs)
            : t('{0} of {1}', sayDuration(elapsedMs), sayDuration(minutes * 60_000))
        }
      />
      <div class="do">
        {row.status === 'running' && button('stop', t('Stop'))}
        {isResumable(row.status) && button('resume', row.status === 'paused' ? t('Raise and Resume…') : t('Resume'))}
        {isResumable(row.status) && button('discard', t('Discard'))}
        {button('open', t('Show'))}
      </div>
    </li>
  );
}

/** How much of a limit is used: a bar with the same in words. */
function Meter({
  name,
  share,
  text,
}: {
  readonly name: string;
  readonly share: number | undefined;
  readonly text: string;
}) {
  return (
    <div class="meter">
      <span class="meter-text">
        <span class="quiet">{name}</span> {text}
      </span>
      {share !== undefined && (
        <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
          <rect class="groove" width="100" height="4" />
          <rect class={share >= 0.9 ? 'fill near' : 'fill'} width={share * 100} height="4" />
        </svg>
      )}
    </div>
  );
}
