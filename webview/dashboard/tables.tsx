import type { ComponentChildren } from 'preact';
import type { DashboardView, RunNumbers } from '../../src/protocol/dashboard.ts';
import { Icon } from '../shared/icon.tsx';
import { t } from '../shared/texts.ts';
import { endedOf, healthOf, successRate } from './figures.ts';
import { sayCost, sayDuration, sayHealth, sayShare } from './words.ts';

/** Shows the runs behind a figure. */
export type OnPick = (label: string, runs: RunNumbers) => void;

interface Props {
  readonly view: DashboardView;
  readonly onPick: OnPick;
}

interface TableProps {
  readonly title: string;
  readonly nothing: string;
  readonly head: readonly string[];
  readonly rows: readonly { readonly key: string; readonly cells: readonly ComponentChildren[] }[];
}

function FigureTable({ title, nothing, head, rows }: TableProps) {
  return (
    <section class="card" aria-label={title}>
      <h2>{title}</h2>
      {rows.length === 0 ? (
        <p class="quiet">{nothing}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by the keyboard
        <section class="scroll" tabIndex={0} aria-label={title}>
          <table>
            <thead>
              <tr>
                {head.map((text) => (
                  <th key={text} scope="col">
                    {text}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ key, cells: [first, ...rest] }) => (
                <tr key={key}>
                  <th scope="row">{first}</th>
                  {rest.map((cell, index) => (
                    <td key={head[index + 1]}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  );
}

/** A figure that leads to the runs behind it; plain text when there are none. */
export function Linked({
  text,
  label,
  runs,
  onPick,
}: {
  readonly text: string;
  readonly label: string;
  readonly runs: RunNumbers;
  readonly onPick: OnPick;
}) {
  if (runs.length === 0) return <>{text}</>;
  return (
    <button type="button" class="link" aria-label={`${label}: ${text}`} onClick={() => onPick(label, runs)}>
      {text}
    </button>
  );
}

/** A share as a bar with the number beside it. */
function ShareBar({ share }: { readonly share: number | undefined }) {
  return (
    <span class="share">
      {share !== undefined && (
        <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
          <rect class="groove" width="100" height="8" />
          <rect class="fill" width={share * 100} height="8" />
        </svg>
      )}
      <span>{sayShare(share)}</span>
    </span>
  );
}

/** How the runs of each workflow came out. */
export function Workflows({ view, onPick }: Props) {
  const rows = view.workflows.map((figure) => {
    const { workflow, reached, notReached, failed, stopped, medianMs, usd } = figure;
    const name = workflow === '' ? t('older version') : workflow;
    const link = (text: string, what: string, runs: RunNumbers) => (
      <Linked text={text} label={`${name}, ${what}`} runs={runs} onPick={onPick} />
    );
    return {
      key: workflow,
      cells: [
        link(name, t('runs'), endedOf(figure)),
        <ShareBar key="share" share={successRate(figure)} />,
        link(String(reached.length), t('goal reached'), reached),
        link(String(notReached.length), t('goal not reached'), notReached),
        link(String(failed.length), t('failed'), failed),
        link(String(stopped.length), t('paused, interrupted or cancelled'), stopped),
        sayDuration(medianMs),
        sayCost(usd),
      ],
    };
  });
  const head = [
    ...[t('workflow'), t('success'), t('reached'), t('not reached')],
    ...[t('failed'), t('stopped'), t('median time'), t('cost')],
  ];
  return <FigureTable title={t('Success by workflow')} nothing={t('No run has ended.')} head={head} rows={rows} />;
}

/** What each model was asked, and what that cost. */
export function Models({ view, onPick }: Props) {
  const rows = view.models.map(({ model, calls, failed, tokensIn, tokensOut, usd, callsOfUnknownPrice, runs }) => ({
    key: model,
    cells: [
      <Linked key="name" text={model} label={t('runs that asked it')} runs={runs} onPick={onPick} />,
      String(calls),
      String(failed),
      tokensIn.toLocaleString(),
      tokensOut.toLocaleString(),
      usd !== null && callsOfUnknownPrice > 0
        ? t('{0} and {1} calls of unknown price', sayCost(usd), callsOfUnknownPrice)
        : sayCost(usd),
    ],
  }));
  const head = [t('model'), t('calls'), t('failed'), t('tokens in'), t('tokens out'), t('cost')];
  return <FigureTable title={t('Models')} nothing={t('No model was asked.')} head={head} rows={rows} />;
}

/** Where runs spend their time. */
export function SlowNodes({ view, onPick }: Props) {
  const longest = Math.max(...view.nodes.map(({ medianMs }) => medianMs), 1);
  const rows = view.nodes.map(({ workflow, node, times, failed, medianMs, maxMs, runs }) => ({
    key: `${workflow}/${node}`,
    cells: [
      <Linked key="name" text={`${workflow}/${node}`} label={t('slowest runs first')} runs={runs} onPick={onPick} />,
      <span key="bar" class="share">
        <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
          <rect class="groove" width="100" height="8" />
          <rect class="fill" width={(medianMs / longest) * 100} height="8" />
        </svg>
        <span>{sayDuration(medianMs)}</span>
      </span>,
      sayDuration(maxMs),
      String(times),
      String(failed),
    ],
  }));
  const head = [t('node'), t('median time'), t('longest'), t('times'), t('failed')];
  return <FigureTable title={t('Slowest nodes')} nothing={t('No node has ended.')} head={head} rows={rows} />;
}

/** The agents that worked, and how they fare. */
export function Agents({ view, onPick }: Props) {
  const rows = view.agents.map((figure) => {
    const { agent, running, times, failed, gaveUp, medianMs, usd, runs, troubled } = figure;
    const health = sayHealth(healthOf(figure));
    return {
      key: agent,
      cells: [
        <Linked key="name" text={agent} label={t('runs in which it worked')} runs={runs} onPick={onPick} />,
        <span key="health" class="state">
          <Icon name={health.icon} tone={health.tone} />
          {health.text}
        </span>,
        String(running),
        String(times),
        <Linked
          key="bad"
          text={String(failed + gaveUp)}
          label={t('{0}: failed or gave up', agent)}
          runs={troubled}
          onPick={onPick}
        />,
        sayDuration(medianMs),
        sayCost(usd),
      ],
    };
  });
  const head = [
    ...[t('agent'), t('health'), t('at work now'), t('times')],
    ...[t('failed or gave up'), t('median time'), t('cost')],
  ];
  return <FigureTable title={t('Agents')} nothing={t('No agent has worked.')} head={head} rows={rows} />;
}
