import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { CodedError } from '../../base/errors.ts';
import { isPromptCut, promptCut } from '../../core/model/checkRequest.ts';
import type { ModelCapability, ModelEvent, ModelProvider, ModelRequest } from '../../core/model/modelProvider.ts';
import { toolCallPart } from '../../core/model/replyOf.ts';
import { abortableEvents, stallMsOf } from './abortableEvents.ts';
import { jsonLines } from './jsonLines.ts';
import { failedAnswer, type ModelErrorContext, toModelError, truncated, unreadable } from './modelError.ts';
import { createModelFetch, type ModelConnection } from './modelFetch.ts';
import { type OllamaSettings, toOllamaRequest, writeThinking } from './ollamaMessages.ts';

/** How to reach a model of an Ollama server. */
export interface OllamaModelConfig extends ModelConnection, OllamaSettings {
  /** Undefined sends no Authorization header: a server of one's own wants none. */
  readonly apiKey: string | undefined;
  readonly capability: ModelCapability;
}

/** A model of an Ollama server by its own API, which alone lets the window be chosen and says when a prompt does not fit. */
export function createOllamaModel(config: OllamaModelConfig): ModelProvider {
  return {
    ref: config.ref,
    endpoint: new URL(config.baseUrl).origin,
    capability: config.capability,
    stream: (request, signal) => streamReply(config, request, signal),
  };
}

const call = z.object({
  id: z.string().optional(),
  function: z.object({ name: z.string(), arguments: z.unknown().optional() }),
});
const message = z.object({
  content: z.string().nullish(),
  thinking: z.string().nullish(),
  tool_calls: z.array(call).nullish(),
});
/** A line of the stream. The last one has `done` and the counts; an error may take the place of any. */
const chunkSchema = z.object({
  model: z.string().optional(),
  message: message.nullish(),
  done: z.boolean().optional(),
  done_reason: z.string().optional(),
  prompt_eval_count: z.number().int().min(0).optional(),
  eval_count: z.number().int().min(0).optional(),
  error: z.unknown().optional(),
});
type OllamaChunk = z.infer<typeof chunkSchema>;

async function* streamReply(
  config: OllamaModelConfig,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent> {
  const watch = { started: false, endedInEvent: false };
  const secrets = config.apiKey === undefined ? [] : [config.apiKey];
  const context = { provider: 'Ollama', model: config.model, secrets, watch, signal };
  try {
    const send = createModelFetch({ ...config, watch, form: 'lines' });
    const open = async function* () {
      const response = await send(`${config.baseUrl}/api/chat`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(config.apiKey === undefined ? {} : { authorization: `Bearer ${config.apiKey}` }),
        },
        body: JSON.stringify(toOllamaRequest(request, config)),
        signal,
      });
      if (!response.ok) throw await answered(response, context);
      if (response.body) yield* jsonLines(response.body);
    };
    const chunks: AsyncIterable<unknown> = abortableEvents(open(), stallMsOf(config.idleTimeoutMs), signal);
    yield* readReply(chunks, { config, request, context });
  } catch (error) {
    throw toModelError(error, context);
  }
}

interface Turn {
  readonly config: OllamaModelConfig;
  readonly request: ModelRequest;
  readonly context: ModelErrorContext;
}

async function* readReply(chunks: AsyncIterable<unknown>, turn: Turn): AsyncGenerator<ModelEvent> {
  const { context, config } = turn;
  let thinking = '';
  let calls = 0;
  for await (const line of chunks) {
    const chunk = asChunk(line, context);
    const { message, error } = chunk;
    if (error !== undefined) throw failedAnswer({ status: undefined, headers: undefined, body: chunk }, context);
    thinking += message?.thinking ?? '';
    if (message?.content) yield { type: 'text.delta', text: message.content };
    for (const call of message?.tool_calls ?? []) {
      const state = calls++ === 0 && thinking !== '' ? { providerState: writeThinking(thinking) } : {};
      const inputText = JSON.stringify(call.function.arguments ?? {});
      const callId = call.id || `call_${randomUUID()}`;
      yield { type: 'toolCall.done', call: toolCallPart({ callId, name: call.function.name, inputText, ...state }) };
    }
    if (chunk.done !== true) continue;
    const usage = usageOf(chunk);
    if (usage && isPromptCut(turn.request, usage.inputTokens, config.capability))
      throw promptCut(config.ref, usage.inputTokens, turn.request);
    const reason = chunk.done_reason === 'length' ? 'length' : calls > 0 ? 'toolCalls' : 'stop';
    yield { type: 'finished', reason, usage, model: chunk.model ?? config.model };
    return;
  }
  throw truncated(context);
}

/** Versions that find the whole prompt in their cache may leave its count out: unknown, then, and not 0. */
function usageOf({ prompt_eval_count: input, eval_count: output }: OllamaChunk) {
  if (input === undefined || output === undefined) return undefined;
  return { inputTokens: input, outputTokens: output, cacheReadTokens: 0, cacheWriteTokens: 0 };
}

function asChunk(line: unknown, context: ModelErrorContext): OllamaChunk {
  const parsed = chunkSchema.safeParse(line);
  if (parsed.success) return parsed.data;
  throw unreadable(context);
}

/** More of an error's body than this explains nothing. */
const maxErrorLength = 16_384;

async function answered(response: Response, context: ModelErrorContext): Promise<CodedError> {
  const { status, headers } = response;
  const body = (await response.text()).slice(0, maxErrorLength);
  const failure = failedAnswer({ status, headers, body: /^\s*[<]/.test(body) ? '' : body }, context);
  const { code, message, details } = failure;
  if (status !== 404 || !/not found/i.test(message)) return failure;
  return new CodedError(code, message, { hint: `Fetch it first with: ollama pull ${context.model}`, details });
}
