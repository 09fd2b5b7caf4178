import type { Clock, Random } from '../../base/clock.ts';
import { CodedError, isAbort } from '../../base/errors.ts';
import type { BlobHash } from '../../base/ids.ts';
import type { AskModel } from '../agent/askModel.ts';
import { canonicalRequest } from '../model/canonicalRequest.ts';
import { requireText } from '../model/checkRequest.ts';
import type { ModelProvider, ModelRequest, ModelUsage } from '../model/modelProvider.ts';
import type { PriceRow } from '../model/priceTable.ts';
import { costAtMostUsd, costUsd } from '../model/pricing.ts';
import { type ModelReply, replyOf } from '../model/replyOf.ts';
import { estimateRequestTokens } from '../model/tokenEstimate.ts';
import type { Budget, Reservation } from './budget.ts';
import { hookedModelCall } from './hookedCalls.ts';
import { redactRequest } from './redactRequest.ts';
import { type RetryPolicy, retry } from './retry.ts';
import type { NodeHooks } from './runHooks.ts';
import type { Redact, RunLog } from './runLog.ts';

/** The pauses that providers ask for; they hold for all runs of the process. */
export interface ProviderPauses {
  heldForMs(provider: string): number;
  hold(provider: string, forMs: number): void;
}

/** More than any model writes on average; a longer reply comes from a server that minds no limit. */
const charactersPerToken = 8;

/** What a node's model calls go through. `price` is undefined when it is not known. */
export interface ModelCallerPorts {
  readonly provider: ModelProvider;
  readonly price: PriceRow | undefined;
  readonly budget: Budget;
  readonly log: RunLog;
  readonly hooks: NodeHooks;
  readonly redact: Redact;
  readonly clock: Clock;
  readonly random: Random;
  readonly pauses: ProviderPauses;
  /** How a failed call is made again. */
  readonly policy: RetryPolicy;
  /** The number of the run's next call, from 1. */
  nextCall(): number;
  /** The reply that this node got to this very request before its process died; undefined: ask. */
  recall(request: BlobHash): BlobHash | undefined;
}

/**
 * The run's way to its model: every request is redacted, reserved in the budget, recorded, sent, retried where that can
 * help, and its reply recorded with what it used. A refused reservation sends nothing.
 */
export function createModelCaller(ports: ModelCallerPorts): AskModel {
  return async (request, signal) => {
    requireText(request);
    const clean = redactRequest(request, ports.redact);
    const kept = await ports.log.keepText(canonicalRequest(clean), signal);
    const recalled = await recallReply(kept, ports, signal);
    if (recalled) return { kind: 'answer', reply: recalled };
    const provider = providerOf(ports.provider);
    let call = 0;
    return retry(
      async () => {
        const heldMs = ports.pauses.heldForMs(provider);
        if (heldMs > 0) await ports.clock.sleep(heldMs, signal);
        call = ports.nextCall();
        const { hooks, price, clock } = ports;
        const told = {
          hooks,
          model: ports.provider.ref,
          call,
          request: clean,
          price,
          nowMs: () => clock.monotonicMs(),
        };
        return hookedModelCall(told, () => askOnce({ request: clean, kept, call }, ports, signal), signal);
      },
      ports.policy,
      {
        clock: ports.clock,
        random: ports.random,
        remainingMs: () => ports.budget.remainingMs(),
        onRetry(error, waitMs) {
          const told = error.details.retryAfterMs;
          if (typeof told === 'number' && told > 0) ports.pauses.hold(provider, told);
          const { code, message } = error;
          return ports.log.append({ type: 'model.failed', call, code, message, retryInMs: waitMs }, signal);
        },
      },
      signal,
    );
  };
}

/** The part of a reference that names who answers: `anthropic` of `anthropic/claude`. */
function providerOf({ ref }: ModelProvider): string {
  return ref.split('/')[0] ?? ref;
}

/** A reply that is on record already: nothing is sent and nothing is spent again. */
async function recallReply(
  kept: BlobHash,
  { log, recall }: ModelCallerPorts,
  signal: AbortSignal,
): Promise<ModelReply | undefined> {
  const reply = recall(kept);
  if (reply === undefined) return undefined;
  await log.append({ type: 'model.recalled', request: kept, reply }, signal);
  return readReply(await log.readText(reply, signal));
}

/** A reply as it is kept. */
function writeReply({ text, calls, finish, model, usage }: ModelReply): string {
  return JSON.stringify({ text, calls, finish, model, usage });
}

/** The reply that was kept. */
export function readReply(kept: string): ModelReply {
  const { text, calls, finish, model = '', usage } = JSON.parse(kept) as Omit<ModelReply, 'content'>;
  return { text, calls, finish, model, usage, content: text === '' ? calls : [{ type: 'text', text }, ...calls] };
}

