import type { EngineEventBody, NodeFailure, NodeSpent } from '../engine/engineEvent.ts';
import type { NodeStatus } from '../engine/engineState.ts';
import { containerOf, graphPrefix } from '../engine/nodePath.ts';
import { placeInWorkflow } from '../trace/placeInWorkflow.ts';
import type { RunEvent } from './runEvent.ts';

/** What was spent at a place of a workflow so far. `usd` is null when a price is not known. */
export interface PlaceSpent {
  readonly usd: number | null;
  readonly tokens: number;
  readonly calls: number;
}

/**
 * How a node of a workflow stands in a run, all its instances taken together: the items of a list, and of a loop the round
 * that is in work.
 */
export interface PlaceState {
  readonly place: string;
  readonly status: NodeStatus;
  /** Path of the instance that changed last. */
  readonly path: string;
  /** Of that instance. */
  readonly attempts: number;
  /** Instances that count, and how many of them have come out. */
  readonly known: number;
  readonly ended: number;
  /** Of a list: items that have come out, and all. Of a loop: rounds that were begun, `total` is not known here. */
  readonly inside: { readonly done: number; readonly total: number | undefined } | undefined;
  readonly startedAtMs: number | undefined;
  readonly endedAtMs: number | undefined;
  /** Of the instance that failed last. */
  readonly failure: NodeFailure | undefined;
  readonly skipped: 'when' | 'needs' | 'unused' | undefined;
  readonly spent: PlaceSpent;
  /** Number of the event of the log that changed it last. */
  readonly seq: number;
}

/** The graph of a run while it goes on: a fold over its log. */
export interface RunGraphFold {
  readonly lastSeq: number;
  add(event: RunEvent): void;
  /** The places that changed behind an event, in the order in which they became known; 0 for all. */
  changedAfter(seq: number): readonly PlaceState[];
}

interface Instance {
  readonly path: string;
  readonly place: Place;
  status: NodeStatus;
  attempts: number;
  /** Of a list: how many items it has. */
  items: number | undefined;
  /** It is of the round and the attempt that is in work. */
  counts: boolean;
  /** Some model call of it is on record. */
  called: boolean;
  /** The rounds, items and branches inside, by the beginning that their paths share. */
  readonly slots: Map<string, Slot>;
}

interface Slot {
  readonly attempt: string;
  readonly instances: Instance[];
  open: number;
}

interface Place {
  readonly name: string;
  readonly counts: Record<NodeStatus, number>;
  latest: Instance | undefined;
  startedAtMs: number | undefined;
  endedAtMs: number | undefined;
  failure: NodeFailure | undefined;
  skipped: PlaceState['skipped'];
  usd: number | null;
  tokens: number;
  calls: number;
  seq: number;
}

interface Folding {
  readonly instances: Map<string, Instance>;
  readonly places: Map<string, Place>;
  seq: number;
}

/** A fold that has seen nothing yet. Of what nodes take and give it keeps nothing. */
export function createRunGraphFold(): RunGraphFold {
  const folding: Folding = { instances: new Map(), places: new Map(), seq: 0 };
  return {
    get lastSeq() {
      return folding.seq;
    },
    add(event) {
      folding.seq = event.seq;
      if (event.type === 'engine.recorded') for (const one of event.events) engineStep(folding, one, event.atMs);
      else if (event.node !== undefined) callStep(folding, event, event.node);
    },
    changedAfter: (seq) => [...folding.places.values()].filter((place) => place.seq > seq).map(stateOf),
  };
}

function callStep(folding: Folding, event: RunEvent, node: string): void {
  if (event.type === 'model.requested') spend(folding, node, { usd: 0, tokens: 0, calls: 1 });
  else if (event.type === 'model.replied' || event.type === 'model.charged')
    spend(folding, node, {
      usd: event.usd ?? null,
      tokens: (event.usage?.inputTokens ?? 0) + (event.usage?.outputTokens ?? 0),
      calls: 0,
    });
  else return;
  const instance = folding.instances.get(node);
  if (instance) instance.called = true;
}

/** What a node spends is spent by all that it is inside of. */
function spend({ instances, seq }: Folding, node: string, { usd, tokens, calls }: PlaceSpent): void {
  for (let path: string | undefined = node; path !== undefined; path = containerOf(path)) {
    const place = instances.get(path)?.place;
    if (!place) continue;
    place.usd = place.usd === null || usd === null ? null : place.usd + usd;
    place.tokens += tokens;
    place.calls += calls;
    place.seq = seq;
  }
}

function engineStep(folding: Folding, event: EngineEventBody, atMs: number): void {
  if (!('node' in event) || event.node === undefined || !event.type.startsWith('node.')) return;
  const instance = folding.instances.get(event.node) ?? begin(folding, event.node);
  const { place } = instance;
  const before = instance.status;
  const after = statusAfter(event) ?? before;
  if (instance.counts) {
    place.counts[before]--;
    place.counts[after]++;
    place.latest = instance;
  }
  instance.status = after;
  place.seq = folding.seq;
  if (hasEnded(after) !== hasEnded(before)) countOpen(folding, instance, hasEnded(after) ? -1 : 1);
  nodeStep(folding, instance, event, atMs);
}

function nodeStep(folding: Folding, instance: Instance, event: EngineEventBody, atMs: number): void {
  const { place } = instance;
  switch (event.type) {
    case 'node.started':
      instance.attempts = event.attempt;
      instance.items = Array.isArray(event.subject) ? event.subject.length : undefined;
      place.startedAtMs ??= atMs;
      place.endedAtMs = undefined;
      break;
    case 'node.skipped':
      place.skipped = event.why;
      break;
    case 'node.failed':
    case 'node.retried':
      place.failure = event.failure;
      break;
    default:
  }
  if (hasEnded(instance.status)) place.endedAtMs = atMs;
  // A node with nodes inside counts what they spent, and one with model calls has counted them.
  if ('spent' in event && event.spent && !instance.called && instance.slots.size === 0)
    spend(folding, instance.path, spentOf(event.spent));
}

