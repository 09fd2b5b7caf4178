import type { AskModel } from '../agent/askModel.ts';
import { failureOf } from '../engine/failure.ts';
import type { HookedFailure } from '../hook/hookPayload.ts';
import type { ModelRequest } from '../model/modelProvider.ts';
import type { PriceRow } from '../model/priceTable.ts';
import { costUsd } from '../model/pricing.ts';
import type { Tool } from '../tool/tool.ts';
import type { NodeHooks } from './runHooks.ts';

type Answer = Awaited<ReturnType<AskModel>>;
type NowMs = () => number;

/** What came of something: as it is thrown or given on once its hooks have heard of it. */
type Settled<T> = { readonly kind: 'value'; readonly value: T } | { readonly kind: 'error'; readonly error: unknown };

/** Carries a node out between its hooks. */
export async function hookedNode(
  { hooks, input, nowMs }: { readonly hooks: NodeHooks; readonly input: unknown; readonly nowMs: NowMs },
  carryOut: () => Promise<unknown>,
  signal: AbortSignal,
): Promise<unknown> {
  const { node } = hooks;
  await hooks.notify('node.before', { node, input }, signal);
  const startMs = nowMs();
  const settled = await settle(carryOut);
  const ms = nowMs() - startMs;
  if (signal.aborted) hooks.notifyLate('node.after', { node, outcome: 'cancelled', ms });
  else if (settled.kind === 'value')
    await hooks.notify('node.after', { node, outcome: 'succeeded', output: settled.value, ms }, signal);
  else await hooks.notify('node.after', { node, outcome: 'failed', failure: hookedFailure(settled.error), ms }, signal);
  return giveOn(settled);
}

/** Makes a model call between its hooks. */
export async function hookedModelCall(
  call: {
    readonly hooks: NodeHooks;
    readonly model: string;
    readonly call: number;
    readonly request: ModelRequest;
    readonly price: PriceRow | undefined;
    readonly nowMs: NowMs;
  },
  ask: () => Promise<Answer>,
  signal: AbortSignal,
): Promise<Answer> {
  const { hooks, model, request, price, nowMs } = call;
  const about = { node: hooks.node, model, call: call.call };
  await hooks.notify('model.before', { ...about, request }, signal);
  const startMs = nowMs();
  const settled = await settle(ask);
  const after = { ...about, ms: nowMs() - startMs, ...answerOf(settled, price) };
  if (signal.aborted) hooks.notifyLate('model.after', after);
  else await hooks.notify('model.after', after, signal);
  return giveOn(settled);
}

/** A tool of an agent between its hooks. */
export function hookedTool(tool: Tool, { hooks, nowMs }: { readonly hooks: NodeHooks; readonly nowMs: NowMs }): Tool {
  if (!hooks.listens('tool.before') && !hooks.listens('tool.after')) return tool;
  const about = { node: hooks.node, tool: tool.name };
  return {
    ...tool,
    async run(input, signal) {
      await hooks.notify('tool.before', { ...about, input }, signal);
      const startMs = nowMs();
      const settled = await settle(() => tool.run(input, signal));
      const ms = nowMs() - startMs;
      const { isError, text } = settled.kind === 'value' ? settled.value : { isError: true, text: undefined };
      const after = { ...about, isError, ...(text === undefined ? {} : { output: text }), ms };
      if (signal.aborted) hooks.notifyLate('tool.after', after);
      else await hooks.notify('tool.after', after, signal);
      return giveOn(settled);
    },
  };
}

function settle<T>(action: () => Promise<T>): Promise<Settled<T>> {
  return action().then(
    (value): Settled<T> => ({ kind: 'value', value }),
    (error: unknown): Settled<T> => ({ kind: 'error', error }),
  );
}

function giveOn<T>(settled: Settled<T>): T {
  if (settled.kind === 'error') throw settled.error;
  return settled.value;
}

function answerOf(settled: Settled<Answer>, price: PriceRow | undefined) {
  if (settled.kind === 'error') return { failure: hookedFailure(settled.error) };
  if (settled.value.kind === 'exhausted')
    return { failure: { code: 'budget.exhausted', message: 'The budget does not allow the call. Nothing was sent.' } };
  const { text, calls, finish, usage } = settled.value.reply;
  const reply = { text, calls, finish };
  if (!usage) return { reply };
  const { inputTokens: tokensIn, outputTokens: tokensOut } = usage;
  return { reply, tokensIn, tokensOut, usd: price && costUsd(price, usage) };
}

function hookedFailure(error: unknown): HookedFailure {
  const { code, message } = failureOf(error);
  return { code, message };
}
