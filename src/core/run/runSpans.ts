import { attribute, type Waiting } from '../trace/attributeNames.ts';
import type { Attributes, Trace } from '../trace/span.ts';
import { foldTrace, type SpanFold } from '../trace/spanFold.ts';
import { createSpanRecorder, endOf } from '../trace/spanRecorder.ts';
import { endCalls, modelSpanSteps } from './modelSpans.ts';
import { recorded } from './nodeSpans.ts';
import { restNodes } from './restSpans.ts';
import type { RunEvent } from './runEvent.ts';
import {
  type EventOf,
  type Folding,
  inNode,
  nodeFacts,
  nodeKey,
  type RunRest,
  type RunSpanContent,
  type SpanSteps,
  withoutAddress,
} from './runSpanSteps.ts';

/** The trace of a run's log. Pure: the same events give the same spans, ids included. */
export function spansOf(events: readonly RunEvent[], content: RunSpanContent): Trace {
  return foldTrace(createRunSpanFold(content), events);
}

/** The fold behind `spansOf`, for a run that goes on. */
export function createRunSpanFold(content: RunSpanContent): SpanFold<RunEvent> {
  let folding: Folding | undefined;
  let lastMs = 0;
  return {
    add(event) {
      lastMs = Math.max(lastMs, event.atMs);
      // Nothing can come before the event that names the trace.
      if (event.type === 'run.started') folding = beginFolding(event, content);
      if (!folding) return [];
      step(folding, event);
      if (!fromOutside.has(event.type)) folding.aliveMs = Math.max(folding.aliveMs, event.atMs);
      return folding.spans.takeEnded();
    },
    finish() {
      if (!folding?.rest) return [];
      finish(folding, folding.rest);
      return folding.spans.takeEnded();
    },
    trace: () => (folding ? traceSoFar(folding, lastMs) : { traceId: undefined, spans: [], lastMs }),
  };
}

function beginFolding(event: EventOf<'run.started'>, content: RunSpanContent): Folding {
  const { traceId, workflow, atMs, forkedFrom } = event;
  return {
    spans: createSpanRecorder(traceId),
    content,
    workflow,
    attempts: 0,
    calls: new Map(),
    nodes: new Map(),
    knowsNodes: false,
    takingOver: forkedFrom?.runId,
    rest: undefined,
    aliveMs: atMs,
    forked: false,
  };
}

/** The engine's word that the run is over ends it, unless the run's own follows, which says more. */
function traceSoFar({ spans, rest, content }: Folding, lastMs: number): Trace {
  const trace = spans.trace(lastMs);
  const [root, ...others] = trace.spans;
  if (!root || !rest || !spans.isOpen('run')) return trace;
  return { ...trace, spans: [{ ...root, ...endOf(root, runEnd(rest, content)) }, ...others] };
}

/** What may be written while the run's own process does not live. */
const fromOutside: ReadonlySet<RunEvent['type']> = new Set([
  'signal.sent',
  'run.reopened',
  'hunk.decided',
  'apply.began',
  'apply.finished',
  'undo.finished',
  'copy.disposed',
]);

