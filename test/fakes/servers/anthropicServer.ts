import { startScriptedServer, type WireFormat } from './scriptedServer.ts';
import {
  argumentsOf,
  type ModelServer,
  piecesOf,
  type ReceivedRequest,
  type RequestBody,
  type ServerScript,
  type StatusReply,
  type StreamedReply,
} from './serverReply.ts';

/**
 * A loopback server that speaks Anthropic's Messages API with streaming, as platform.claude.com/docs describes it
 * (event names and order, pings, cumulative usage, `input_json_delta`, error form), and checks what is sent as the
 * provider does in the API versions 2023-06-01 and 2026-10-21. `url` is the base URL; the key must be `apiKey`.
 */
export function startAnthropicServer(
  script: ServerScript,
  options: { readonly apiKey?: string } = {},
): Promise<ModelServer> {
  return startScriptedServer(anthropicFormat(options.apiKey ?? 'sk-ant-test-key-000000'), script);
}

function anthropicFormat(apiKey: string): WireFormat {
  return {
    path: '/v1/messages',
    basePath: '',
    streamHeaders: { 'content-type': 'text/event-stream; charset=utf-8', 'request-id': 'req_fake' },
    objection: (request) => objection(request, apiKey),
    events,
    errorBody: (reply) => ({
      type: 'error',
      error: { type: reply.errorType ?? typeOf(reply.status), message: reply.message ?? 'scripted failure' },
      request_id: 'req_fake',
    }),
  };
}

function typeOf(status: number): string {
  const types: Record<number, string> = {
    400: 'invalid_request_error',
    401: 'authentication_error',
    403: 'permission_error',
    404: 'not_found_error',
    413: 'request_too_large',
    429: 'rate_limit_error',
    529: 'overloaded_error',
  };
  return types[status] ?? 'api_error';
}

function event(data: { readonly type: string } & Record<string, unknown>): string {
  return `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
}

function events(reply: StreamedReply, body: RequestBody, index: number): readonly string[] {
  const size = reply.chunkSize ?? 7;
  const out: string[] = [event(messageStart(reply, body, index)), event({ type: 'ping' })];
  let block = 0;
  const add = (start: Record<string, unknown>, deltas: readonly Record<string, unknown>[]): void => {
    out.push(event({ type: 'content_block_start', index: block, content_block: start }));
    for (const delta of deltas) out.push(event({ type: 'content_block_delta', index: block, delta }));
    out.push(event({ type: 'content_block_stop', index: block++ }));
  };
  if (reply.thinking !== undefined)
    add({ type: 'thinking', thinking: '', signature: '' }, [
      ...piecesOf(reply.thinking, size).map((thinking) => ({ type: 'thinking_delta', thinking })),
      { type: 'signature_delta', signature: `signed-${index}` },
    ]);
  if (reply.text !== undefined)
    add(
      { type: 'text', text: '' },
      piecesOf(reply.text, size).map((text) => ({ type: 'text_delta', text })),
    );
  if (reply.errorEvent) return [...out, event({ type: 'error', error: reply.errorEvent })];
  for (const [at, call] of (reply.calls ?? []).entries())
    add({ type: 'tool_use', id: call.id ?? `toolu_${index}_${at}`, name: call.name, input: {} }, [
      { type: 'input_json_delta', partial_json: '' },
      ...piecesOf(argumentsOf(call), size).map((text) => ({ type: 'input_json_delta', partial_json: text })),
    ]);
  out.push(event(messageDelta(reply)), event({ type: 'message_stop' }));
  return out;
}

function messageStart(reply: StreamedReply, body: RequestBody, index: number) {
  const usage = reply.usage === false ? {} : (reply.usage ?? {});
  const read = usage.cacheReadTokens ?? 0;
  const write = usage.cacheWriteTokens ?? 0;
  return {
    type: 'message_start',
    message: {
      id: `msg_fake_${index}`,
      type: 'message',
      role: 'assistant',
      model: body.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: {
        input_tokens: (usage.inputTokens ?? 100) - read - write,
        cache_creation_input_tokens: write,
        cache_read_input_tokens: read,
        output_tokens: 1,
        service_tier: 'standard',
      },
    },
  };
}

function messageDelta(reply: StreamedReply) {
  const reasons = { stop: 'end_turn', toolCalls: 'tool_use', length: 'max_tokens' };
  const finish = reply.finish ?? (reply.calls?.length ? 'toolCalls' : 'stop');
  const refusal =
    reply.refusal === undefined ? undefined : { type: 'refusal', category: null, explanation: reply.refusal };
  const outputTokens = reply.usage === false ? undefined : reply.usage?.outputTokens;
  return {
    type: 'message_delta',
    delta: {
      stop_reason: refusal ? 'refusal' : reasons[finish],
      stop_sequence: null,
      ...(refusal ? { stop_details: refusal } : {}),
    },
    usage: { output_tokens: outputTokens ?? 20 },
  };
}

interface Block {
  readonly type: string;
  readonly text?: string;
  readonly id?: string;
  readonly input?: unknown;
  readonly tool_use_id?: string;
  readonly cache_control?: unknown;
}

function objection(request: ReceivedRequest, apiKey: string): StatusReply | undefined {
  const { 'x-api-key': header, authorization, 'anthropic-version': version } = request.headers;
  if (header !== apiKey && authorization !== `Bearer ${apiKey}`) return { status: 401, message: 'invalid x-api-key' };
  if (version !== '2023-06-01' && version !== '2026-10-21') return invalid('anthropic-version: header is required');
  const { body } = request;
  if (typeof body.model !== 'string' || body.stream !== true) return invalid('model, stream: required');
  if (version === '2026-10-21' && ['temperature', 'top_p', 'top_k'].some((name) => name in body))
    return invalid('temperature, top_p, top_k: Extra inputs are not permitted');
  if (!Number.isInteger(body.max_tokens) || Number(body.max_tokens) < 1)
    return invalid('max_tokens: must be at least 1');
  const messages = body.messages as readonly { role: string; content: readonly Block[] }[] | undefined;
  if (!messages?.length || messages[0]?.role !== 'user') return invalid('messages: the first must be of role user');
  let open: string[] = [];
  let marks = JSON.stringify([body.system ?? [], body.tools ?? []]).split('"cache_control"').length - 1;
  for (const [at, message] of messages.entries()) {
    if (message.content.length === 0) return invalid(`messages.${at}: content must not be empty`);
    if (message.content.some((block) => block.type === 'text' && block.text === ''))
      return invalid('messages: text content blocks must be non-empty');
    const results = message.content.filter((block) => block.type === 'tool_result');
    const answered = results.map((block) => block.tool_use_id);
    if (open.some((id) => !answered.includes(id)) || answered.some((id) => !open.includes(id ?? '')))
      return invalid(`messages.${at}: tool_use ids were found without tool_result blocks immediately after`);
    if (message.content.slice(0, results.length).some((block) => block.type !== 'tool_result'))
      return invalid(`messages.${at}: tool_result blocks must come first`);
    open = message.content.flatMap((block) => (block.type === 'tool_use' ? [block.id ?? ''] : []));
    if (message.content.some((block) => block.type === 'tool_use' && (typeof block.input !== 'object' || !block.input)))
      return invalid(`messages.${at}: tool_use.input: Input should be a valid dictionary`);
    marks += message.content.filter((block) => block.cache_control).length;
  }
  return marks > 4 ? invalid('A maximum of 4 blocks with cache_control may be provided') : undefined;
}

function invalid(message: string): StatusReply {
  return { status: 400, message };
}