const spentOf = ({ usd, tokensIn, tokensOut, calls }: NodeSpent): PlaceSpent => ({
  usd,
  tokens: tokensIn + tokensOut,
  calls,
});

function statusAfter({ type }: EngineEventBody): NodeStatus | undefined {
  switch (type) {
    case 'node.ready':
      return 'ready';
    case 'node.started':
      return 'running';
    case 'node.retried':
      return 'waiting';
    case 'node.succeeded':
      return 'succeeded';
    case 'node.failed':
      return 'failed';
    case 'node.skipped':
      return 'skipped';
    case 'node.cancelled':
      return 'cancelled';
    default:
      return undefined;
  }
}

const hasEnded = (status: NodeStatus) => status !== 'ready' && status !== 'running' && status !== 'waiting';

function begin(folding: Folding, path: string): Instance {
  const instance: Instance = {
    path,
    place: placeOf(folding, placeInWorkflow(path)),
    status: 'ready',
    attempts: 0,
    items: undefined,
    counts: true,
    called: false,
    slots: new Map(),
  };
  folding.instances.set(path, instance);
  instance.place.counts.ready++;
  const container = containerOf(path);
  const around = container === undefined ? undefined : folding.instances.get(container);
  if (around) slotFor(folding, around, path).instances.push(instance);
  countOpen(folding, instance, 1);
  return instance;
}

function placeOf({ places }: Folding, name: string): Place {
  const known = places.get(name);
  if (known) return known;
  const place: Place = {
    name,
    counts: { ready: 0, running: 0, waiting: 0, succeeded: 0, failed: 0, skipped: 0, cancelled: 0 },
    latest: undefined,
    startedAtMs: undefined,
    endedAtMs: undefined,
    failure: undefined,
    skipped: undefined,
    usd: 0,
    tokens: 0,
    calls: 0,
    seq: 0,
  };
  places.set(name, place);
  return place;
}

/** The round, item or branch that a path is of. A new round, or attempt, takes the place of those before it. */
function slotFor(folding: Folding, around: Instance, path: string): Slot {
  const key = graphPrefix(path);
  const known = around.slots.get(key);
  if (known) return known;
  const [, attempt = '', index] = /^(#\d+)?(\[\d+\])?/.exec(key.slice(around.path.length)) ?? [];
  for (const slot of around.slots.values())
    if (slot.attempt !== attempt || (index !== undefined && around.items === undefined))
      for (const instance of slot.instances) leave(folding, instance);
  const slot: Slot = { attempt, instances: [], open: 0 };
  around.slots.set(key, slot);
  around.place.seq = folding.seq;
  return slot;
}

/** It was of a round that is over: it no longer counts, nor does what is inside of it. */
function leave(folding: Folding, instance: Instance): void {
  if (!instance.counts) return;
  instance.counts = false;
  instance.place.counts[instance.status]--;
  instance.place.skipped = undefined;
  instance.place.failure = undefined;
  instance.place.seq = folding.seq;
  for (const slot of instance.slots.values()) for (const inner of slot.instances) leave(folding, inner);
}

function countOpen({ instances, seq }: Folding, { path }: Instance, by: 1 | -1): void {
  const container = containerOf(path);
  const around = container === undefined ? undefined : instances.get(container);
  const slot = around?.slots.get(graphPrefix(path));
  if (!around || !slot) return;
  slot.open += by;
  around.place.seq = seq;
}

function stateOf(place: Place): PlaceState {
  const { counts, latest, usd, tokens, calls } = place;
  const active = counts.ready + counts.running + counts.waiting;
  const ended = counts.succeeded + counts.failed + counts.skipped + counts.cancelled;
  const status = summary(counts, ended);
  return {
    place: place.name,
    status,
    path: latest?.path ?? place.name,
    attempts: latest?.attempts ?? 0,
    known: active + ended,
    ended,
    inside: latest && insideOf(latest),
    startedAtMs: place.startedAtMs,
    endedAtMs: active === 0 ? place.endedAtMs : undefined,
    failure: status === 'failed' || status === 'waiting' ? place.failure : undefined,
    skipped: status === 'skipped' ? place.skipped : undefined,
    spent: { usd, tokens, calls },
    seq: place.seq,
  };
}

/** What goes on comes before what is over, and what went wrong before what went well. */
function summary(counts: Place['counts'], ended: number): NodeStatus {
  if (counts.running > 0) return 'running';
  if (counts.waiting > 0) return 'waiting';
  if (counts.ready > 0) return ended > 0 ? 'running' : 'ready';
  if (counts.failed > 0) return 'failed';
  if (counts.succeeded > 0) return 'succeeded';
  return counts.cancelled > 0 ? 'cancelled' : counts.skipped > 0 ? 'skipped' : 'ready';
}

function insideOf({ items, slots }: Instance): PlaceState['inside'] {
  const last = [...slots.values()].at(-1);
  if (items === undefined) {
    const rounds = [...slots].filter(([key, { attempt }]) => attempt === last?.attempt && key.endsWith(']/')).length;
    return rounds === 0 ? undefined : { done: rounds, total: undefined };
  }
  const done = [...slots.values()].filter(({ open, attempt }) => open === 0 && attempt === last?.attempt).length;
  return { done, total: items };
}
