import { attribute, type Waiting } from '../trace/attributeNames.ts';
import type { Attributes } from '../trace/span.ts';
import { endCalls } from './modelSpans.ts';
import { type Folding, inNode, type NodeTrack, nodeKey } from './runSpanSteps.ts';

/** Where the engine's word stands that the run goes on. */
interface GoingOn {
  readonly seq: number;
  readonly index: number;
  readonly atMs: number;
}

/** A process goes on with a run that was at rest, or whose process had died: what was in flight then was interrupted. */
export function goOn(folding: Folding, { seq, index, atMs }: GoingOn): void {
  const { spans, rest, forked } = folding;
  const fromMs = rest?.atMs ?? folding.aliveMs;
  const wait: Waiting = forked ? 'forked' : rest?.outcome === 'paused' ? 'paused' : 'interrupted';
  if (!forked) {
    endCalls(folding, { endMs: fromMs, error: 'interrupted', message: undefined });
    interruptNodes(folding, fromMs);
    spans.endAll({ endMs: fromMs, error: 'interrupted' }, goesOn);
    spans.reopen('run');
  }
  const attributes = { [attribute.wait]: wait };
  spans.record({ key: 'rest', parent: 'run', name: wait, seq, index, startMs: fromMs, attributes }, { endMs: atMs });
  for (const track of folding.nodes.values()) wake(folding, track, atMs);
  folding.rest = undefined;
  folding.forked = false;
}

const goesOn = (key: string) => key === 'run' || key.startsWith('node ') || key.startsWith('wait in ');

function wake({ spans }: Folding, track: NodeTrack, atMs: number): void {
  if (track.status === 'ready') track.readyMs = atMs;
  if (!track.atRest) return;
  track.atRest = false;
  spans.reopen(nodeKey(track.path));
  if (track.status === 'waiting') spans.reopen(inNode('wait', track.path));
}

/** Ends the spans of nodes that do something themselves: they begin again when the run goes on. */
export function interruptNodes(folding: Folding, endMs: number, attributes: Attributes = {}): void {
  for (const track of [...folding.nodes.values()].reverse())
    if (track.status === 'running' && !track.holds)
      endInFlight(folding, track, { endMs, outcome: 'interrupted', error: 'interrupted', attributes });
}

/** Ends the spans of all nodes that have not come out, because the run came to rest. */
export function restNodes(
  folding: Folding,
  endMs: number,
  { outcome, error }: { readonly outcome: string; readonly error: string | undefined },
): void {
  const { spans, nodes } = folding;
  for (const track of [...nodes.values()].reverse()) {
    if (track.status === 'ready' || track.atRest) continue;
    spans.end(inNode('wait', track.path), { endMs });
    track.atRest = track.holds || track.status === 'waiting';
    endInFlight(folding, track, { endMs, outcome, error, attributes: {} });
  }
}

function endInFlight(
  { spans }: Folding,
  track: NodeTrack,
  end: {
    readonly endMs: number;
    readonly outcome: string;
    readonly error: string | undefined;
    readonly attributes: Attributes;
  },
): void {
  const { endMs, outcome, error } = end;
  const attributes = { [attribute.outcome]: outcome, [attribute.attempts]: track.begun, ...end.attributes };
  spans.end(nodeKey(track.path), { endMs, error, attributes });
  if (!track.atRest) track.status = 'ready';
}
