import { startScriptedServer, type WireFormat } from './scriptedServer.ts';
import {
  argumentsOf,
  countedTokens,
  type ModelServer,
  piecesOf,
  type ReceivedRequest,
  type RequestBody,
  type ServerScript,
  type StatusReply,
  type StreamedReply,
} from './serverReply.ts';

/** How strict and how complete the server is. */
export interface OpenaiServerOptions {
  /** The key that is wanted; `undefined` wants none and answers 400 when one comes. */
  readonly apiKey?: string | undefined;
  /** `openai` checks the provider's own rules; `compatible` sends usage unasked, and tool calls whole. */
  readonly flavour?: 'openai' | 'compatible';
}

/**
 * A loopback server that speaks Chat Completions with streaming, as developers.openai.com describes it (chunks, tool
 * call pieces by index, the usage chunk without choices, `[DONE]`, error form), and checks what is sent as the provider
 * does. `url` is the base URL with `/v1`.
 */
export function startOpenaiServer(script: ServerScript, options: OpenaiServerOptions = {}): Promise<ModelServer> {
  const flavour = options.flavour ?? 'openai';
  const apiKey = 'apiKey' in options ? options.apiKey : 'sk-test-key-000000000000';
  return startScriptedServer(openaiFormat(flavour, apiKey), script);
}

function openaiFormat(flavour: 'openai' | 'compatible', apiKey: string | undefined): WireFormat {
  return {
    path: '/v1/chat/completions',
    basePath: '/v1',
    streamHeaders: { 'content-type': 'text/event-stream; charset=utf-8', 'x-request-id': 'req_fake' },
    objection: (request) => objection(request, flavour, apiKey),
    events: (reply, body, index) => events(reply, { body, index, flavour }),
    errorBody: (reply) => ({
      error: {
        message: reply.message ?? 'scripted failure',
        type: reply.errorType ?? typeOf(reply.status),
        param: null,
        code: reply.errorType ?? (reply.status === 401 ? 'invalid_api_key' : null),
      },
    }),
  };
}

function typeOf(status: number): string {
  if (status === 429) return 'requests';
  return status < 500 ? 'invalid_request_error' : 'server_error';
}

interface Turn {
  readonly body: RequestBody;
  readonly index: number;
  readonly flavour: 'openai' | 'compatible';
}

function events(reply: StreamedReply, turn: Turn): readonly string[] {
  const size = reply.chunkSize ?? 7;
  const deltas: Record<string, unknown>[] = [{ role: 'assistant', content: '', refusal: null }];
  for (const reasoning_content of piecesOf(reply.thinking ?? '', size)) deltas.push({ reasoning_content });
  for (const content of piecesOf(reply.text ?? '', size)) deltas.push({ content });
  for (const refusal of piecesOf(reply.refusal ?? '', size)) deltas.push({ refusal });
  const calls = (reply.calls ?? []).map((call, at) => ({ at, call, id: call.id ?? `call_${turn.index}_${at}` }));
  for (const { at, call, id } of calls) {
    const whole = { id, type: 'function', function: { name: call.name, arguments: argumentsOf(call) } };
    if (turn.flavour === 'compatible') deltas.push({ tool_calls: [whole] });
    else {
      deltas.push({ tool_calls: [{ ...whole, index: at, function: { name: call.name, arguments: '' } }] });
      for (const piece of piecesOf(argumentsOf(call), size))
        deltas.push({ tool_calls: [{ index: at, function: { arguments: piece } }] });
    }
  }
  const chunks = deltas.map((delta) =>
    chunk(turn, { choices: [{ index: 0, delta, logprobs: null, finish_reason: null }] }),
  );
  if (reply.errorEvent)
    return [...chunks, `data: ${JSON.stringify({ error: { ...reply.errorEvent, code: null } })}\n\n`];
  chunks.push(
    chunk(turn, { choices: [{ index: 0, delta: {}, logprobs: null, finish_reason: finishReason(reply, turn) }] }),
  );
  const wanted = turn.flavour === 'compatible' || JSON.stringify(turn.body.stream_options ?? {}).includes('true');
  if (wanted && reply.usage !== false) chunks.push(chunk(turn, { choices: [], usage: usageOf(reply, turn) }));
  return [...chunks, 'data: [DONE]\n\n'];
}

