import { attribute } from '../trace/attributeNames.ts';
import type { Attributes, Trace } from '../trace/span.ts';
import { foldTrace, type SpanContent, type SpanFold } from '../trace/spanFold.ts';
import { createSpanRecorder } from '../trace/spanRecorder.ts';
import { endCall, modelSpanSteps } from './modelSpans.ts';
import type { RunEvent } from './runEvent.ts';
import { type EventOf, type Folding, noCall, nodeOf, type SpanSteps, withoutAddress } from './runSpanSteps.ts';

/** The trace of a run's log. Pure: the same events give the same spans, ids included. */
export function spansOf(events: readonly RunEvent[], content: SpanContent): Trace {
  return foldTrace(createRunSpanFold(content), events);
}

/** The fold behind `spansOf`, for a run that goes on. */
export function createRunSpanFold({ details }: SpanContent): SpanFold<RunEvent> {
  let folding: Folding | undefined;
  let lastMs = 0;
  return {
    add(event) {
      lastMs = Math.max(lastMs, event.atMs);
      // Nothing can come before the event that names the trace.
      if (event.type === 'run.started')
        folding = { spans: createSpanRecorder(event.traceId), details, attempts: 0, call: noCall };
      if (!folding) return [];
      step(folding, event);
      return folding.spans.takeEnded();
    },
    trace: () => folding?.spans.trace(lastMs) ?? { traceId: undefined, spans: [], lastMs },
  };
}

const steps: SpanSteps = {
  ...modelSpanSteps,
  'run.started'({ spans }, event) {
    const { seq, atMs, workflow } = event;
    const attributes = runFacts(event);
    spans.begin({ key: 'run', name: `invoke_workflow ${workflow}`, seq, startMs: atMs, attributes });
  },
  'copy.opened'({ spans }, { seq, atMs, ms, files }) {
    const attributes = { [attribute.node]: nodeOf('copy'), 'loopwright.copy.files': files };
    const start = { key: 'copy', parent: 'run', name: 'open copy', seq, startMs: atMs - ms, attributes };
    spans.record(start, { endMs: atMs });
  },
  'test.reported': testRun,
  'repair.started'({ spans }, { seq, atMs, suspects }) {
    const attributes = { [attribute.node]: nodeOf('repair'), 'loopwright.repair.suspects': suspects.length };
    spans.begin({ key: 'repair', parent: 'run', name: 'repair search', seq, startMs: atMs, attributes });
  },
  'repair.finished'({ spans }, { atMs, tried, found }) {
    const attributes = { 'loopwright.repair.tried': tried, 'loopwright.repair.found': found !== undefined };
    spans.end('repair', { endMs: atMs, attributes });
  },
  'run.finished'(folding, { atMs, outcome }) {
    finish(folding, atMs, { outcome, error: undefined, message: undefined });
  },
  'run.cancelled'(folding, { atMs }) {
    finish(folding, atMs, { outcome: 'cancelled', error: 'cancelled', message: undefined });
  },
  'run.failed'(folding, { atMs, code, message }) {
    finish(folding, atMs, { outcome: 'failed', error: code, message });
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

function step(folding: Folding, event: RunEvent): void {
  // The table ties each type to its own event; that link is lost where the type is only known at run time.
  const apply = steps[event.type] as ((folding: Folding, event: RunEvent) => void) | undefined;
  apply?.(folding, event);
}

function runFacts(event: EventOf<'run.started'>): Attributes {
  const { name, version } = event.sandbox;
  return {
    [attribute.operation]: 'invoke_workflow',
    [attribute.workflowName]: event.workflow,
    ...(event.model === undefined ? {} : { [attribute.modelRef]: withoutAddress(event.model) }),
    'loopwright.isolated': event.isolated,
    'loopwright.sandbox': version === undefined ? name : `${name} ${version}`,
  };
}

function testRun({ spans }: Folding, event: EventOf<'test.reported'>): void {
  const { seq, atMs, phase, counts, ms } = event;
  const attributes = {
    [attribute.node]: nodeOf('tests'),
    [attribute.testPhase]: phase,
    [attribute.testsPassed]: counts.passed,
    [attribute.testsFailed]: counts.failed,
    [attribute.testsSkipped]: counts.skipped,
  };
  const parent = spans.isOpen('agent') ? 'agent' : 'run';
  // Red tests are an outcome, not an error of the span.
  spans.record({ key: 'tests', parent, name: `tests ${phase}`, seq, startMs: atMs - ms, attributes }, { endMs: atMs });
}

function finish(
  folding: Folding,
  endMs: number,
  end: { readonly outcome: string; readonly error: string | undefined; readonly message: string | undefined },
): void {
  const { spans, details } = folding;
  const message = details ? end.message : undefined;
  endCall(folding, endMs, { error: end.error ?? 'abandoned', message });
  spans.endAll({ endMs, error: end.error, message }, ['run']);
  spans.end('run', { endMs, error: end.error, message, attributes: { [attribute.outcome]: end.outcome } });
}
