import { messageOf } from '../base/errors.ts';
import type { BlobHash } from '../base/ids.ts';
import type { ContentPart, ModelMessage, ModelRequest, ToolCallPart } from '../core/model/modelProvider.ts';
import { readReply } from '../core/run/modelCaller.ts';
import { withoutAddress } from '../core/run/runSpanSteps.ts';
import type { CallSource, ToolSource } from '../core/run/spanSources.ts';
import { attribute } from '../core/trace/attributeNames.ts';
import type { Attributes } from '../core/trace/span.ts';
import type { CallView, MessageView, PartView, PlaceView, ToolUseView } from '../protocol/trace.ts';
import type { TextCutter } from './textCutter.ts';

/** Reads what is kept; undefined when it is gone. */
export type ReadKept = (hash: BlobHash) => Promise<string | undefined>;

/** A request and its reply as they are on record; what cannot be read is said in `missing`. */
export interface KeptCall {
  readonly request: ModelRequest | undefined;
  readonly reply: ReturnType<typeof readReply> | undefined;
  readonly missing: readonly string[];
}

/** Reads the request and the reply of a call. A log may be damaged or old: nothing here throws for that. */
export async function readCall({ request, reply }: Pick<CallSource, 'request' | 'reply'>, read: ReadKept) {
  const missing: string[] = [];
  const parse = async <T>(what: string, hash: BlobHash | undefined, parsed: (text: string) => T) => {
    if (hash === undefined) return undefined;
    const text = await read(hash);
    if (text === undefined) {
      missing.push(`The ${what} is no longer kept.`);
      return undefined;
    }
    try {
      return parsed(text);
    } catch (error) {
      missing.push(`The ${what} cannot be read: ${messageOf(error)}`);
      return undefined;
    }
  };
  const kept: KeptCall = {
    request: await parse('request', request, readRequest),
    reply: await parse('reply', reply, readWholeReply),
    missing,
  };
  return kept;
}

function readRequest(text: string): ModelRequest {
  const found = JSON.parse(text) as Partial<ModelRequest>;
  const messages = Array.isArray(found.messages) ? found.messages.filter(isMessage) : undefined;
  if (!messages || typeof found.system !== 'string') throw new Error('it is no request');
  const tools = Array.isArray(found.tools) ? found.tools : [];
  return { ...found, system: found.system, messages, tools, maxOutputTokens: found.maxOutputTokens ?? 0 };
}

const isMessage = (message: unknown): message is ModelMessage =>
  typeof message === 'object' && message !== null && Array.isArray((message as { content?: unknown }).content);

function readWholeReply(text: string): ReturnType<typeof readReply> {
  const reply = readReply(text);
  if (typeof reply.text !== 'string' || !Array.isArray(reply.calls)) throw new Error('it is no reply');
  return reply;
}

/** What a call is shown with. */
export interface CallParts {
  readonly source: CallSource;
  readonly attributes: Attributes;
  readonly read: ReadKept;
  readonly texts: TextCutter;
}

/** A model call as it is shown, and the tools that its reply asked for. */
export async function callView(parts: CallParts): Promise<{ readonly call: CallView; readonly tools: ToolUseView[] }> {
  const { source, attributes, read, texts } = parts;
  const { request, reply, missing } = await readCall(source, read);
  const before = source.before && (await readCall({ request: source.before.request, reply: undefined }, read)).request;
  const results = await resultsOf(source, read);
  const number = (name: string) => {
    const value = attributes[name];
    return typeof value === 'number' ? value : undefined;
  };
  const [tokensIn, tokensCached] = [number(attribute.inputTokens), number(attribute.cacheReadTokens)];
  // The reply first: it is what a person looks for, and a long conversation must not use up the room for it.
  const uses = new Map((reply?.calls ?? []).map((call) => [call, toolUse(call, { source, results, texts })]));
  const replied = reply && replyMessage(reply, uses, texts);
  const share = tokensIn && tokensCached ? Math.min(1, tokensCached / tokensIn) : 0;
  const call: CallView = {
    model: withoutAddress(source.model),
    parameters: Object.entries(source.parameters).map(([name, value]) => ({ name, value: String(value) })),
    toolsOffered: (request?.tools ?? []).map(({ name }) => String(name)),
    messages: request ? messageViews(request, { before, share, texts }) : [],
    reply: replied,
    finish: reply?.finish,
    tokensIn,
    tokensOut: number(attribute.outputTokens),
    tokensCached,
    tokensWritten: number(attribute.cacheWriteTokens),
    usd: number(attribute.costUsd),
    estimated: attributes[attribute.costEstimated] === true,
    missing,
  };
  return { call, tools: [...uses.values()] };
}

function replyMessage(
  reply: NonNullable<KeptCall['reply']>,
  uses: ReadonlyMap<ToolCallPart, ToolUseView>,
  texts: TextCutter,
): MessageView {
  const parts: PartView[] = reply.text === '' ? [] : [{ kind: 'text', text: texts.cut(reply.text) }];
  for (const use of uses.values()) parts.push({ kind: 'toolCall', use });
  return { role: 'assistant', parts, seen: false, cachedShare: 0 };
}

