import type { RunEvent } from '../core/run/runEvent.ts';
import { createRunSpanFold, spansOf } from '../core/run/runSpans.ts';
import type { Span, Trace } from '../core/trace/span.ts';
import type { SpanContent, SpanFold } from '../core/trace/spanFold.ts';
import type { Loopwright, RunRef } from './loopwright.ts';

/** The trace of a run, from its log. Throws `run.unknown`. The one place that chooses the fold for a kind of log. */
export async function traceOf(
  app: Pick<Loopwright, 'listEvents'>,
  { run, content }: { readonly run: RunRef; readonly content: SpanContent },
  signal: AbortSignal,
): Promise<Trace> {
  return spansOf(await app.listEvents(run, signal), content);
}

/** The spans of all runs of a workspace. */
export async function spansOfWorkspace(
  app: Pick<Loopwright, 'listEvents' | 'listRuns' | 'findRun'>,
  workspace: string,
  signal: AbortSignal,
): Promise<readonly Span[]> {
  const all: Span[] = [];
  for (const { runId } of await app.listRuns(workspace, signal)) {
    const run = await app.findRun(workspace, runId, signal);
    all.push(...(await traceOf(app, { run, content: { details: false } }, signal)).spans);
  }
  return all;
}

/** A fold for a run that goes on. */
export const createFold = (content: SpanContent): SpanFold<RunEvent> => createRunSpanFold(content);
