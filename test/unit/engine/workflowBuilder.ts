import type { Clock } from '../../../src/base/clock.ts';
import { CodedError } from '../../../src/base/errors.ts';
import type { RunId } from '../../../src/base/ids.ts';
import { createEngine } from '../../../src/core/engine/engine.ts';
import type { EnginePorts } from '../../../src/core/engine/enginePorts.ts';
import { Limiter, type Limits } from '../../../src/core/engine/limiter.ts';
import { createMemoryDurableBackend } from '../../../src/core/engine/memoryDurableBackend.ts';
import type {
  EvaluationScope,
  NodeContext,
  NodeRunner,
  WorkflowLanguage,
} from '../../../src/core/engine/nodeRunner.ts';
import type {
  Expression,
  Graph,
  NodeCommon,
  NodeDefinition,
  RunDefinition,
  Template,
  WorkflowDefinition,
} from '../../../src/core/workflow/definition.ts';
import { fixedRandom } from '../../fakes/manualClock.ts';

export const plain: Omit<NodeCommon, 'id'> = {
  needs: [],
  join: { kind: 'all' },
  when: undefined,
  with: {},
  retry: { max: 1, backoff: 'fixed', baseMs: 10, maxMs: 1_000, jitter: 0, on: [] },
  timeoutMs: undefined,
  onFailure: { kind: 'fail' },
  budget: undefined,
  cache: false,
  model: undefined,
  tools: undefined,
  schema: undefined,
};

/** A tool node with defaults. */
export function tool(id: string, changes: Partial<NodeCommon> = {}): NodeDefinition {
  return { ...plain, ...changes, id, kind: 'tool', tool: id };
}

export const graph = (nodes: readonly NodeDefinition[], output?: Template): Graph => ({ nodes, output });

export function workflow(
  nodes: readonly NodeDefinition[],
  changes: {
    run?: Partial<RunDefinition>;
    output?: Template;
    inputs?: WorkflowDefinition['inputs'];
    name?: string;
  } = {},
): WorkflowDefinition {
  return {
    version: 1,
    name: changes.name ?? 'test',
    description: undefined,
    inputs: changes.inputs ?? {},
    graph: graph(nodes, changes.output),
    run: {
      timeoutMs: undefined,
      concurrency: 8,
      cancellation: 'cascading',
      budget: undefined,
      priority: 0,
      ...changes.run,
    },
  };
}

export const expression = (source: string): Expression => ({ kind: 'expression', source });

/** Expressions of tests are JavaScript over the scope; the language itself is tested elsewhere. */
export function evaluateTemplate(template: Template | Expression, scope: EvaluationScope): unknown {
  switch (template.kind) {
    case 'literal':
      return template.value;
    case 'expression': {
      const names = { ...scope, ...scope.variables };
      try {
        return new Function(...Object.keys(names), `return (${template.source});`)(...Object.values(names));
      } catch (cause) {
        throw new CodedError('expression.failed', `no value: ${template.source}`, { cause });
      }
    }
    case 'text':
      return template.parts
        .map((part) => (typeof part === 'string' ? part : String(evaluateTemplate(part, scope))))
        .join('');
    case 'list':
      return template.items.map((item) => evaluateTemplate(item, scope));
    case 'map':
      return Object.fromEntries(
        Object.entries(template.entries).map(([key, value]) => [key, evaluateTemplate(value, scope)]),
      );
  }
}

/** A language over these sub-workflows; a schema `{type}` is checked by `typeof`. */
export function language(workflows: readonly WorkflowDefinition[] = []): WorkflowLanguage {
  return {
    evaluate: evaluateTemplate,
    workflow(name) {
      const found = workflows.find((one) => one.name === name);
      if (!found) throw new CodedError('workflow.unknown', `There is no workflow ${name}.`);
      return found;
    },
    checkOutput: ({ type }, output) => (typeof output === type ? undefined : `expected ${String(type)}`),
  };
}

/** What a node does, by the name of its tool; the rest gives its own name. */
export type Behaviour = (input: unknown, context: NodeContext, signal: AbortSignal) => unknown;

export function runnerOf(behaviours: Readonly<Record<string, Behaviour>>): NodeRunner & { readonly ran: string[] } {
  const ran: string[] = [];
  return {
    ran,
    async run(node, input, context, signal) {
      ran.push(context.path);
      return (behaviours[node.id] ?? (() => node.id))(input, context, signal);
    },
  };
}

export function portsOf(
  clock: Clock,
  behaviours: Readonly<Record<string, Behaviour>> = {},
  more: Partial<EnginePorts> & { limits?: Limits; workflows?: readonly WorkflowDefinition[] } = {},
): EnginePorts & { readonly runner: ReturnType<typeof runnerOf> } {
  return {
    backend: createMemoryDurableBackend(() => clock.nowMs()),
    language: language(more.workflows),
    limiter: new Limiter(more.limits ?? {}, clock),
    clock,
    random: fixedRandom,
    ...more,
    runner: runnerOf(behaviours),
  };
}

let runs = 0;
export const nextRunId = () => `run${runs++}` as RunId;
export const forever = new AbortController().signal;

/** Starts a run and tells how to wait for it. */
export async function start(ports: EnginePorts, definition: WorkflowDefinition, inputs: Record<string, unknown> = {}) {
  const engine = createEngine(ports);
  const runId = nextRunId();
  const handle = await engine.start({ runId, definition, inputs, seed: 1 }, forever);
  return {
    engine,
    runId,
    handle,
    finished: handle.finished,
    events: () => ports.backend.read(runId, 0, forever),
  };
}