/** The messages of a request, those that the request before had marked, and about how much of each came from a cache. */
function messageViews(
  request: ModelRequest,
  {
    before,
    share,
    texts,
  }: { readonly before: ModelRequest | undefined; readonly share: number; readonly texts: TextCutter },
): readonly MessageView[] {
  const { system, messages, tools } = request;
  const lengths = [system.length + JSON.stringify(tools).length, ...messages.map((one) => JSON.stringify(one).length)];
  // Providers cache from the front: first tools and instructions, then message by message.
  let cached = share * lengths.reduce((sum, length) => sum + length, 0);
  const shareOf = (index: number) => {
    const length = lengths[index] ?? 0;
    const taken = Math.min(length, Math.max(0, cached));
    cached -= length;
    return length === 0 ? 0 : taken / length;
  };
  const head: MessageView = {
    role: 'system',
    parts: [{ kind: 'text', text: texts.cut(system) }],
    seen: before?.system === system,
    cachedShare: shareOf(0),
  };
  let alike = head.seen;
  const shown = messages.map((message, index): MessageView => {
    alike &&= JSON.stringify(before?.messages[index]) === JSON.stringify(message);
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const parts = message.content.flatMap((part) => partView(part, texts));
    return { role, parts, seen: alike, cachedShare: shareOf(index + 1) };
  });
  return [head, ...shown];
}

function partView(part: ContentPart, texts: TextCutter): readonly PartView[] {
  switch (part.type) {
    case 'text':
      return [{ kind: 'text', text: texts.cut(part.text) }];
    case 'toolCall':
      return [{ kind: 'toolCall', use: askedOnly(part, texts) }];
    case 'toolResult': {
      const { name, isError, text } = part;
      return [{ kind: 'toolResult', name, isError, text: texts.cut(text) }];
    }
    default:
      // A newer version may know further parts: they are shown as they are.
      return [{ kind: 'text', text: texts.cut(JSON.stringify(part)) }];
  }
}

/** What came of tool calls, by their ids, as the request after this one tells it. */
async function resultsOf({ after }: CallSource, read: ReadKept) {
  const found = new Map<string, { readonly text: string; readonly isError: boolean }>();
  if (!after) return found;
  const { request } = await readCall({ request: after.request, reply: undefined }, read);
  for (const { content } of request?.messages ?? [])
    for (const part of content) if (part.type === 'toolResult') found.set(part.callId, part);
  return found;
}

type Results = Awaited<ReturnType<typeof resultsOf>>;

function toolUse(
  call: ToolCallPart,
  { source, results, texts }: { readonly source: CallSource; readonly results: Results; readonly texts: TextCutter },
): ToolUseView {
  const result = results.get(call.callId);
  const use = askedOnly(call, texts);
  return {
    ...use,
    summary: use.summary === '' ? (usedFor(call, source)?.summary ?? '') : use.summary,
    result: result && texts.cut(result.text),
    isError: result?.isError === true,
  };
}

/** The record of the use that a call led to: several of one name were used in the order in which they were asked for. */
function usedFor({ name }: ToolCallPart, { tools }: CallSource): ToolSource | undefined {
  return tools.find((tool) => tool.name === name);
}

function askedOnly(call: ToolCallPart, texts: TextCutter): ToolUseView {
  const { name, inputText } = call;
  const input = call.input ?? parsedInput(inputText);
  return {
    name,
    summary: summaryOf(input),
    input: texts.cut(input === undefined ? String(inputText) : JSON.stringify(input, null, 2)),
    result: undefined,
    isError: false,
    place: placeOf(input),
  };
}

/** A request that is kept has the text of a call's input only; undefined when that is no JSON. */
function parsedInput(inputText: string): unknown {
  try {
    return JSON.parse(inputText);
  } catch {
    // Models write what they like: it is shown as it is then.
    return undefined;
  }
}

/** The tool call that a use of a tool came from, with what it gave. */
export async function toolUseOf(tool: ToolSource, read: ReadKept, texts: TextCutter): Promise<ToolUseView> {
  const { name, summary, isError, call } = tool;
  const used: ToolUseView = {
    name,
    summary,
    input: { key: '', text: '', length: 0 },
    result: undefined,
    isError,
    place: undefined,
  };
  if (!call) return used;
  const { reply } = await readCall(call, read);
  const nth = call.tools.filter((one) => one.name === name).indexOf(tool);
  const asked = reply?.calls.filter((one) => one.name === name)[nth];
  if (!asked) return used;
  const results = await resultsOf(call, read);
  return { ...toolUse(asked, { source: call, results, texts }), summary, isError };
}

const longestSummary = 120;

/** The values of a tool's input that say what it is about, on one line. */
function summaryOf(input: unknown): string {
  if (typeof input !== 'object' || input === null) return '';
  const words = Object.values(input)
    .filter((value) => ['string', 'number'].includes(typeof value) && String(value) !== '')
    .map((value) => String(value).split('\n', 1)[0] ?? '');
  return words.join('  ').slice(0, longestSummary);
}

function placeOf(input: unknown): PlaceView | undefined {
  const { path, from, line } = (input ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof path !== 'string' || path === '' || path.length > 1_000) return undefined;
  const at = [line, from].find((value) => Number.isSafeInteger(value) && Number(value) > 0);
  return { path, line: at === undefined ? undefined : Number(at) };
}