function chunk(turn: Turn, rest: Record<string, unknown>): string {
  const head = { id: `chatcmpl-fake-${turn.index}`, object: 'chat.completion.chunk', created: 1_790_000_000 };
  return `data: ${JSON.stringify({ ...head, model: turn.body.model, system_fingerprint: 'fp_fake', ...rest })}\n\n`;
}

function finishReason(reply: StreamedReply, turn: Turn): string {
  if (reply.contentFilter) return 'content_filter';
  const finish = reply.finish ?? (reply.calls?.length ? 'toolCalls' : 'stop');
  if (finish === 'length') return 'length';
  // Several compatible servers say `stop` after tool calls.
  return finish === 'toolCalls' && turn.flavour === 'openai' ? 'tool_calls' : 'stop';
}

function usageOf(reply: StreamedReply, { flavour, body }: Turn) {
  const usage = reply.usage === false ? {} : (reply.usage ?? {});
  const prompt_tokens = usage.inputTokens ?? (flavour === 'compatible' ? countedTokens(body) : 100);
  const completion_tokens = usage.outputTokens ?? 20;
  return {
    prompt_tokens,
    completion_tokens,
    total_tokens: prompt_tokens + completion_tokens,
    prompt_tokens_details: {
      cached_tokens: usage.cacheReadTokens ?? 0,
      cache_write_tokens: usage.cacheWriteTokens ?? 0,
      audio_tokens: 0,
    },
    completion_tokens_details: { reasoning_tokens: 0 },
  };
}

interface ChatMessage {
  readonly role: string;
  readonly content?: string | null;
  readonly tool_call_id?: string;
  readonly tool_calls?: readonly { readonly id: string; readonly function: { readonly arguments: string } }[];
}

function objection(
  { headers, body }: ReceivedRequest,
  flavour: 'openai' | 'compatible',
  apiKey: string | undefined,
): StatusReply | undefined {
  if (apiKey === undefined && headers.authorization !== undefined) return invalid('no key is wanted here');
  if (apiKey !== undefined && headers.authorization !== `Bearer ${apiKey}`)
    return { status: 401, message: `Incorrect API key provided: ${String(headers.authorization).slice(7)}.` };
  if (typeof body.model !== 'string' || body.stream !== true) return invalid('model, stream: required');
  if (flavour === 'openai' && 'max_tokens' in body)
    return invalid("Unsupported parameter: 'max_tokens' is not supported with this model.");
  const noReasoning = /^gpt-(5\.6|6)/.test(body.model) && body.tools !== undefined && body.reasoning_effort !== 'none';
  if (flavour === 'openai' && noReasoning)
    return invalid(`Function tools with reasoning_effort are not supported for ${body.model} in /v1/chat/completions.`);
  const messages = body.messages as readonly ChatMessage[] | undefined;
  if (!messages?.length) return invalid('messages: must not be empty');
  let open: string[] = [];
  for (const message of messages) {
    if (message.role === 'tool') {
      if (!open.includes(message.tool_call_id ?? ''))
        return invalid('a tool message must answer a preceding tool call');
      open = open.filter((id) => id !== message.tool_call_id);
      continue;
    }
    if (open.length > 0) return invalid(`tool_call_ids did not have response messages: ${open.join(', ')}`);
    open = (message.tool_calls ?? []).map((call) => call.id);
    for (const call of message.tool_calls ?? []) JSON.parse(call.function.arguments);
  }
  return open.length > 0 ? invalid(`tool_call_ids did not have response messages: ${open.join(', ')}`) : undefined;
}

function invalid(message: string): StatusReply {
  return { status: 400, message };
}
