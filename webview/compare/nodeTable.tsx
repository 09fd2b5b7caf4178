import { useState } from 'preact/hooks';
import type { NodeAspectView, NodePairView, NodeSideView } from '../../src/protocol/compare.ts';
import { Icon, type IconName } from '../shared/icon.tsx';
import { sayCost, sayDuration } from '../shared/sayNumbers.ts';
import { t } from '../shared/texts.ts';
import { VisibleText } from '../shared/visibleText.tsx';
import { Differences } from './differences.tsx';
import type { Comparison } from './useComparison.ts';

interface Props {
  readonly nodes: readonly NodePairView[];
  readonly comparison: Comparison;
}

const firstNodes = 300;

/** Every node in both runs, what differs in words; a row opens to the differences. */
export function NodeTable({ nodes, comparison }: Props) {
  const [most, setMost] = useState(firstNodes);
  return (
    <>
      <table class="nodes">
        <thead>
          <tr>
            <th scope="col" class="nodes-head">
              {t('node')}
            </th>
            <th scope="col" class="nodes-head">
              A
            </th>
            <th scope="col" class="nodes-head">
              B
            </th>
            <th scope="col" class="nodes-head">
              {t('differs')}
            </th>
          </tr>
        </thead>
        <tbody>
          {nodes.slice(0, most).map((pair) => (
            <NodeRow key={pair.node} pair={pair} comparison={comparison} />
          ))}
        </tbody>
      </table>
      {nodes.length > most && (
        <button type="button" onClick={() => setMost(most + firstNodes)}>
          {t('Show {0} more', Math.min(firstNodes, nodes.length - most))}
        </button>
      )}
    </>
  );
}

function NodeRow({ pair, comparison }: { readonly pair: NodePairView; readonly comparison: Comparison }) {
  const { node, a, b, differs, input, output, parameters } = pair;
  const [open, setOpen] = useState(false);
  const places = input.places.length + output.places.length + parameters.places.length;
  return (
    <>
      <tr class={differs.length > 0 ? 'differs' : ''}>
        <th scope="row">
          {places > 0 ? (
            <button type="button" class="plain" aria-expanded={open} onClick={() => setOpen(!open)}>
              <Icon name={open ? 'down' : 'right'} /> <VisibleText text={node} />
            </button>
          ) : (
            <span class="node-name">
              <VisibleText text={node} />
            </span>
          )}
        </th>
        <SideCell side={a} onShow={() => comparison.showTrace('a', node)} />
        <SideCell side={b} onShow={() => comparison.showTrace('b', node)} />
        <td>{differs.length === 0 ? <span class="quiet">{t('alike')}</span> : sayDiffers(pair)}</td>
      </tr>
      {open && (
        <tr>
          <td colSpan={4}>
            <Differences title={t('Input')} differences={input} />
            <Differences title={t('Output')} differences={output} />
            <Differences title={t('Parameters')} differences={parameters} />
          </td>
        </tr>
      )}
    </>
  );
}

const icons: Readonly<Record<string, readonly [IconName, string]>> = {
  succeeded: ['check', 'good'],
  failed: ['cross', 'bad'],
  skipped: ['right', 'quiet'],
  cancelled: ['slash', 'quiet'],
  running: ['spin', ''],
};

function SideCell({ side, onShow }: { readonly side: NodeSideView | undefined; readonly onShow: () => void }) {
  if (!side) return <td class="quiet">{t('not reached')}</td>;
  const { status, attempts, ms, usd, calls, cached, takenOver, models } = side;
  const [icon, tone] = icons[status] ?? ['circle', ''];
  const facts = [
    ...(ms === undefined ? [] : [sayDuration(ms)]),
    ...(calls > 0 ? [sayCost(usd ?? undefined)] : []),
    ...(attempts > 1 ? [t('{0} attempts', attempts)] : []),
    ...(cached ? [t('cached')] : []),
    ...(takenOver ? [t('taken over')] : []),
    ...models,
  ];
  return (
    <td>
      <button type="button" class="plain" title={t('Show it in the trace')} onClick={onShow}>
        <Icon name={icon} tone={tone} /> {status}
      </button>{' '}
      <span class="quiet">
        <VisibleText text={facts.join(' · ')} />
      </span>
    </td>
  );
}

/** What differs, in words. */
export function sayDiffers({ a, b, differs }: NodePairView): string {
  if (!a || !b) return a ? t('only A came to it') : t('only B came to it');
  const words: Readonly<Record<NodeAspectView, string>> = {
    presence: t('only one has it'),
    status: t('it came out differently'),
    attempts: t('attempts'),
    input: t('another input'),
    model: t('another model'),
    prompt: t('another prompt'),
    request: t('it was asked something else'),
    parameters: t('other parameters'),
    output: t('another output'),
    failure: t('another failure'),
  };
  return differs.map((aspect) => words[aspect]).join(', ');
}
