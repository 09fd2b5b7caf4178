import { objectivesOf } from '../manifest/optimiserFields.ts';
import type { Catalog } from './catalog.ts';
import type {
  BudgetDefinition,
  FailurePolicy,
  Graph,
  Join,
  JsonSchema,
  NodeCommon,
  NodeDefinition,
  RetryDefinition,
  Template,
  WorkflowDefinition,
  WorkflowInput,
  WorkflowOptimiser,
} from './definition.ts';
import { durationMs } from './duration.ts';
import { conditionText } from './expressionUse.ts';
import { modelWish } from './modelWish.ts';
import { isRecord, type SourceGraph, type SourceNode } from './sourceGraph.ts';
import type { WorkflowHead } from './sourceSchema.ts';
import { parseTemplate } from './template.ts';

/** Everything that was read and found right. */
export interface CheckedWorkflow {
  readonly head: WorkflowHead;
  readonly graph: SourceGraph;
  readonly edges: ReadonlyMap<SourceGraph, ReadonlyMap<string, readonly string[]>>;
  /** What is known of the agents that nodes name. */
  readonly agents: NonNullable<Catalog['agents']>;
}

/** The workflow as the engine takes it, with every default filled in. Call it only for what was found right. */
export function buildDefinition({ head, graph, edges, agents }: CheckedWorkflow): WorkflowDefinition {
  const usual = head.model === undefined ? {} : { usualModel: modelWish(head.model) };
  const build = { edges, agents, usual, onFailure: { kind: head.onFailure ?? 'fail' } as const };
  return {
    version: head.version,
    name: head.name,
    description: head.description,
    inputs: Object.fromEntries(Object.entries(head.inputs ?? {}).map(([name, input]) => [name, inputOf(input)])),
    graph: graphOf(graph, build),
    run: {
      timeoutMs: durationMs(head.timeout),
      concurrency: head.concurrency ?? 8,
      cancellation: head.cancellation ?? 'cascading',
      budget: budgetOf(head.budget),
      priority: head.priority ?? 0,
    },
    ...(head.optimise === undefined ? {} : { optimise: optimiserOf(head.optimise) }),
  };
}

function optimiserOf({ objective, budget, prompts }: NonNullable<WorkflowHead['optimise']>): WorkflowOptimiser {
  return { objectives: objectivesOf(objective), budget, prompts: [...new Set(prompts)] };
}

/** An input in its full form. */
export function inputOf(input: NonNullable<WorkflowHead['inputs']>[string]): WorkflowInput {
  if (typeof input === 'string') return { type: input, description: undefined, default: undefined, enum: undefined };
  return { type: input.type, description: input.description, default: input.default, enum: input.enum };
}

interface Build {
  readonly edges: CheckedWorkflow['edges'];
  readonly agents: CheckedWorkflow['agents'];
  readonly onFailure: FailurePolicy;
  readonly usual: Pick<NodeCommon, 'usualModel'>;
}

function graphOf(graph: SourceGraph, build: Build): Graph {
  const edges = build.edges.get(graph);
  return {
    nodes: graph.nodes.map((node) => nodeOf(node, edges?.get(node.id) ?? [], build)),
    output: graph.outputs === undefined ? undefined : templateOf(graph.outputs),
  };
}

function nodeOf(node: SourceNode, needs: readonly string[], build: Build): NodeDefinition {
  const { raw, kind, bodies } = node;
  const common = commonOf(node, needs, build);
  const body = () => graphOf(bodies.get('') ?? { path: [], nodes: [], outputs: undefined }, build);
  switch (kind) {
    case 'agent':
      return { ...common, ...build.usual, kind, agent: String(raw.agent) };
    case 'tool':
      return { ...common, kind, tool: String(raw.tool) };
    case 'run':
      return { ...common, kind, command: Array.isArray(raw.run) ? raw.run.map(templateOf) : templateOf(raw.run) };
    case 'workflow':
    case 'uses':
      return { ...common, kind: 'workflow', workflow: String(raw.workflow ?? raw.uses) };
    case 'approve':
      return { ...common, kind, message: templateOf(raw.approve) };
    case 'forEach': {
      const as = typeof raw.as === 'string' ? raw.as : 'item';
      return {
        ...common,
        kind,
        items: itemsOf(raw.forEach),
        as,
        concurrency: numberOr(raw.concurrency, 4),
        body: body(),
      };
    }
    case 'loop': {
      const loop = isRecord(raw.loop) ? raw.loop : {};
      return { ...common, kind, until: conditionOf(loop.until), max: numberOr(loop.max, 1), body: body() };
    }
    case 'race': {
      const branches = [...bodies].map(([name, branch]) => [name, graphOf(branch, build)] as const);
      return { ...common, kind, branches: Object.fromEntries(branches) };
    }
    case undefined:
      throw new Error(`node ${node.id} was not checked`);
  }
}

