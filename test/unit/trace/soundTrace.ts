import assert from 'node:assert/strict';
import type { RunEvent } from '../../../src/core/run/runEvent.ts';
import { findNodesIn, nodesBefore } from '../../../src/core/run/workflowNodes.ts';
import { profileReportOf } from '../../../src/core/trace/profileReport.ts';
import type { Trace } from '../../../src/core/trace/span.ts';
import type { WorkflowDefinition } from '../../../src/core/workflow/definition.ts';
import { spanOf } from './workflowLog.ts';

/** What holds of every trace: one root, ids of their own, no child before its parent, a span for each node that began. */
export function assertSound(trace: Trace, log: readonly RunEvent[], where: string): void {
  const spans = new Map(trace.spans.map((span) => [span.spanId, span]));
  assert.equal(spans.size, trace.spans.length, where);
  assert.equal(trace.spans.filter(({ parentId }) => parentId === undefined).length, 1, where);
  for (const { parentId, startMs, endMs, name } of trace.spans) {
    assert.ok((endMs ?? startMs) >= startMs, `${where}: ${name}`);
    if (parentId !== undefined)
      assert.ok((spans.get(parentId)?.startMs ?? Number.POSITIVE_INFINITY) <= startMs, `${where}: ${name}`);
  }
  const begun = log.flatMap((event) => (event.type === 'engine.recorded' ? event.events : []));
  for (const event of begun) if (event.type === 'node.started') assert.ok(spanOf(trace, event.node), where);
}

/** What holds of every profile: a critical path without gaps as long as the run, and never more idle than there was time. */
export function assertProfile(trace: Trace, definition: WorkflowDefinition): void {
  const { wallMs, idleMs, serialMs, criticalPath, speedUp } = profileReportOf(
    trace,
    nodesBefore(findNodesIn(definition)),
  );
  let atMs = 0;
  for (const piece of criticalPath) {
    assert.ok(Math.abs(piece.fromMs - atMs) < 1e-3);
    atMs += piece.ms;
  }
  assert.ok(Math.abs(atMs - wallMs) < 1e-3, `${atMs} of ${wallMs}`);
  assert.ok(idleMs >= 0 && idleMs <= wallMs + 1e-6);
  assert.ok(speedUp === null || speedUp >= 1 - 1e-9, `${serialMs} in ${wallMs - idleMs}`);
}
