import { Component } from 'preact';
import type { GraphNodeView, NodeStateView } from '../../src/protocol/graph.ts';
import { type IconName, iconPath } from '../shared/icon.tsx';
import type { NodeStates } from './nodeStates.ts';
import { boxWords, kindIcons, spokenNode, stateIcons } from './stateWords.ts';

/** What a box is drawn from; all of it stays the same object while nothing of it changes. */
export interface NodeBoxProps {
  readonly node: GraphNodeView;
  /** Undefined in the graph of a file. */
  readonly states: NodeStates | undefined;
  readonly far: boolean;
  readonly selected: boolean;
  /** Tab leads to it: to one node of the graph. */
  readonly inTabOrder: boolean;
}

const mostDots = 5;

/** One box of the graph. It draws itself anew when its node changes, and not when others do. */
export class NodeBox extends Component<NodeBoxProps> {
  #end: (() => void) | undefined;

  override componentDidMount(): void {
    this.#listen();
  }

  override shouldComponentUpdate(next: NodeBoxProps): boolean {
    const { node, states, far, selected, inTabOrder } = this.props;
    if (node !== next.node || states !== next.states || far !== next.far) return true;
    return selected !== next.selected || inTabOrder !== next.inTabOrder;
  }

  override componentDidUpdate(before: NodeBoxProps): void {
    if (before.node.id !== this.props.node.id || before.states !== this.props.states) this.#listen();
  }

  override componentWillUnmount(): void {
    this.#end?.();
  }

  override render({ node, states, far, selected, inTabOrder }: NodeBoxProps) {
    const state = states?.get(node.id);
    const problem = node.problems.some(({ severity }) => severity === 'error');
    const marks = [
      'node',
      state?.status ?? (problem ? 'failed' : ''),
      node.open === true ? 'open' : '',
      selected ? 'selected' : '',
    ];
    return (
      // biome-ignore lint/a11y/useSemanticElements: a picture has no buttons of its own
      <g
        class={marks.filter((mark) => mark !== '').join(' ')}
        transform={`translate(${node.x} ${node.y})`}
        data-id={node.id}
        role="button"
        tabindex={inTabOrder ? 0 : -1}
        aria-label={spokenNode(node, state, Date.now())}
        {...(selected ? { 'aria-pressed': true } : {})}
        {...(node.open === undefined ? {} : { 'aria-expanded': node.open })}
      >
        <rect class="box" width={node.width} height={node.height} />
        {far ? <FarMark node={node} state={state} /> : <Words node={node} state={state} />}
      </g>
    );
  }

  #listen(): void {
    this.#end?.();
    const { node, states } = this.props;
    this.#end = states?.listen(node.id, () => this.forceUpdate());
  }
}

interface Shown {
  readonly node: GraphNodeView;
  readonly state: NodeStateView | undefined;
}

/** From afar: the icon of the state, as large as the box. */
function FarMark({ node, state }: Shown) {
  if (node.open === true) return null;
  const name: IconName = state ? stateIcons[state.status] : kindIcons[node.kind];
  return <path class="mark" d={iconPath(name)} transform={`translate(${node.width / 2 - 24} 5) scale(3)`} />;
}

function Words({ node, state }: Shown) {
  const [problem] = node.problems;
  const { name, line } = boxWords(node, state, Date.now());
  return (
    <>
      <path class="kind" d={iconPath(kindIcons[node.kind])} transform="translate(12 9)" />
      <text class="name" x={36} y={22}>
        {name}
      </text>{' '}
      <text class="word" x={36} y={45}>
        {line}
      </text>
      {state && (
        <>
          <path class="mark" d={iconPath(stateIcons[state.status])} transform="translate(12 33) scale(0.95)" />
          <Attempts node={node} state={state} />
          <BudgetBar node={node} share={state.budgetShare} />
        </>
      )}
      {problem && <path class={`problem ${problem.severity}`} d={iconPath('warning')} transform="translate(12 32)" />}
      {node.open !== undefined && (
        <g class="fold" data-fold={node.id}>
          <rect class="fold-field" x={node.width - 32} y={4} width={26} height={26} rx={4} />
          <path d={iconPath(node.open ? 'down' : 'right')} transform={`translate(${node.width - 27} 9)`} />
        </g>
      )}
      {node.level && <path class="kind" d={iconPath('open')} transform={`translate(${node.width - 26} 9)`} />}
    </>
  );
}

/** One dot an attempt; of very many the last ones. */
function Attempts({ node, state }: { readonly node: GraphNodeView; readonly state: NodeStateView }) {
  if (state.attempts < 2) return null;
  const dots = Math.min(mostDots, state.attempts);
  const right = node.width - (node.open === undefined && !node.level ? 14 : 40);
  return (
    <g class="dots">
      {Array.from({ length: dots }, (_, index) => (
        <circle
          key={index}
          class={index === dots - 1 ? 'last' : ''}
          cx={right - (dots - 1 - index) * 9}
          cy={17}
          r={3}
        />
      ))}
    </g>
  );
}

function BudgetBar({ node, share }: { readonly node: GraphNodeView; readonly share: number | undefined }) {
  if (share === undefined) return null;
  const width = node.width - 24;
  const y = node.open === true ? 54 : node.height - 6;
  return (
    <>
      <rect class="bar-field" x={12} y={y} width={width} height={3} rx={1.5} />
      <rect
        class={`bar ${share >= 0.8 ? 'much' : ''}`}
        x={12}
        y={y}
        width={Math.max(2, width * share)}
        height={3}
        rx={1.5}
      />
    </>
  );
}
