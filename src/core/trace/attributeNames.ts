/**
 * The attribute names of our spans. Those of models, agents and tools are OpenTelemetry's GenAI semantic conventions,
 * v1.41 (https://opentelemetry.io/docs/specs/semconv/gen-ai/); what they have no word for begins with `loopwright.`.
 */
export const attribute = {
  operation: 'gen_ai.operation.name',
  provider: 'gen_ai.provider.name',
  requestModel: 'gen_ai.request.model',
  requestMaxTokens: 'gen_ai.request.max_tokens',
  requestTemperature: 'gen_ai.request.temperature',
  responseModel: 'gen_ai.response.model',
  finishReasons: 'gen_ai.response.finish_reasons',
  /** All input, cached parts included: the convention counts as we do. */
  inputTokens: 'gen_ai.usage.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
  cacheReadTokens: 'gen_ai.usage.cache_read.input_tokens',
  cacheWriteTokens: 'gen_ai.usage.cache_creation.input_tokens',
  agentName: 'gen_ai.agent.name',
  workflowName: 'gen_ai.workflow.name',
  toolName: 'gen_ai.tool.name',
  promptName: 'gen_ai.prompt.name',
  promptVersion: 'loopwright.prompt.version',
  exitCode: 'process.exit.code',
  errorType: 'error.type',
  /** Absent when a price is not known, which is never the same as 0. */
  costUsd: 'loopwright.cost.usd',
  /** Set where tokens, and so the cost, are estimated. */
  costEstimated: 'loopwright.cost.estimated',
  costKnown: 'loopwright.cost.known',
  modelRef: 'loopwright.model.ref',
  tries: 'loopwright.model.tries',
  /** The path of the node; in logs of older versions the workflow and its step. */
  node: 'loopwright.node',
  /** On the span of a node, and nowhere else: agent, tool, run, …, or `unknown`. */
  nodeKind: 'loopwright.node.kind',
  attempt: 'loopwright.attempt',
  /** How often a node was begun. */
  attempts: 'loopwright.attempts',
  /** How long a node that could begin waited for a place before this span, ms. */
  queuedMs: 'loopwright.queued_ms',
  /** On a span in which nothing was done: what was waited for. See `Waiting`. */
  wait: 'loopwright.wait',
  /** The model that took over from one that failed, as a reference. */
  replacedBy: 'loopwright.model.replaced_by',
  retryWaitMs: 'loopwright.retry.wait_ms',
  cached: 'loopwright.cached',
  /** The same attempt once more, because its process died or its run was paused. */
  again: 'loopwright.again',
  /** It happened in the run that this one was forked from, and cost nothing here. */
  takenOver: 'loopwright.taken_over',
  forkedFrom: 'loopwright.forked_from',
  skippedWhy: 'loopwright.skipped.why',
  /** What a node used, all of its attempts together. Without a known price there is no cost. */
  spentUsd: 'loopwright.spent.usd',
  spentTokensIn: 'loopwright.spent.input_tokens',
  spentTokensOut: 'loopwright.spent.output_tokens',
  spentCalls: 'loopwright.spent.calls',
  outcome: 'loopwright.outcome',
  /** On a span that had not ended when the log was read: exporters must give it an end, and this says that it is not one. */
  incomplete: 'loopwright.incomplete',
  detail: 'loopwright.detail',
  testPhase: 'loopwright.test.phase',
  testsPassed: 'loopwright.tests.passed',
  testsFailed: 'loopwright.tests.failed',
  testsSkipped: 'loopwright.tests.skipped',
} as const;

/** Attributes that are doubles even when they happen to be whole: a backend refuses a name whose type changes. */
export const doubleAttributes: ReadonlySet<string> = new Set([
  attribute.costUsd,
  attribute.spentUsd,
  attribute.requestTemperature,
]);

/**
 * What is waited for: a person's answer, the time of the next attempt, a paused run to be resumed, a process that died to be
 * replaced, a fork to go its own way.
 */
export type Waiting = 'person' | 'retry' | 'paused' | 'interrupted' | 'forked';

/** Names of providers as the convention spells them, by the word before the slash of a model reference. */
const providerNames: Readonly<Record<string, string>> = { gemini: 'gcp.gemini', mistral: 'mistral_ai' };

/** The provider and the model of a reference such as `anthropic/NAME` or `openai-compatible/NAME@URL`. */
export function splitModelRef(ref: string): { readonly provider: string; readonly model: string } {
  const slash = ref.indexOf('/');
  const vendor = slash < 0 ? ref : ref.slice(0, slash);
  // The address of a private server is nobody's business outside this machine; options are not part of a name.
  const model = slash < 0 ? ref : ref.slice(slash + 1).replace(/(@[a-z]+:\/\/|\?).*$/, '');
  return { provider: Object.hasOwn(providerNames, vendor) ? (providerNames[vendor] ?? vendor) : vendor, model };
}
