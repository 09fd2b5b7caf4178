import type { BlobHash, TraceId } from '../../base/ids.ts';
import type { EngineEventBody, NodeFailure } from '../engine/engineEvent.ts';
import { innerSpanIdOf, spanIdOf } from '../trace/span.ts';
import type { RunEvent } from './runEvent.ts';
import type { EventOf } from './runSpanSteps.ts';

/** A model call: where its request and its reply are kept, and the call before it in the same node. */
export interface CallSource {
  readonly kind: 'call';
  readonly model: string;
  request: BlobHash;
  reply: BlobHash | undefined;
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly before: CallSource | undefined;
  after: CallSource | undefined;
  /** Tools that were used after this reply, in their order. */
  readonly tools: ToolSource[];
}

/** A use of a tool, which the model asked for in a call. */
export interface ToolSource {
  readonly kind: 'tool';
  readonly name: string;
  readonly summary: string;
  readonly isError: boolean;
  readonly ms: number;
  readonly call: CallSource | undefined;
}

/** A command that ran in the sandbox, and where what came of it is kept. */
export interface CommandSource {
  readonly kind: 'command';
  readonly command: string;
  readonly result: BlobHash;
  readonly exitCode: number | undefined;
  readonly ms: number;
}

/** A run of the tests: its report, and the command that gave it. */
export interface TestsSource {
  readonly kind: 'tests';
  readonly report: BlobHash;
  readonly command: CommandSource | undefined;
}

/** A node: what it was given and what it gave. */
export interface NodeSource {
  readonly kind: 'node';
  readonly path: string;
  input: unknown;
  subject: unknown;
  output: unknown;
  failure: NodeFailure | undefined;
  readonly commands: CommandSource[];
  readonly calls: CallSource[];
}

export type SpanSource = CallSource | ToolSource | TestsSource | NodeSource;

/** What lies behind the spans of a run, by the log: a fold beside that of the spans, over the same events. */
export interface SpanSources {
  add(event: RunEvent): void;
  /** What lies behind a span; undefined for one that holds nothing more than its attributes. */
  find(spanId: string): SpanSource | undefined;
  readonly calls: readonly CallSource[];
  /** All that can be searched, in the order of the log, with the ids of their spans. */
  all(): readonly { readonly spanId: string; readonly source: SpanSource }[];
}

/** Which span a source belongs to: ids are worked out when they are asked for, since that takes longer than the rest. */
interface Placed {
  readonly seq: number;
  readonly index: number | undefined;
  readonly part: number;
  readonly source: SpanSource;
}

interface Collected {
  traceId: TraceId | undefined;
  readonly placed: Placed[];
  readonly calls: CallSource[];
  /** The open call, and the last one, of each node; '' for older logs, which name no node. */
  readonly open: Map<string, CallSource>;
  readonly last: Map<string, CallSource>;
  readonly nodes: Map<string, NodeSource>;
  readonly commands: Map<string, CommandSource>;
}

/** Begins to collect. */
export function createSpanSources(): SpanSources {
  const collected: Collected = {
    traceId: undefined,
    placed: [],
    calls: [],
    open: new Map(),
    last: new Map(),
    nodes: new Map(),
    commands: new Map(),
  };
  const byId = new Map<string, SpanSource>();
  const named: { readonly spanId: string; readonly source: SpanSource }[] = [];
  const nameAll = () => {
    const { traceId, placed } = collected;
    if (traceId === undefined) return;
    for (const one of placed.slice(named.length)) {
      const { seq, index, part, source } = one;
      const spanId = index === undefined ? spanIdOf(traceId, seq, part) : innerSpanIdOf(traceId, { seq, index, part });
      byId.set(spanId, source);
      named.push({ spanId, source });
    }
  };
  return {
    calls: collected.calls,
    add: (event) => collect(collected, event),
    find(spanId) {
      nameAll();
      return byId.get(spanId);
    },
    all() {
      nameAll();
      return named;
    },
  };
}

