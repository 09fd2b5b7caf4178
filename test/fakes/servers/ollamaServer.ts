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

/** What the server has loaded, and how strict it is. */
export interface OllamaServerOptions {
  /** The key that is wanted; undefined wants none and answers 400 when one comes. */
  readonly apiKey?: string | undefined;
  /** Tokens of the models that are there, by name, as `/api/show` tells them. */
  readonly models?: Readonly<Record<string, { readonly contextLength: number; readonly tools: boolean }>>;
}

/**
 * A loopback server that speaks Ollama's own chat, as docs.ollama.com/api describes it: newline-delimited JSON, whole tool
 * calls with arguments as objects, the counts in the last line, `{"error": …}` with a status or as a line in the middle; and
 * `/api/tags` and `/api/show` for what is there. `url` is the base URL.
 */
export function startOllamaServer(script: ServerScript, options: OllamaServerOptions = {}): Promise<ModelServer> {
  return startScriptedServer(ollamaFormat(options), script);
}

const created = '2026-11-20T08:00:00.000000Z';

function ollamaFormat(options: OllamaServerOptions): WireFormat {
  return {
    path: '/api/chat',
    basePath: '',
    streamHeaders: { 'content-type': 'application/x-ndjson' },
    objection: (request) => objection(request, options.apiKey),
    events: (reply, body, index) => lines(reply, body, index),
    errorBody: (reply) => ({ error: reply.errorType ? `${reply.errorType}: ${said(reply)}` : said(reply) }),
    side: (request) => sideAnswer(request, options.models ?? {}),
  };
}

const said = (reply: StatusReply) => reply.message ?? 'scripted failure';

function sideAnswer(
  request: ReceivedRequest,
  models: NonNullable<OllamaServerOptions['models']>,
): StatusReply | undefined {
  if (request.path === '/api/version') return { status: 200, body: { version: '0.33.3' } };
  if (request.path === '/api/tags') {
    const list = Object.keys(models).map((name) => ({ name, model: name, size: 4_700_000_000, digest: 'sha256:0' }));
    return { status: 200, body: { models: list } };
  }
  if (request.path !== '/api/show') return undefined;
  const name = String(request.body.model);
  const model = models[name];
  if (!model) return { status: 404, body: { error: `model '${name}' not found` } };
  const capabilities = ['completion', ...(model.tools ? ['tools'] : [])];
  const info = { 'general.architecture': 'qwen3', 'qwen3.context_length': model.contextLength };
  return { status: 200, body: { model_info: info, capabilities, details: { family: 'qwen3' } } };
}

function lines(reply: StreamedReply, body: RequestBody, index: number): readonly string[] {
  const model = String(body.model);
  const size = reply.chunkSize ?? 7;
  const line = (rest: Record<string, unknown>) => `${JSON.stringify({ model, created_at: created, ...rest })}\n`;
  const message = (part: Record<string, unknown>) =>
    line({ message: { role: 'assistant', content: '', ...part }, done: false });
  const out = [
    ...piecesOf(reply.thinking ?? '', size).map((thinking) => message({ thinking })),
    ...piecesOf(reply.text ?? '', size).map((content) => message({ content })),
  ];
  if (reply.errorEvent) return [...out, line({ error: `${reply.errorEvent.type}: ${reply.errorEvent.message}` })];
  for (const [at, call] of (reply.calls ?? []).entries()) {
    const calling = { index: at, name: call.name, arguments: JSON.parse(argumentsOf(call)) };
    out.push(message({ tool_calls: [{ id: call.id ?? `call_${index}_${at}`, function: calling }] }));
  }
  const usage = reply.usage === false ? {} : (reply.usage ?? {});
  const counts =
    reply.usage === false
      ? {}
      : { prompt_eval_count: usage.inputTokens ?? countedTokens(body), eval_count: usage.outputTokens ?? 20 };
  const times = { total_duration: 4_883_583_458, load_duration: 1_334_875, eval_duration: 4_535_599_000 };
  const done_reason = reply.finish === 'length' ? 'length' : 'stop';
  out.push(line({ message: { role: 'assistant', content: '' }, done: true, done_reason, ...times, ...counts }));
  return out;
}

interface ChatMessage {
  readonly role: string;
  readonly content?: unknown;
  readonly tool_name?: unknown;
  readonly tool_calls?: readonly { readonly function: { readonly arguments: unknown } }[];
}

function objection({ headers, body }: ReceivedRequest, apiKey: string | undefined): StatusReply | undefined {
  if (apiKey === undefined && headers.authorization !== undefined)
    return { status: 400, message: 'no key is wanted here' };
  if (apiKey !== undefined && headers.authorization !== `Bearer ${apiKey}`)
    return { status: 401, message: `unauthorized: ${String(headers.authorization).slice(7)}` };
  if (typeof body.model !== 'string') return { status: 400, message: 'model is required' };
  const options = body.options as Record<string, unknown> | undefined;
  if (!Number.isInteger(options?.num_ctx) || !Number.isInteger(options?.num_predict))
    return { status: 400, message: 'option "num_ctx" must be of type integer' };
  let calls = 0;
  for (const message of (body.messages ?? []) as readonly ChatMessage[]) {
    if (typeof message.content !== 'string')
      return { status: 400, message: 'json: cannot unmarshal messages.content into Go struct field of type string' };
    if (message.role === 'tool' && (calls-- === 0 || typeof message.tool_name !== 'string'))
      return { status: 400, message: 'a tool message must answer a tool call' };
    for (const call of message.tool_calls ?? []) {
      calls++;
      if (typeof call.function.arguments !== 'object')
        return { status: 400, message: 'json: cannot unmarshal string into Go struct field arguments of type map' };
    }
  }
  return undefined;
}
