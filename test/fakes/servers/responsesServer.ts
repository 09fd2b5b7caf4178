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
 * A loopback server that speaks OpenAI's Responses API with streaming, as developers.openai.com describes it (typed events
 * with sequence numbers, items that are added and done, no closing mark but the last event), and checks what is sent as the
 * provider does. `url` is the base URL with `/v1`; the key must be `apiKey`.
 */
export function startResponsesServer(
  script: ServerScript,
  options: { readonly apiKey?: string } = {},
): Promise<ModelServer> {
  return startScriptedServer(responsesFormat(options.apiKey ?? 'sk-test-key-000000000000'), script);
}

function responsesFormat(apiKey: string): WireFormat {
  return {
    path: '/v1/responses',
    basePath: '/v1',
    streamHeaders: { 'content-type': 'text/event-stream; charset=utf-8', 'x-request-id': 'req_fake' },
    objection: (request) => objection(request, apiKey),
    events,
    errorBody: (reply) => ({
      error: {
        message: reply.message ?? 'scripted failure',
        type: reply.errorType ?? (reply.status < 500 ? 'invalid_request_error' : 'server_error'),
        param: null,
        code: reply.errorType ?? (reply.status === 401 ? 'invalid_api_key' : null),
      },
    }),
  };
}

function events(reply: StreamedReply, body: RequestBody, index: number): readonly string[] {
  const out: string[] = [];
  const add = (type: string, rest: Record<string, unknown>): void => {
    out.push(`event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: out.length, ...rest })}\n\n`);
  };
  const response = (status: string, rest: Record<string, unknown> = {}) => ({
    response: { id: `resp_${index}`, object: 'response', model: body.model, status, output: [], error: null, ...rest },
  });
  add('response.created', response('in_progress'));
  add('response.in_progress', response('in_progress'));
  let output = 0;
  const item = (
    whole: Record<string, unknown>,
    begun: Record<string, unknown>,
    between: (at: object) => void,
  ): void => {
    add('response.output_item.added', { output_index: output, item: { ...whole, ...begun, status: 'in_progress' } });
    between({ output_index: output, item_id: whole.id });
    add('response.output_item.done', { output_index: output++, item: whole });
  };
  addReasoning(reply, index, item);
  addMessage(reply, index, { item, add });
  if (reply.errorEvent) {
    const error = { code: reply.errorEvent.type, message: reply.errorEvent.message };
    add('response.failed', response('failed', { error }));
    return out;
  }
  addCalls(reply, index, { item, add });
  const cut = reply.finish === 'length' || reply.contentFilter;
  const incomplete_details = cut ? { reason: reply.contentFilter ? 'content_filter' : 'max_output_tokens' } : null;
  const status = cut ? 'incomplete' : 'completed';
  add(`response.${status}`, response(status, { incomplete_details, usage: usageOf(reply) }));
  return out;
}

type AddItem = (whole: Record<string, unknown>, begun: Record<string, unknown>, between: (at: object) => void) => void;
type AddEvent = (type: string, rest: Record<string, unknown>) => void;

function addReasoning(reply: StreamedReply, index: number, item: AddItem): void {
  if (reply.thinking === undefined) return;
  const whole = { id: `rs_${index}`, type: 'reasoning', summary: [], encrypted_content: `sealed-${index}` };
  item(whole, { encrypted_content: 'not whole yet' }, () => undefined);
}

function addMessage(reply: StreamedReply, index: number, to: { readonly item: AddItem; readonly add: AddEvent }): void {
  const size = reply.chunkSize ?? 7;
  const part = { content_index: 0 };
  const said = reply.refusal ?? reply.text;
  if (said === undefined) return;
  const kind = reply.refusal === undefined ? 'output_text' : 'refusal';
  const content =
    reply.refusal === undefined ? { type: kind, text: said, annotations: [] } : { type: kind, refusal: said };
  const phase = reply.calls?.length ? 'commentary' : 'final_answer';
  const whole = {
    id: `msg_${index}`,
    type: 'message',
    role: 'assistant',
    status: 'completed',
    phase,
    content: [content],
  };
  to.item(whole, { content: [] }, (at) => {
    to.add('response.content_part.added', { ...at, ...part, part: { ...content, text: '' } });
    for (const delta of piecesOf(said, size)) to.add(`response.${kind}.delta`, { ...at, ...part, delta, logprobs: [] });
    to.add(`response.${kind}.done`, { ...at, ...part, text: said, refusal: said });
    to.add('response.content_part.done', { ...at, ...part, part: content });
  });
}

