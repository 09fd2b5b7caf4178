import { useState } from 'preact/hooks';
import type { CompareContract, ComparisonView, NodePairView, RunSideView } from '../../src/protocol/compare.ts';
import type { Host } from '../shared/host.ts';
import { Icon } from '../shared/icon.tsx';
import { sayCost, sayCount, sayDuration } from '../shared/sayNumbers.ts';
import { t } from '../shared/texts.ts';
import { VisibleText } from '../shared/visibleText.tsx';
import { Differences } from './differences.tsx';
import { NodeTable, sayDiffers } from './nodeTable.tsx';
import { type Comparison, useComparison } from './useComparison.ts';

/** Two runs of one workflow side by side. */
export function CompareApp({ host }: { readonly host: Host<CompareContract> }) {
  const comparison = useComparison(host.client);
  const { view, trouble } = comparison;
  if (view) return <Loaded view={view} comparison={comparison} />;
  return (
    <div class="empty" role="status">
      {trouble === undefined ? (
        t('Reading the runs…')
      ) : (
        <>
          <p>
            <Icon name="cross" tone="bad" /> {trouble}
          </p>
          <button type="button" onClick={comparison.refetch}>
            {t('Try Again')}
          </button>
        </>
      )}
    </div>
  );
}

function Loaded({ view, comparison }: { readonly view: ComparisonView; readonly comparison: Comparison }) {
  const [all, setAll] = useState(view.nodes.length <= 40);
  const { a, b, inputs, nodes, same } = view;
  const parting = nodes.find(({ node }) => node === view.partingAt);
  const alike = nodes.filter(({ differs }) => differs.length === 0).length;
  return (
    <main class="compare">
      <h1>{t('Two runs of {0}', a.workflow)}</h1>
      {comparison.trouble !== undefined && (
        <p role="alert">
          <Icon name="cross" tone="bad" /> {comparison.trouble}
        </p>
      )}
      <Sides a={a} b={b} onTrace={(side) => comparison.showTrace(side, undefined)} />
      <p class="verdict">{verdictOf(view, parting)}</p>
      <Origins view={view} />
      {parting && <Parting pair={parting} />}
      <Differences title={t('Inputs')} differences={inputs} />
      <h2>{t('Nodes')}</h2>
      <NodeTable nodes={all ? nodes : nodes.filter(({ differs }) => differs.length > 0)} comparison={comparison} />
      {!all && alike > 0 && (
        <button type="button" onClick={() => setAll(true)}>
          {t('Show {0} more that came out alike', alike)}
        </button>
      )}
      <Files view={view} />
      {same && <p class="quiet">{t('Inputs, definition, nodes, outcome and proposed files are all alike.')}</p>}
    </main>
  );
}

function verdictOf({ same }: ComparisonView, parting: NodePairView | undefined): string {
  if (parting) return t('They part at {0}: {1}.', parting.node, sayDiffers(parting));
  return same ? t('They came out alike.') : t('Every node came out alike.');
}

function Origins({ view: { a, b, sameDefinition } }: { readonly view: ComparisonView }) {
  const lines = [
    sameDefinition ? t('Both went through the same definition.') : t('The workflow was changed between them.'),
  ];
  for (const [name, { forkedFrom }] of [
    ['A', a],
    ['B', b],
  ] as const)
    if (forkedFrom) lines.push(t('{0} was forked from {1} at {2}.', name, forkedFrom.runId.slice(0, 8), forkedFrom.at));
  return (
    <p class="quiet">
      <VisibleText text={lines.join(' ')} />
    </p>
  );
}

function Sides({
  a,
  b,
  onTrace,
}: {
  readonly a: RunSideView;
  readonly b: RunSideView;
  readonly onTrace: (side: 'a' | 'b') => void;
}) {
  const row = (name: string, value: (side: RunSideView) => string) => (
    <tr key={name}>
      <th scope="row">{name}</th>
      <td>{value(a)}</td>
      <td>{value(b)}</td>
    </tr>
  );
  return (
    <table class="sides">
      <thead>
        <tr>
          <td />
          <th scope="col">
            A{' '}
            <button type="button" class="plain" onClick={() => onTrace('a')}>
              {t('Trace of {0}', a.runId.slice(0, 8))}
            </button>
          </th>
          <th scope="col">
            B{' '}
            <button type="button" class="plain" onClick={() => onTrace('b')}>
              {t('Trace of {0}', b.runId.slice(0, 8))}
            </button>
          </th>
        </tr>
      </thead>
      <tbody>
        {row(t('outcome'), ({ outcome }) => outcome ?? t('not ended'))}
        {row(t('began'), ({ startedAtMs }) => new Date(startedAtMs).toLocaleString())}
        {row(t('wall'), ({ wallMs }) => sayDuration(wallMs))}
        {row(t('cost'), ({ usd, costEstimated }) => sayCost(usd ?? undefined, costEstimated))}
        {row(t('model calls'), ({ calls }) => String(calls))}
        {row(t('tokens in'), ({ tokensIn }) => sayCount(tokensIn))}
        {row(t('tokens out'), ({ tokensOut }) => sayCount(tokensOut))}
      </tbody>
    </table>
  );
}

function Parting({ pair }: { readonly pair: NodePairView }) {
  const { node, input, output, parameters } = pair;
  return (
    <section class="parting" aria-label={t('Where they part')}>
      <h2>
        <VisibleText text={node} />
      </h2>
      <Differences title={t('Input')} differences={input} />
      <Differences title={t('Output')} differences={output} />
      <Differences title={t('Parameters')} differences={parameters} />
    </section>
  );
}

function Files({ view: { proposal } }: { readonly view: ComparisonView }) {
  const { onlyA, onlyB, different, alike } = proposal;
  const rows = [
    ...onlyA.map((path) => ({ path, word: t('only in A') })),
    ...onlyB.map((path) => ({ path, word: t('only in B') })),
    ...different.map((path) => ({ path, word: t('different') })),
    ...alike.map((path) => ({ path, word: t('alike') })),
  ];
  if (rows.length === 0) return null;
  return (
    <section>
      <h2>{t('Proposed files')}</h2>
      <ul>
        {rows.map(({ path, word }) => (
          <li key={`${word}${path}`}>
            <code>
              <VisibleText text={path} />
            </code>{' '}
            <span class="quiet">{word}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
