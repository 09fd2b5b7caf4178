import { useEffect, useRef } from 'preact/hooks';
import type { DashboardRun, DashboardView, RunNumbers } from '../../src/protocol/dashboard.ts';
import { Icon } from '../shared/icon.tsx';
import { t } from '../shared/texts.ts';
import type { Dashboard } from './useDashboard.ts';
import { sayCost, sayCount, sayDuration, sayStatus, sayTime } from './words.ts';

/** A figure that was picked. */
export interface Picked {
  readonly label: string;
  readonly runs: RunNumbers;
}

const shownAtOnce = 50;

/** The runs behind a figure, with what can be done with each. */
export function RunsBehind({
  picked,
  view,
  dashboard,
  onClose,
}: {
  readonly picked: Picked;
  readonly view: DashboardView;
  readonly dashboard: Dashboard;
  readonly onClose: () => void;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  // Another figure is another list, and takes the focus.
  useEffect(() => heading.current?.focus(), [picked]);
  const runs = picked.runs.flatMap((number) => view.runs[number] ?? []);
  const more = runs.length - shownAtOnce;
  return (
    <section class="card behind" aria-label={t('Runs behind the figure')}>
      <div class="behind-head">
        <h2 ref={heading} tabIndex={-1}>
          {picked.label} <span class="quiet">{sayCount(runs.length, t('1 run'), t('{0} runs'))}</span>
        </h2>
        <button type="button" onClick={() => dashboard.filter(picked.label, runs)}>
          {t('Show in Runs View')}
        </button>
        <button type="button" class="plain" onClick={onClose}>
          {t('Close')}
        </button>
      </div>
      <ul>
        {runs.slice(0, shownAtOnce).map((run) => (
          <BehindRow key={run.runId} run={run} dashboard={dashboard} />
        ))}
      </ul>
      {more > 0 && <p class="quiet">{t('And {0} more: they are in the Runs view.', more)}</p>}
    </section>
  );
}

function BehindRow({ run, dashboard }: { readonly run: DashboardRun; readonly dashboard: Dashboard }) {
  const state = sayStatus(run.status);
  const folder = Object.keys(dashboard.folders).length > 1 ? dashboard.folders[run.workspace] : undefined;
  return (
    <li class="behind-row" data-run={run.runId}>
      <span class="state">
        <Icon name={state.icon} tone={state.tone} />
        {state.text}
      </span>
      <span class="name">{run.title}</span>
      {folder !== undefined && <span class="badge">{folder}</span>}
      <span class="quiet">
        {[
          sayTime(run.startedAtMs),
          ...(run.endedAtMs === undefined ? [] : [sayDuration(run.endedAtMs - run.startedAtMs)]),
          sayCost(run.costUsd, run.costEstimated),
        ].join(' · ')}
      </span>
      <span class="do">
        <button type="button" aria-label={`${t('Show')}: ${run.title}`} onClick={() => dashboard.act('open', run)}>
          {t('Show')}
        </button>
        <button
          type="button"
          aria-label={`${t('Restart')}: ${run.title}`}
          onClick={() => dashboard.act('restart', run)}
        >
          {t('Restart')}
        </button>
      </span>
    </li>
  );
}
