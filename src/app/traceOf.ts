import { isCoded } from '../base/errors.ts';
import { parseRunId } from '../base/ids.ts';
import { definitionHash } from '../core/run/runBackend.ts';
import type { RunEvent } from '../core/run/runEvent.ts';
import { spansOf } from '../core/run/runSpans.ts';
import { type FindNode, findNodesIn, nodesBefore } from '../core/run/workflowNodes.ts';
import { type ProfileReport, profileReportOf } from '../core/trace/profileReport.ts';
import type { Span, Trace } from '../core/trace/span.ts';
import type { SpanContent } from '../core/trace/spanFold.ts';
import type { WorkflowDefinition } from '../core/workflow/definition.ts';
import type { Loopwright, RunRef } from './loopwright.ts';

/** What the logs of runs, and their workflows, are read with. */
type Logs = Pick<Loopwright, 'listEvents' | 'getWorkflow'>;

/** The trace of a run, from its log. Throws `run.unknown`. */
export async function traceOf(
  app: Logs,
  { run, content }: { readonly run: RunRef; readonly content: SpanContent },
  signal: AbortSignal,
): Promise<Trace> {
  const events = await app.listEvents(run, signal);
  return spansOf(events, { ...content, findNode: await findNodesOf(app, { run, events }, signal) });
}

/** The profile of a run, its critical path through the graph of its workflow. Throws `run.unknown`. */
export async function profileOf(app: Logs, run: RunRef, signal: AbortSignal): Promise<ProfileReport> {
  const events = await app.listEvents(run, signal);
  const findNode = await findNodesOf(app, { run, events }, signal);
  return profileReportOf(spansOf(events, { details: false, findNode }), findNode && nodesBefore(findNode));
}

/** The spans of all runs of a workspace. */
export async function spansOfWorkspace(
  app: Logs & Pick<Loopwright, 'listRuns'>,
  workspace: string,
  signal: AbortSignal,
): Promise<readonly Span[]> {
  const all: Span[] = [];
  for (const row of await app.listRuns(workspace, signal)) {
    const runId = parseRunId(row.runId);
    if (runId === undefined) continue;
    const run = { workspace, runId };
    for (const span of (await traceOf(app, { run, content: { details: false } }, signal)).spans) all.push(span);
  }
  return all;
}

/** What a run's workflows say of its nodes; undefined where the log names none, or one is no longer kept. */
export async function findNodesOf(
  app: Pick<Loopwright, 'getWorkflow'>,
  { run, events }: { readonly run: RunRef; readonly events: readonly RunEvent[] },
  signal: AbortSignal,
): Promise<FindNode | undefined> {
  const hash = definitionHash(events);
  if (hash === undefined) return undefined;
  try {
    const used = new Map<string, WorkflowDefinition>();
    for (const event of events)
      if (event.type === 'workflow.used') used.set(event.name, await app.getWorkflow(run, event.definition, signal));
    return findNodesIn(await app.getWorkflow(run, hash, signal), used);
  } catch (error) {
    // The log is still worth reading; only the kinds of its nodes are not known then.
    if (isCoded(error, 'run.damaged')) return undefined;
    throw error;
  }
}