/** A request, where it is kept, and the number of this call. */
interface ModelCall {
  readonly request: ModelRequest;
  readonly kept: BlobHash;
  readonly call: number;
}

async function askOnce({ request, kept, call }: ModelCall, ports: ModelCallerPorts, signal: AbortSignal) {
  const { provider, budget, log, price, clock } = ports;
  const inputTokens = estimateRequestTokens(request);
  const tokens = inputTokens + request.maxOutputTokens;
  const usd = price && costAtMostUsd(price, inputTokens, request.maxOutputTokens);
  const reservation = budget.reserve({ usd, tokens });
  if (reservation.kind === 'refused') {
    const { limit, needed, left, total } = reservation;
    await log.append({ type: 'budget.exhausted', limit, needed, left, total }, signal);
    return { kind: 'exhausted' } as const;
  }
  const startMs = clock.monotonicMs();
  let received = 0;
  let settled = false;
  try {
    const parameters = parametersOf(request);
    const reserved = { reservedTokens: tokens, reservedUsd: usd };
    await log.append(
      { type: 'model.requested', call, model: provider.ref, request: kept, ...reserved, ...parameters },
      signal,
    );
    const hear = (delta: string) => {
      received += delta.length;
    };
    const reply = await replyOf(provider.stream(request, signal), hear, request.maxOutputTokens * charactersPerToken);
    const usage = reply.usage ?? estimateUsage(inputTokens, reply, request.maxOutputTokens);
    const cost = price && costUsd(price, usage);
    settled = true;
    reservation.commit({ usd: cost, tokensIn: usage.inputTokens, tokensOut: usage.outputTokens });
    const replyHash = await log.keepText(writeReply(reply), signal);
    const ms = clock.monotonicMs() - startMs;
    const { model, finish } = reply;
    await log.append({ type: 'model.replied', call, model, reply: replyHash, usage, usd: cost, ms, finish }, signal);
    return { kind: 'answer', reply } as const;
  } catch (error) {
    const charge = settled ? undefined : settleFailed(error, { reservation, received, inputTokens, price, request });
    // Also after a cancel: what was spent is told.
    if (charge) await log.append({ type: 'model.charged', call, ...charge }, new AbortController().signal);
    if (error instanceof CodedError) {
      const { code, message } = error;
      throw new CodedError(code, ports.redact(message), {
        details: error.details,
        ...(error.hint === undefined ? {} : { hint: error.hint }),
      });
    }
    throw error;
  }
}

/** The parameters that a request gives; where it gives none, the provider's own value holds. */
function parametersOf({ maxOutputTokens, temperature, seed, effort }: ModelRequest) {
  return {
    maxOutputTokens,
    ...(temperature === undefined ? {} : { temperature }),
    ...(seed === undefined ? {} : { seed }),
    ...(effort === undefined ? {} : { effort }),
  };
}

/** A call that broke after it was accepted is billed by the provider: it is charged as estimated, and the charge returned. Others are free. */
function settleFailed(
  error: unknown,
  call: {
    readonly reservation: Reservation;
    readonly received: number;
    readonly request: ModelRequest;
    readonly inputTokens: number;
    readonly price: PriceRow | undefined;
  },
): { readonly usage: ModelUsage; readonly usd: number | undefined } | undefined {
  const { reservation, received, inputTokens, price, request } = call;
  const billed = received > 0 || isAbort(error) || (error instanceof CodedError && error.code === 'model.truncated');
  if (!billed) {
    reservation.release();
    return undefined;
  }
  const tokensOut = tokensOf(received, request.maxOutputTokens);
  const usage: ModelUsage = estimatedUsage(inputTokens, tokensOut);
  const usd = price && costUsd(price, usage);
  reservation.commit({ usd, tokensIn: inputTokens, tokensOut });
  return { usage, usd };
}

/** For servers that do not count: the request as estimated, the reply at three characters a token, and no more than was reserved. */
function estimateUsage(inputTokens: number, reply: ModelReply, maxOutputTokens: number): ModelUsage {
  const length = reply.text.length + reply.calls.reduce((sum, call) => sum + call.inputText.length, 0);
  return estimatedUsage(inputTokens, tokensOf(length, maxOutputTokens));
}

function estimatedUsage(inputTokens: number, outputTokens: number): ModelUsage {
  return { inputTokens, outputTokens, cacheReadTokens: 0, cacheWriteTokens: 0, estimated: true };
}

const tokensOf = (length: number, atMost: number) => Math.min(atMost, Math.ceil(length / 3));
