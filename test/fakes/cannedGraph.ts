import { createPictures } from '../../src/app/graphPicture.ts';
import { type OutlineNode, outlineOfSource } from '../../src/core/workflow/outline.ts';
import { parseWorkflow } from '../../src/core/workflow/parseWorkflow.ts';
import type { GraphView, NodeDetailView, NodeStatesView, NodeStateView } from '../../src/protocol/graph.ts';
import { pendingState } from '../../webview/graph/nodeStates.ts';

const pictures = createPictures();

/** The graph of a workflow text, laid out as the engine does it. */
export function cannedGraph(text: string, open: readonly string[] = []): GraphView {
  const { written } = parseWorkflow(text, 'canned.yaml');
  if (!written) throw new Error('the canned workflow cannot be read');
  return graphOf(outlineOfSource(written.graph, written.edges), open);
}

function graphOf(outline: readonly OutlineNode[], open: readonly string[]): GraphView {
  const picture = pictures({
    outline,
    prefix: '',
    open: new Set(open),
    hasLevel: ({ kind }) => kind === 'workflow',
    note: () => ({ range: undefined, problems: [] }),
  });
  return { title: 'canned', crumbs: [{ name: 'canned', level: '' }], ...picture, problems: [], notice: undefined };
}

/** A workflow of every kind of node. */
export const cannedWorkflow = `version: 1
name: canned
nodes:
  prepare:
    run: [npm, ci]
  plan:
    agent: plan
    needs: prepare
    with: { request: do it }
  confirm:
    approve: Carry out this plan?
    needs: plan
  each:
    forEach: "['a', 'b', 'c', 'd', 'e']"
    needs: confirm
    nodes:
      fix: { agent: codegen, with: { task: "\${{ item }}" } }
      check: { tool: tests.check, needs: fix }
  build:
    loop: { until: loop.round == 3, max: 5 }
    needs: confirm
    nodes:
      try: { run: [make] }
  quickest:
    needs: [each, build]
    race:
      left: { run: [left] }
      right: { run: [right] }
  publish:
    workflow: publish
    needs: quickest
  report:
    run: [echo, done]
    needs: prepare
    when: nodes.prepare.status == "failed"
`;

const at = Date.UTC(2026, 10, 21, 8);

const state = (id: string, changes: Partial<NodeStateView>): NodeStateView => ({
  ...pendingState(id),
  attempts: 1,
  startedAtMs: at,
  ...changes,
});

/** How a run of `cannedWorkflow` stands in its middle. */
export const cannedStates: NodeStatesView = {
  mark: { seq: 10, atRest: false },
  status: 'running',
  line: 'each: 3 of 5',
  costEstimated: false,
  costUsd: 0.04,
  budgetUsd: 1,
  startedAtMs: at,
  endedAtMs: undefined,
  whole: true,
  states: [
    state('prepare', { status: 'succeeded', endedAtMs: at + 4_200 }),
    state('plan', { status: 'succeeded', endedAtMs: at + 61_000, costUsd: 0.02, budgetShare: 0.3, attempts: 3 }),
    state('confirm', { status: 'succeeded', endedAtMs: at + 90_000 }),
    state('each', { status: 'running', count: { done: 3, total: 5 }, costUsd: 0.02, budgetShare: 0.9 }),
    state('each/fix', { status: 'running', count: { done: 3, total: 4 } }),
    state('each/check', { status: 'failed', endedAtMs: at + 99_000, failure: { code: 'tests.red', message: '2 red' } }),
    state('build', { status: 'waiting', count: { done: 2, total: 5 }, attempts: 2 }),
    state('report', { status: 'skipped', skipped: 'when', startedAtMs: undefined, attempts: 0 }),
  ],
};

/** What is told of the node `plan`. */
export const cannedDetail: NodeDetailView = {
  id: 'plan',
  path: 'plan',
  instances: [{ path: 'plan', status: 'succeeded' }],
  status: 'succeeded',
  input: { text: '{\n  "request": "do it"\n}', cut: false },
  subject: undefined,
  output: { text: '{\n  "summary": "<b>in three steps</b>"\n}', cut: false },
  failure: undefined,
  attempts: [
    {
      ...{ number: 1, startedAtMs: at, endedAtMs: at + 900, outcome: 'failed' },
      failure: { code: 'model.overloaded', message: 'The model is overloaded.' },
    },
    { number: 2, startedAtMs: at + 2_000, endedAtMs: at + 9_000, outcome: 'succeeded', failure: undefined },
  ],
  costUsd: 0.02,
  tokensIn: 12_300,
  tokensOut: 870,
  calls: 2,
  models: ['anthropic/claude-x'],
  prompts: ['plan 3 (1f0c77ab)'],
  cached: false,
  takenOver: false,
  spans: [{ spanId: '0123456789abcdef', name: 'invoke_agent plan', ms: 9_000, ended: true, failed: false }],
  canFork: true,
};

/** A workflow of so many nodes as a graph: layers of different widths, about three edges for two nodes. */
export function manyNodes(count: number): GraphView {
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    // The low bits of such a generator have short periods.
    return (seed >>> 12) % below;
  };
  const outline = Array.from({ length: count }, (_, index): OutlineNode => {
    const needs = new Set<string>();
    for (let wanted = index < 20 ? 0 : 1 + (random(2) % 2); wanted > 0; wanted--)
      needs.add(`node${index - 1 - random(Math.min(index, 60))}`);
    return {
      ...{ id: `node${index}`, kind: index % 3 === 0 ? 'agent' : 'run', detail: 'codegen', needs: [...needs] },
      ...{ fallback: undefined, conditional: false, max: undefined, budget: undefined, bodies: [], path: undefined },
    };
  });
  return graphOf(outline, []);
}
