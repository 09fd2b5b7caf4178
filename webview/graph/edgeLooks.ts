import type { GraphNodeStatus } from '../../src/protocol/graph.ts';

/** How a line is drawn: `taken` solid, `left` (not taken) dashed, `open` thin while nobody knows. */
export type EdgeLook = 'taken' | 'left' | 'open';

const begun: ReadonlySet<GraphNodeStatus> = new Set([
  'running',
  'waiting',
  'asking',
  'succeeded',
  'failed',
  'cancelled',
  'stopped',
]);

/** Whether the run went along a line, by how the nodes at its ends stand. */
export function edgeLook(kind: 'needs' | 'fallback', from: GraphNodeStatus, to: GraphNodeStatus): EdgeLook {
  if (to === 'skipped' || from === 'skipped' || from === 'cancelled') return 'left';
  if (kind === 'fallback') return begun.has(to) ? 'taken' : from === 'succeeded' ? 'left' : 'open';
  const cameOut = from === 'succeeded' || from === 'failed';
  return cameOut && (begun.has(to) || to === 'ready') ? 'taken' : 'open';
}