const steps: SpanSteps = {
  ...modelSpanSteps,
  'run.started'({ spans }, event) {
    const { seq, atMs, workflow } = event;
    const attributes = runFacts(event);
    spans.begin({ key: 'run', name: `invoke_workflow ${workflow}`, seq, startMs: atMs, attributes });
  },
  'workflow.defined'(folding) {
    folding.knowsNodes = true;
  },
  'engine.recorded': recorded,
  'signal.sent'({ spans, nodes }, { name, atMs }) {
    if (!nodes.has(name)) return;
    const wait: Waiting = 'person';
    spans.add(nodeKey(name), { [attribute.wait]: wait });
    spans.note(nodeKey(name), 'answered', { atMs });
  },
  'copy.opened'(folding, { node, seq, atMs, ms, files }) {
    const attributes = { ...nodeFacts(folding, node, 'copy'), 'loopwright.copy.files': files };
    const start = { key: 'copy', parent: around(node), name: 'open copy', seq, startMs: atMs - ms, attributes };
    folding.spans.record(start, { endMs: atMs });
  },
  'test.reported': testRun,
  'command.ran'({ spans, content }, { node, exitCode }) {
    // Of tests there is a span of their own; the node of a command is that command.
    if (node === undefined || exitCode === undefined || content.findNode?.(node)?.node.kind !== 'run') return;
    spans.add(nodeKey(node), { [attribute.exitCode]: exitCode });
  },
  'repair.started'(folding, { node, seq, atMs, suspects }) {
    const track = node === undefined ? undefined : folding.nodes.get(node);
    if (track) track.busy = true;
    const attributes = { ...nodeFacts(folding, node, 'repair'), 'loopwright.repair.suspects': suspects.length };
    const key = inNode('repair', node);
    folding.spans.begin({ key, parent: around(node), name: 'repair search', seq, startMs: atMs, attributes });
  },
  'repair.finished'({ spans }, { node, atMs, tried, found, trials }) {
    const attributes = {
      'loopwright.repair.tried': tried,
      'loopwright.repair.found': found !== undefined,
      ...(trials ? { 'loopwright.repair.warm': trials.warm, 'loopwright.repair.cold': trials.cold } : {}),
      ...(trials?.coldWhy === undefined ? {} : { 'loopwright.repair.coldWhy': trials.coldWhy }),
    };
    spans.end(inNode('repair', node), { endMs: atMs, attributes });
  },
  'run.finished'(folding, { atMs, outcome }) {
    finish(folding, { atMs, outcome, error: undefined, message: undefined });
  },
  'run.cancelled'(folding, { atMs }) {
    finish(folding, { atMs, outcome: 'cancelled', error: 'cancelled', message: undefined });
  },
  'run.failed'(folding, { atMs, code, message }) {
    finish(folding, { atMs, outcome: 'failed', error: code, message });
  },
  // What a person does after the run: children of the run that lie behind its end.
  'hunk.decided'({ spans }, { seq, atMs, decision, hunkIds }) {
    const attributes = { 'loopwright.review.decision': decision, 'loopwright.review.hunks': hunkIds.length };
    spans.record({ key: 'review', parent: 'run', name: 'review', seq, startMs: atMs, attributes }, { endMs: atMs });
  },
  'apply.began'({ spans }, { seq, atMs, files, hunkIds }) {
    const attributes = { 'loopwright.apply.files': files.length, 'loopwright.apply.hunks': hunkIds.length };
    spans.begin({ key: 'apply', parent: 'run', name: 'apply', seq, startMs: atMs, attributes });
  },
  'apply.finished'({ spans }, { atMs, written }) {
    spans.end('apply', { endMs: atMs, error: written ? undefined : 'not_written' });
  },
  'undo.finished'({ spans }, { seq, atMs, paths }) {
    const attributes = { 'loopwright.undo.files': paths.length };
    spans.record({ key: 'undo', parent: 'run', name: 'undo', seq, startMs: atMs, attributes }, { endMs: atMs });
  },
};

/** What a fork's log tells of the fork before the mark at which it went its own way. */
const ofTheRun: ReadonlySet<RunEvent['type']> = new Set(['run.started', 'workflow.defined', 'engine.recorded']);

function step(folding: Folding, event: RunEvent): void {
  // Only which nodes came out is of this run too; what happened in them is told by the other run's own trace.
  if (folding.takingOver !== undefined && !ofTheRun.has(event.type)) return;
  // The table ties each type to its own event; that link is lost where the type is only known at run time.
  const apply = steps[event.type] as ((folding: Folding, event: RunEvent) => void) | undefined;
  apply?.(folding, event);
}

/** The key of the span in which something happened that no agent did. */
const around = (node: string | undefined) => (node === undefined ? 'run' : nodeKey(node));

function runFacts(event: EventOf<'run.started'>): Attributes {
  const { name, version } = event.sandbox;
  return {
    [attribute.operation]: 'invoke_workflow',
    [attribute.workflowName]: event.workflow,
    ...(event.model === undefined ? {} : { [attribute.modelRef]: withoutAddress(event.model) }),
    ...(event.forkedFrom === undefined ? {} : { [attribute.forkedFrom]: event.forkedFrom.runId }),
    'loopwright.isolated': event.isolated,
    'loopwright.sandbox': version === undefined ? name : `${name} ${version}`,
  };
}

function testRun(folding: Folding, event: EventOf<'test.reported'>): void {
  const { spans } = folding;
  const { node, seq, atMs, phase, counts, ms } = event;
  const attributes = {
    ...nodeFacts(folding, node, 'tests'),
    [attribute.testPhase]: phase,
    [attribute.testsPassed]: counts.passed,
    [attribute.testsFailed]: counts.failed,
    [attribute.testsSkipped]: counts.skipped,
  };
  const parent = node === undefined && spans.isOpen('agent') ? 'agent' : around(node);
  // Red tests are an outcome, not an error of the span.
  spans.record({ key: 'tests', parent, name: `tests ${phase}`, seq, startMs: atMs - ms, attributes }, { endMs: atMs });
}

function finish(folding: Folding, rest: RunRest): void {
  const { spans, content } = folding;
  const { atMs: endMs, error } = rest;
  const message = content.details ? rest.message : undefined;
  endCalls(folding, { endMs, error: error ?? 'abandoned', message });
  const outcome = rest.outcome === 'paused' || rest.outcome === 'cancelled' ? rest.outcome : 'interrupted';
  restNodes(folding, endMs, { outcome, error });
  spans.endAll({ endMs, error, message }, (key) => key === 'run');
  spans.end('run', runEnd(rest, content));
  folding.rest = rest;
}

const runEnd = ({ atMs: endMs, outcome, error, message }: RunRest, { details }: RunSpanContent) => ({
  endMs,
  error,
  message: details ? message : undefined,
  attributes: { [attribute.outcome]: outcome },
});
