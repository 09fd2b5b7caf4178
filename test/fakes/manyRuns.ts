// Writes the logs of runs that never were into the store of a workspace, for what is shown of many.
import { createHash } from 'node:crypto';
import { openRunStore } from '../../src/adapters/store/openRunStore.ts';
import { noStoreSettings } from '../../src/adapters/store/storeSettings.ts';
import { openWorkspaceFolders } from '../../src/adapters/workspace/dataFolder.ts';
import { asBlobHash, type BlobHash, createRunId, createTraceId } from '../../src/base/ids.ts';
import { keepDefinition } from '../../src/core/run/runBackend.ts';
import type { RunEventBody } from '../../src/core/run/runEvent.ts';
import { plain, tool, workflow } from '../unit/engine/workflowBuilder.ts';

const signal = new AbortController().signal;
const hourMs = 3_600_000;
const blob = asBlobHash('0'.repeat(64));

interface Kind {
  readonly workflow: string;
  readonly model: string | undefined;
  readonly end: RunEventBody;
  readonly usd: number;
  readonly seconds: number;
}

const ended = (outcome: 'fixed' | 'not-fixed' | 'added' | 'paused' | 'done', line: string): RunEventBody => ({
  type: 'run.finished',
  outcome,
  line,
});
const kinds: readonly Kind[] = [
  { workflow: 'fix-test', model: undefined, end: ended('fixed', 'fixed by repair: 1 line'), usd: 0, seconds: 41 },
  {
    workflow: 'fix-test',
    model: 'anthropic/claude-opus',
    end: ended('fixed', 'fixed: 4 lines'),
    usd: 0.21,
    seconds: 95,
  },
  {
    workflow: 'add-feature',
    model: 'openai/gpt-large',
    end: ended('added', 'added: 60 lines'),
    usd: 0.48,
    seconds: 320,
  },
  { workflow: 'fix-test', model: 'openai/gpt-large', end: ended('not-fixed', 'not fixed'), usd: 0.34, seconds: 230 },
  { workflow: 'committee', model: 'anthropic/claude-opus', end: ended('done', 'done'), usd: 0.12, seconds: 150 },
  {
    workflow: 'add-feature',
    model: 'anthropic/claude-opus',
    end: { type: 'run.failed', code: 'model.refused', message: 'The model refused.', hint: undefined },
    usd: 0.05,
    seconds: 20,
  },
  { workflow: 'fix-test', model: undefined, end: { type: 'run.cancelled' }, usd: 0, seconds: 12 },
];

const nodes = workflow([
  tool('reproduce'),
  tool('repair'),
  { ...plain, kind: 'agent', id: 'debug', agent: 'debug' },
  { ...plain, kind: 'agent', id: 'codegen', agent: 'codegen' },
  { ...plain, kind: 'agent', id: 'review', agent: 'review' },
]);

/** Fills a workspace's store with this many runs, the newest an hour ago, one every nine hours. */
export async function writeManyRuns(
  { dataFolder, workspace }: { readonly dataFolder: string; readonly workspace: string },
  count: number,
): Promise<void> {
  const now = Date.now();
  let atMs = now;
  const folder = openWorkspaceFolders(dataFolder, workspace).root;
  const store = await openRunStore(
    { folder, settings: noStoreSettings, nowMs: () => atMs, notice: () => undefined },
    signal,
  );
  try {
    const definition = await keepDefinition(store, nodes, signal);
    for (let i = 0; i < count; i++) {
      const kind = kinds[i % kinds.length];
      if (!kind) continue;
      const begunMs = now - hourMs - i * 9 * hourMs;
      const runId = createRunId(begunMs, createHash('sha256').update(String(i)).digest());
      for (const [second, body] of eventsOf(kind, { workspace, definition, number: i })) {
        atMs = begunMs + second * 1_000;
        await store.append(runId, [body], signal);
      }
    }
  } finally {
    store.close();
  }
}

function eventsOf(
  kind: Kind,
  {
    workspace,
    definition,
    number,
  }: { readonly workspace: string; readonly definition: BlobHash; readonly number: number },
): readonly (readonly [number, RunEventBody])[] {
  const { workflow: name, model, end, usd, seconds } = kind;
  const agents = { 'fix-test': 'debug', 'add-feature': 'codegen', committee: 'review' } as const;
  const node = model === undefined ? 'repair' : (agents[name as keyof typeof agents] ?? 'debug');
  const gaveUp: readonly (readonly [number, RunEventBody])[] =
    node === 'codegen' && number % 3 === 0
      ? [[seconds - 3, { type: 'agent.gaveUp', node, agent: node, why: 'It cannot be done.' }]]
      : [];
  const started: RunEventBody = {
    type: 'run.started',
    workflow: name,
    traceId: createTraceId(new Uint8Array(16)),
    workspace,
    named: [],
    model,
    limits: { usd: 1, wallMs: 900_000 },
    isolated: true,
    sandbox: { name: 'bubblewrap', version: undefined, gaps: [] },
    // No process has this number.
    owner: { pid: 4_999_999, startTime: 'x' },
  };
  const spent = { usd, tokensIn: 12_000, tokensOut: 900, calls: 1 };
  const usage = { inputTokens: 12_000, outputTokens: 900 };
  const asked: readonly (readonly [number, RunEventBody])[] =
    model === undefined
      ? []
      : [
          [2, { type: 'model.requested', node, call: 1, model, request: blob, reservedTokens: 9, reservedUsd: usd }],
          [5, { type: 'model.replied', node, call: 1, model, reply: blob, usage: usage as never, usd, ms: 3_000 }],
        ];
  return [
    [0, started],
    [0, { type: 'workflow.defined', definition }],
    [1, { type: 'engine.recorded', events: [{ type: 'node.started', node: 'reproduce', attempt: 1 }] }],
    [2, { type: 'engine.recorded', events: [{ type: 'node.succeeded', node: 'reproduce', output: null }] }],
    [2, { type: 'engine.recorded', events: [{ type: 'node.started', node, attempt: 1 }] }],
    ...asked,
    ...gaveUp,
    [seconds - 2, { type: 'engine.recorded', events: [{ type: 'node.succeeded', node, output: null, spent }] }],
    [seconds, end],
  ];
}
