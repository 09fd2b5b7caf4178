/** A tool call in a scripted reply. `argumentsText` wins over `input` and may be malformed. */
export interface ScriptedCall {
  readonly name: string;
  readonly input?: unknown;
  readonly argumentsText?: string;
  readonly id?: string;
}

/** Tokens that a scripted reply claims; missing ones have defaults that are not zero. */
export interface ScriptedUsage {
  /** All input, cached parts included. */
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly cacheReadTokens?: number;
  readonly cacheWriteTokens?: number;
}

/** A reply that streams. Content and finish as a model would give them, then how the transport misbehaves. */
export interface StreamedReply {
  readonly text?: string;
  /** Reasoning that precedes the reply: a signed thinking block, or `reasoning_content`. */
  readonly thinking?: string;
  readonly calls?: readonly ScriptedCall[];
  /** Default: `toolCalls` with calls, else `stop`. */
  readonly finish?: 'stop' | 'toolCalls' | 'length';
  /** The model declines, with this reason. */
  readonly refusal?: string;
  /** OpenAI only: stopped by the content filter. */
  readonly contentFilter?: true;
  /** `false` leaves usage out, as some compatible servers do (Chat Completions only). */
  readonly usage?: ScriptedUsage | false;
  /** Characters in a delta; 7 unless told. */
  readonly chunkSize?: number;
  /** Waits before the headers. */
  readonly delayMs?: number;
  /** Waits between events. */
  readonly dripMs?: number;
  /** Destroys the connection after that many bytes of the body. */
  readonly cutAfterBytes?: number;
  /** Ends the body properly, but after that many bytes. */
  readonly endAfterBytes?: number;
  /** Sends that many bytes of the body, then nothing, leaving the connection open. */
  readonly stallAfterBytes?: number;
  /** An error event in the middle of the stream, after the text; its `type` as the provider names it. */
  readonly errorEvent?: { readonly type: string; readonly message: string };
}

/** An answer with a status: an error of the provider, a redirect, a web page. `body` defaults to the provider's form. */
export interface StatusReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text as it is, anything else as JSON. */
  readonly body?: unknown;
  /** For the provider's own error form: the type (and, for OpenAI, the code) and the message. */
  readonly errorType?: string;
  readonly message?: string;
  readonly delayMs?: number;
}

/** One scripted answer of a loopback model server. */
export type ServerReply = StreamedReply | StatusReply;

/** Answers in order, or one for each request. `body` is the parsed request. A list that runs out answers 500. */
export type ServerScript = readonly ServerReply[] | ((body: RequestBody, index: number) => ServerReply);

/** A parsed request body. */
export type RequestBody = Readonly<Record<string, unknown>>;

/** A request as it arrived. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: RequestBody;
}

/** A running loopback server. `requests` grows as they arrive. */
export interface ModelServer {
  readonly url: string;
  readonly requests: readonly ReceivedRequest[];
  close(): Promise<void>;
}

/** What a scripted call sends as its arguments. */
export function argumentsOf(call: ScriptedCall): string {
  return call.argumentsText ?? JSON.stringify(call.input ?? {});
}

/** The text in pieces of a size; an empty text has none. */
export function piecesOf(text: string, size: number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += size) pieces.push(text.slice(at, at + size));
  return pieces;
}

/** About the tokens that a server of one's own counts in a prompt: a count that is too low would look like a cut prompt. */
export function countedTokens(body: RequestBody): number {
  return Math.max(100, Math.ceil(JSON.stringify([body.messages ?? [], body.tools ?? []]).length / 4));
}