function addCalls(reply: StreamedReply, index: number, to: { readonly item: AddItem; readonly add: AddEvent }): void {
  for (const [at, call] of (reply.calls ?? []).entries()) {
    const text = argumentsOf(call);
    const id = { id: `fc_${index}_${at}`, call_id: call.id ?? `call_${index}_${at}` };
    const whole = { ...id, type: 'function_call', name: call.name, arguments: text, status: 'completed' };
    to.item(whole, { arguments: '' }, (where) => {
      for (const delta of piecesOf(text, reply.chunkSize ?? 7))
        to.add('response.function_call_arguments.delta', { ...where, delta });
      to.add('response.function_call_arguments.done', { ...where, name: call.name, arguments: text });
    });
  }
}

function usageOf(reply: StreamedReply) {
  const usage = reply.usage === false ? {} : (reply.usage ?? {});
  const input_tokens = usage.inputTokens ?? 100;
  const output_tokens = usage.outputTokens ?? 20;
  return {
    input_tokens,
    input_tokens_details: {
      cached_tokens: usage.cacheReadTokens ?? 0,
      cache_write_tokens: usage.cacheWriteTokens ?? 0,
    },
    output_tokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input_tokens + output_tokens,
  };
}

interface InputItem {
  readonly type?: string;
  readonly role?: string;
  readonly call_id?: string;
  readonly arguments?: unknown;
  readonly output?: unknown;
  readonly encrypted_content?: unknown;
}

function objection({ headers, body }: ReceivedRequest, apiKey: string): StatusReply | undefined {
  if (headers.authorization !== `Bearer ${apiKey}`)
    return { status: 401, message: `Incorrect API key provided: ${String(headers.authorization).slice(7)}.` };
  if (typeof body.model !== 'string' || body.stream !== true) return invalid('model, stream: required');
  for (const name of ['max_tokens', 'max_completion_tokens', 'messages', 'seed', 'response_format'])
    if (name in body) return invalid(`Unsupported parameter: '${name}'.`);
  if (Number(body.max_output_tokens) < 16)
    return invalid("Invalid 'max_output_tokens': integer below minimum value 16.");
  if ('temperature' in body && /^(gpt-[56]|o\d)/.test(body.model))
    return invalid("Unsupported parameter: 'temperature' is not supported with this model.");
  const open = new Set<string>();
  let isAfterReasoning = false;
  for (const item of (body.input ?? []) as readonly InputItem[]) {
    if (item.type === 'function_call_output') {
      if (!open.delete(item.call_id ?? ''))
        return invalid(`No tool call found for function call output ${item.call_id}.`);
    } else if (item.type === 'function_call') {
      open.add(item.call_id ?? '');
      if (typeof item.arguments !== 'string') return invalid('arguments: must be a string');
    } else if (item.role === 'user' && open.size > 0)
      return invalid(`No tool output found for function call ${[...open].join(', ')}.`);
    if (item.type === 'reasoning' && body.store === false && !String(item.encrypted_content).startsWith('sealed-'))
      return invalid('The encrypted content could not be verified.');
    if (isAfterReasoning && item.role === 'user')
      return invalid("Item of type 'reasoning' was provided without its required following item.");
    isAfterReasoning = item.type === 'reasoning';
  }
  return open.size > 0 ? invalid(`No tool output found for function call ${[...open].join(', ')}.`) : undefined;
}

function invalid(message: string): StatusReply {
  return { status: 400, message };
}
