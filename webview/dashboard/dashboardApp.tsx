import { useState } from 'preact/hooks';
import type { DashboardContract, DashboardView } from '../../src/protocol/dashboard.ts';
import type { Host } from '../shared/host.ts';
import { t } from '../shared/texts.ts';
import { DayChart } from './dayChart.tsx';
import { endedOf, isEmpty, outcomeBars, sides, spendBars, successRate } from './figures.ts';
import { type Picked, RunsBehind } from './runsBehind.tsx';
import { RunsNow } from './runsNow.tsx';
import { Agents, Linked, Models, type OnPick, SlowNodes, Workflows } from './tables.tsx';
import { type Dashboard, periods, useDashboard } from './useDashboard.ts';
import { sayCost, sayDuration, sayShare, saySide } from './words.ts';

/** The dashboard: what goes on now, and figures over the last days that lead to the runs behind them. */
export function DashboardApp({ host }: { readonly host: Host<DashboardContract> }) {
  const dashboard = useDashboard(host);
  const { view, trouble } = dashboard;
  return (
    <main class="dashboard">
      <header class="head">
        <h1>{t('Dashboard')}</h1>
        <Period dashboard={dashboard} />
      </header>
      <p class="trouble" role="alert">
        {trouble}
      </p>
      {view ? (
        <Body view={view} dashboard={dashboard} />
      ) : (
        trouble === undefined && (
          <p class="quiet" role="status">
            {t('Reading the runs…')}
          </p>
        )
      )}
    </main>
  );
}

function Period({ dashboard }: { readonly dashboard: Dashboard }) {
  return (
    <label class="period">
      <span class="quiet">{t('Period')}</span>
      <select
        value={String(dashboard.days)}
        onChange={({ currentTarget }) => dashboard.setDays(Number(currentTarget.value))}
      >
        {periods.map((days) => (
          <option key={days} value={String(days)}>
            {days === 1 ? t('today') : t('last {0} days', days)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Body({ view, dashboard }: { readonly view: DashboardView; readonly dashboard: Dashboard }) {
  const [picked, setPicked] = useState<Picked>();
  const onPick: OnPick = (label, runs) => setPicked({ label, runs });
  if (isEmpty(view) && dashboard.days >= 30)
    return (
      <section class="card" aria-label={t('No runs yet')}>
        <p>{t('No runs yet. What runs do, cost and come to is counted here.')}</p>
        <button type="button" class="primary" onClick={dashboard.startFix}>
          {t('Fix a Failing Test')}
        </button>
      </section>
    );
  const byDay = new Map(view.perDay.map((day) => [day.day, day]));
  const models = view.models.map(({ model }) => model);
  return (
    <>
      <RunsNow now={view.now} dashboard={dashboard} />
      <Totals view={view} onPick={onPick} />
      {picked && <RunsBehind picked={picked} view={view} dashboard={dashboard} onClose={() => setPicked(undefined)} />}
      <div class="charts">
        <DayChart
          title={t('Runs by day')}
          nothing={t('No run has ended.')}
          bars={outcomeBars(view.perDay)}
          legend={sides.map((side) => ({ key: side, text: saySide(side) }))}
          say={String}
          runsOf={(day) => byDay.get(day)?.runs ?? []}
          onPick={onPick}
        />
        <DayChart
          title={t('Spend by model and day')}
          nothing={t('Nothing was spent.')}
          bars={spendBars(view.perDay, models)}
          legend={models.map((model) => ({ key: model, text: model }))}
          say={sayCost}
          runsOf={(day) => byDay.get(day)?.spenders ?? []}
          onPick={onPick}
        />
      </div>
      <Workflows view={view} onPick={onPick} />
      <Models view={view} onPick={onPick} />
      <SlowNodes view={view} onPick={onPick} />
      <Agents view={view} onPick={onPick} />
    </>
  );
}

/** The figures of all runs together. */
function Totals({ view, onPick }: { readonly view: DashboardView; readonly onPick: OnPick }) {
  const { outcomes, runs, medianMs, usd, callsOfUnknownPrice, models, perDay } = view;
  const all = runs.map((_, number) => number);
  const active = perDay.filter((day) => day.runs.length > 0).length;
  const spent = [...new Set(models.flatMap((model) => model.runs))].sort((a, b) => a - b);
  const tiles = [
    { name: t('runs'), text: String(runs.length), runs: all },
    { name: t('goal reached'), text: sayShare(successRate(outcomes)), runs: outcomes.reached },
    { name: t('median time'), text: sayDuration(medianMs), runs: endedOf({ ...outcomes, failed: [], stopped: [] }) },
    {
      name: callsOfUnknownPrice > 0 ? t('spent, without {0} calls of unknown price', callsOfUnknownPrice) : t('spent'),
      text: sayCost(usd),
      runs: spent,
    },
    { name: t('runs per day with runs'), text: active === 0 ? '–' : (runs.length / active).toFixed(1), runs: all },
  ];
  return (
    <ul class="totals" aria-label={t('In all')}>
      {tiles.map((tile) => (
        <li key={tile.name} class="card tile">
          <span class="figure">
            <Linked text={tile.text} label={tile.name} runs={tile.runs} onPick={onPick} />
          </span>
          <span class="quiet">{tile.name}</span>
        </li>
      ))}
    </ul>
  );
}
