import { Icon } from '../shared/icon.tsx';
import { t } from '../shared/texts.ts';
import { duration, money, runWord } from './stateWords.ts';
import type { GraphPage, RunFacts } from './useGraph.ts';

interface HeaderProps {
  readonly page: GraphPage;
  readonly asList: boolean;
  onList(): void;
  onFit(): void;
  onZoom(factor: number): void;
}

/** Where one is, how the run stands, and what can be done with the picture. */
export function Header({ page, asList, onList, onFit, onZoom }: HeaderProps) {
  const { graph, run } = page;
  return (
    <header>
      <nav aria-label={t('Workflow')}>
        <ol class="crumbs">
          {(graph?.crumbs ?? []).map(({ name, level }, index, { length }) => (
            <li key={level}>
              {index < length - 1 ? (
                <button type="button" class="plain" onClick={() => page.setLevel(level)}>
                  {name}
                </button>
              ) : (
                <h1 aria-current="page">{name}</h1>
              )}
            </li>
          ))}
        </ol>
      </nav>
      {run && <RunLine run={run} />}
      {page.isFile && graph && <p class="quiet">{t('{0} nodes', graph.nodes.length)}</p>}
      <div class="tools" role="toolbar" aria-label={t('View')}>
        {!asList && (
          <>
            <ToolButton icon="minus" text={t('Zoom Out (-)')} onClick={() => onZoom(1 / 1.25)} />
            <ToolButton icon="plus" text={t('Zoom In (+)')} onClick={() => onZoom(1.25)} />
            <ToolButton icon="fit" text={t('Show All (0)')} onClick={onFit} />
          </>
        )}
        <ToolButton icon="list" text={t('Show as List (L)')} pressed={asList} onClick={onList} />
      </div>
    </header>
  );
}

interface ToolButtonProps {
  readonly icon: 'minus' | 'plus' | 'fit' | 'list';
  readonly text: string;
  readonly pressed?: boolean;
  onClick(): void;
}

function ToolButton({ icon, text, pressed, onClick }: ToolButtonProps) {
  return (
    <button
      type="button"
      class="plain"
      title={text}
      aria-label={text}
      onClick={onClick}
      {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
    >
      <Icon name={icon} />
    </button>
  );
}

function RunLine({ run }: { readonly run: RunFacts }) {
  const { icon, tone, word } = runWord(run.status);
  const known = money(run.costUsd ?? 0);
  const spent = run.costEstimated ? t('{0} estimated', known) : known;
  return (
    <p class="run-line">
      <span role="status">
        <Icon name={icon} tone={tone} /> {word}
        {run.status === 'running' && run.line !== '' && <span class="quiet"> {run.line}</span>}
      </span>
      <span class="quiet">
        {run.budgetUsd === undefined ? spent : t('{0} of {1}', spent, money(run.budgetUsd))}
        {run.endedAtMs !== undefined && ` · ${duration(run.endedAtMs - run.startedAtMs)}`}
      </span>
      {run.budgetUsd !== undefined && run.budgetUsd > 0 && (
        <meter
          min={0}
          max={run.budgetUsd}
          high={0.8 * run.budgetUsd}
          value={Math.min(run.costUsd ?? 0, run.budgetUsd)}
          aria-label={t('Budget used')}
        />
      )}
    </p>
  );
}
