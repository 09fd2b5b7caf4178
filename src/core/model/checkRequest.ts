import { CodedError } from '../../base/errors.ts';
import type { ModelCapability, ModelProvider, ModelRequest } from './modelProvider.ts';
import { requestTokensAtLeast, requestTokensRoughly } from './tokenEstimate.ts';

/** The same model; what it cannot take is refused before anything is sent: content that is no text, too long a prompt. */
export function withRequestChecks(provider: ModelProvider): ModelProvider {
  return {
    ...provider,
    async *stream(request, signal) {
      requireText(request);
      requireRoom(request, provider);
      yield* provider.stream(request, signal);
    },
  };
}

/**
 * Throws `model.textOnly` for a part of a kind that no provider here carries, such as an image. The types know no such
 * part; content that comes from a log, a plugin or another program may hold one all the same.
 */
export function requireText(request: ModelRequest): void {
  const known: ReadonlySet<string> = new Set(['text', 'toolCall', 'toolResult']);
  const strange = request.messages.flatMap(({ content }) => content).find((part) => !known.has(part.type));
  if (!strange) return;
  throw new CodedError(
    'model.textOnly',
    `Models are given text only here; a part of kind "${strange.type}" is not sent.`,
    {
      hint: 'Describe what it shows in words.',
      details: { kind: strange.type },
    },
  );
}

/** Room that a reply needs at least; in a small window, an eighth of it. */
const leastReply = 1_024;

/**
 * Throws `model.contextTooLong`, with figures, for a request that cannot fit the model's window whatever its tokenizer
 * does. The estimate is low on purpose: where it is close, the server knows better and is asked.
 */
export function requireRoom(request: ModelRequest, model: Pick<ModelProvider, 'ref' | 'capability'>): void {
  const { contextWindow } = model.capability;
  if (contextWindow === undefined) return;
  const estimatedTokens = Math.round(requestTokensRoughly(request) * certainShare);
  const reply = Math.min(request.maxOutputTokens, leastReply, Math.floor(contextWindow / 8));
  if (estimatedTokens + reply <= contextWindow) return;
  throw new CodedError(
    'model.contextTooLong',
    `The request has at least ${estimatedTokens} tokens, and ${model.ref} reads ${contextWindow}, the reply included.`,
    {
      hint: 'Give the model less to read, or take one with a larger context window.',
      details: { model: model.ref, estimatedTokens, contextWindow },
    },
  );
}

/** Code and prose rarely take fewer tokens than this share of a quarter of their bytes. */
const certainShare = 0.8;

/**
 * Whether a server has answered a shorter prompt than it was sent, judged by the tokens that it counted.
 *
 * Ollama cuts from the front when `truncate` is not understood: down to half of the window (and its `num_keep` of 4, one
 * more with a begin mark), in older versions to all of it. Measured with 0.33.3: window 4096, counted 2051; window 8192,
 * counted 4099. Other servers are judged by the least that the text can have.
 */
export function isPromptCut(
  request: ModelRequest,
  countedTokens: number,
  { contextWindow }: Pick<ModelCapability, 'contextWindow'>,
): boolean {
  const least = requestTokensAtLeast(request);
  // Short prompts are never cut, and their estimates are the least sure.
  if (least > 100 && countedTokens < least) return true;
  if (contextWindow === undefined || requestTokensRoughly(request) < contextWindow * certainShare) return false;
  const halfWindow = contextWindow - Math.floor((contextWindow - 5) / 2);
  return countedTokens >= contextWindow - 1 || Math.abs(countedTokens - halfWindow) <= 3;
}

/** The error for a prompt that the server has cut. */
export function promptCut(ref: string, countedTokens: number, request: ModelRequest): CodedError {
  const estimatedTokens = requestTokensRoughly(request);
  return new CodedError(
    'model.promptCut',
    `The server of ${ref} left out a part of the prompt: it read ${countedTokens} of about ${estimatedTokens} tokens.`,
    {
      hint: 'Load the model with a larger context window (ollama/NAME?window=32768), or give it less to read.',
      details: { model: ref, countedTokens, estimatedTokens },
    },
  );
}