function collect(collected: Collected, event: RunEvent): void {
  const node = event.node ?? '';
  switch (event.type) {
    case 'run.started':
      collected.traceId = event.traceId;
      break;
    case 'engine.recorded':
      for (const [index, inner] of event.events.entries()) collectInner(collected, inner, { seq: event.seq, index });
      break;
    case 'model.requested':
      requested(collected, node, event);
      break;
    case 'model.replied': {
      const call = collected.open.get(node);
      if (call) call.reply = event.reply;
      collected.open.delete(node);
      break;
    }
    case 'model.failed':
      if (event.retryInMs === undefined) collected.open.delete(node);
      break;
    case 'model.replaced':
      // The node's work begins anew with the next model, in a conversation of its own.
      collected.open.delete(node);
      collected.last.delete(node);
      break;
    case 'budget.exhausted':
      collected.open.delete(node);
      break;
    case 'tool.called':
      toolCalled(collected, node, event);
      break;
    case 'command.ran': {
      const { command, result, exitCode, ms } = event;
      const source: CommandSource = { kind: 'command', command, result, exitCode, ms };
      collected.commands.set(node, source);
      collected.nodes.get(node)?.commands.push(source);
      break;
    }
    case 'test.reported': {
      const source: TestsSource = { kind: 'tests', report: event.report, command: collected.commands.get(node) };
      collected.commands.delete(node);
      collected.placed.push({ seq: event.seq, index: undefined, part: 0, source });
      break;
    }
    case 'run.finished':
    case 'run.failed':
    case 'run.cancelled':
      collected.open.clear();
  }
}

function requested(collected: Collected, node: string, event: EventOf<'model.requested'>): void {
  const { seq, model, request, maxOutputTokens, temperature, seed, effort } = event;
  const known = collected.open.get(node);
  if (known) {
    known.request = request;
    return;
  }
  const before = collected.last.get(node);
  const parameters = Object.fromEntries(
    Object.entries({ maxOutputTokens, temperature, seed, effort }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
  const call: CallSource = {
    kind: 'call',
    model,
    request,
    reply: undefined,
    parameters,
    before,
    after: undefined,
    tools: [],
  };
  if (before) before.after = call;
  collected.open.set(node, call);
  collected.last.set(node, call);
  collected.calls.push(call);
  collected.nodes.get(node)?.calls.push(call);
  collected.placed.push({ seq, index: undefined, part: 1, source: call });
}

function toolCalled(collected: Collected, node: string, event: EventOf<'tool.called'>): void {
  const { seq, name, summary, isError, ms } = event;
  const call = collected.last.get(node);
  const source: ToolSource = { kind: 'tool', name, summary, isError, ms, call };
  call?.tools.push(source);
  collected.placed.push({ seq, index: undefined, part: 0, source });
}

function collectInner(
  collected: Collected,
  event: EngineEventBody,
  at: { readonly seq: number; readonly index: number },
): void {
  const { nodes, open, last } = collected;
  switch (event.type) {
    case 'node.started': {
      const known = nodes.get(event.node);
      // A further attempt goes on in the span of the first.
      if (known && event.again !== true) {
        known.input = event.input;
        known.subject = event.subject;
        break;
      }
      const { node: path, input, subject } = event;
      const source: NodeSource = {
        kind: 'node',
        path,
        input,
        subject,
        output: undefined,
        failure: undefined,
        commands: [],
        calls: [],
      };
      nodes.set(path, source);
      // Not the conversation of the attempt before.
      last.delete(path);
      open.delete(path);
      collected.placed.push({ ...at, part: 0, source });
      break;
    }
    case 'node.succeeded':
    case 'node.failed': {
      const source = nodes.get(event.node);
      if (source && event.type === 'node.succeeded') source.output = event.output;
      if (source && event.type === 'node.failed') source.failure = event.failure;
      nodes.delete(event.node);
      open.delete(event.node);
      break;
    }
    case 'node.retried':
      open.delete(event.node);
      last.delete(event.node);
      break;
    case 'node.cancelled':
      nodes.delete(event.node);
      open.delete(event.node);
  }
}