function commonOf({ id, raw }: SourceNode, needs: readonly string[], { agents, onFailure }: Build): NodeCommon {
  const limits =
    typeof raw.agent === 'string' && Object.hasOwn(agents, raw.agent) ? agents[raw.agent]?.limits : undefined;
  const given = isRecord(raw.with) ? Object.entries(raw.with) : [];
  return {
    id,
    needs,
    join: joinOf(raw.join),
    when: raw.when === undefined ? undefined : conditionOf(raw.when),
    with: Object.fromEntries(given.map(([name, value]) => [name, templateOf(value)])),
    retry: retryOf(raw.retry),
    timeoutMs: durationMs(raw.timeout ?? limits?.timeout),
    onFailure: failureOf(raw.onFailure, onFailure),
    budget: budgetOf(raw.budget ?? limits?.budget),
    cache: raw.cache === true,
    ...modelOf(raw.model),
    tools: Array.isArray(raw.tools) ? raw.tools.map(String) : undefined,
    schema: isRecord(raw.schema) ? (raw.schema satisfies JsonSchema) : undefined,
  };
}

function modelOf(value: unknown): Pick<NodeCommon, 'model' | 'fallbackModels'> {
  const { use, fallback } = modelWish(value);
  return { model: use, ...(fallback.length > 0 ? { fallbackModels: fallback } : {}) };
}

const templateOf = (value: unknown): Template => parseTemplate(value).template;

function conditionOf(value: unknown) {
  return {
    kind: 'expression',
    source: typeof value === 'string' ? conditionText(value).source : String(value),
  } as const;
}

function itemsOf(value: unknown): Template {
  return typeof value === 'string' ? conditionOf(value) : templateOf(value);
}

const numberOr = (value: unknown, fallback: number): number => (typeof value === 'number' ? value : fallback);

function joinOf(value: unknown): Join {
  if (isRecord(value)) return { kind: 'atLeast', count: numberOr(value.atLeast, 1) };
  return { kind: value === 'any' ? 'any' : 'all' };
}

function failureOf(value: unknown, fallback: FailurePolicy): FailurePolicy {
  if (isRecord(value)) return { kind: 'fallback', node: String(value.fallback) };
  return value === 'fail' || value === 'skip' || value === 'continue' ? { kind: value } : fallback;
}

/** Without `retry` there is one attempt; a number alone means exponential waits from one second to one minute. */
function retryOf(value: unknown): RetryDefinition {
  const full = isRecord(value) ? value : {};
  return {
    max: numberOr(isRecord(value) ? value.max : value, 1),
    backoff: full.backoff === 'fixed' ? 'fixed' : 'exponential',
    baseMs: durationMs(full.base) ?? 1_000,
    maxMs: durationMs(full.maxDelay) ?? 60_000,
    jitter: numberOr(full.jitter, 0.2),
    on: Array.isArray(full.on) ? full.on.map(String) : [],
  };
}

function budgetOf(value: unknown): BudgetDefinition | undefined {
  if (!isRecord(value)) return undefined;
  const part = (name: keyof BudgetDefinition) => (typeof value[name] === 'number' ? value[name] : undefined);
  return { usd: part('usd'), tokens: part('tokens'), calls: part('calls'), minutes: part('minutes') };
}
