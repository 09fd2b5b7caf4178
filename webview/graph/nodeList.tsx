import { useEffect, useState } from 'preact/hooks';
import type { GraphNodeView, GraphView } from '../../src/protocol/graph.ts';
import { Icon } from '../shared/icon.tsx';
import { t } from '../shared/texts.ts';
import type { NodeStates } from './nodeStates.ts';
import { kindIcons, kindWord, stateIcons, stateLine } from './stateWords.ts';

interface NodeListProps {
  readonly graph: GraphView;
  readonly states: NodeStates | undefined;
  readonly selectedId: string | undefined;
  select(id: string): void;
  toggle(id: string): void;
}

/** The graph as a list, for those who do not see the picture or do not want it: what each node waits for is said in words. */
export function NodeList({ graph, states, selectedId, select, toggle }: NodeListProps) {
  const needs = new Map<string, string[]>();
  for (const { from, to } of graph.edges) {
    const name = from.slice(from.lastIndexOf('/') + 1);
    const known = needs.get(to);
    if (known) known.push(name);
    else needs.set(to, [name]);
  }
  return (
    <ol class="node-list" aria-label={t('Nodes')}>
      {graph.nodes.map((node) => (
        <li key={node.id} style={{ paddingInlineStart: `${18 * depthOf(node, graph)}px` }}>
          <Row node={node} states={states} selected={node.id === selectedId} select={select} />
          <span class="quiet">{needsText(needs.get(node.id) ?? [])}</span>
          {node.open !== undefined && (
            <button type="button" class="plain" aria-expanded={node.open} onClick={() => toggle(node.id)}>
              {node.open ? t('Close') : t('Open')}
            </button>
          )}
        </li>
      ))}
    </ol>
  );
}

interface RowProps {
  readonly node: GraphNodeView;
  readonly states: NodeStates | undefined;
  readonly selected: boolean;
  select(id: string): void;
}

function Row({ node, states, selected, select }: RowProps) {
  const [, draw] = useState(0);
  useEffect(() => states?.listen(node.id, () => draw((count) => count + 1)), [node.id, states]);
  const state = states?.get(node.id);
  return (
    <button type="button" class="plain row" aria-pressed={selected} data-id={node.id} onClick={() => select(node.id)}>
      <Icon name={kindIcons[node.kind]} />
      <span>{node.name}</span>
      <span class="quiet">{node.detail === '' ? kindWord(node.kind) : node.detail}</span>
      {state && (
        <span class={`state ${state.status}`}>
          <Icon name={stateIcons[state.status]} /> {stateLine(state, Date.now())}
        </span>
      )}
      {node.problems.map(({ code, message }) => (
        <span key={code} class="state failed">
          <Icon name="warning" /> {message}
        </span>
      ))}
    </button>
  );
}

function needsText(needs: readonly string[]): string {
  return needs.length === 0 ? '' : t('after {0}', needs.join(', '));
}

/** How many open nodes hold it. */
function depthOf({ id }: GraphNodeView, { nodes }: GraphView): number {
  return nodes.filter((node) => node.open === true && (id.startsWith(`${node.id}/`) || id.startsWith(`${node.id}.`)))
    .length;
}
