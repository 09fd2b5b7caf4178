/** A piece of a message's content. */
export type ContentPart =
  | { readonly type: 'text'; readonly text: string }
  | ToolCallPart
  | {
      readonly type: 'toolResult';
      readonly callId: string;
      readonly name: string;
      readonly text: string;
      readonly isError: boolean;
    };

/** A tool call asked for by a model. `input` is undefined when `inputText` is not valid JSON. */
export interface ToolCallPart {
  readonly type: 'toolCall';
  readonly callId: string;
  readonly name: string;
  readonly inputText: string;
  readonly input: unknown;
  /**
   * Opaque text that this provider wants back with the call (signed reasoning, thought signatures): some providers
   * reject a tool result without it. Keep it with the call in the transcript; never show, parse or change it.
   */
  readonly providerState?: string;
}

/** One message. Tool results travel in a user message; tool calls in an assistant message. */
export interface ModelMessage {
  readonly role: 'user' | 'assistant';
  readonly content: readonly ContentPart[];
}

/** A tool as offered to a model; `inputSchema` is a JSON Schema of type object. */
export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: Readonly<Record<string, unknown>>;
}

/** How hard a model is asked to think, least first. A model takes some of these, or none. */
export const modelEfforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;
export type ModelEffort = (typeof modelEfforts)[number];

/** The form a reply has to have: a JSON Schema of type object, and a name for it (letters, digits, `_`, `-`). */
export interface ResponseSchema {
  readonly name: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

/**
 * Everything that decides a model's reply, and nothing else: its canonical JSON is the key of recorded replies. An absent
 * field leaves no trace there, so a new one never makes an old recording worthless.
 */
export interface ModelRequest {
  readonly system: string;
  readonly messages: readonly ModelMessage[];
  readonly tools: readonly ToolSpec[];
  readonly maxOutputTokens: number;
  readonly temperature?: number;
  /** For the same answer to the same question, where the provider takes one. Temperature 0 alone implies seed 0 there. */
  readonly seed?: number;
  /** The nearest level that the model takes is sent; a model that takes none is sent none. Wins over the reference's. */
  readonly effort?: ModelEffort;
  /** Sent in the provider's own form where it has one, else put into words. Validate the reply in either case. */
  readonly responseSchema?: ResponseSchema;
}

/** Tokens of one call. `inputTokens` counts all input, cached parts included. */
export interface ModelUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  /** Nobody has counted: the figures are estimated from the texts, and so is what the call costs. */
  readonly estimated?: true;
}

/** Why a reply ended. `length` means it was cut at `maxOutputTokens`. */
export type FinishReason = 'stop' | 'toolCalls' | 'length';

/** What a streamed reply consists of, in order; `finished` comes exactly once, last. */
export type ModelEvent =
  | { readonly type: 'text.delta'; readonly text: string }
  | { readonly type: 'toolCall.done'; readonly call: ToolCallPart }
  | {
      readonly type: 'finished';
      readonly reason: FinishReason;
      readonly usage: ModelUsage | undefined;
      readonly model: string;
    };

/** How edits are asked for from this model. */
export type EditFormat = 'search-replace' | 'unified-diff' | 'whole-file';

/** What a model can do, as far as known before asking. */
export interface ModelCapability {
  readonly toolCalls: boolean;
  readonly editFormat: EditFormat;
  /** Tokens of input and output together; undefined when unknown. */
  readonly contextWindow: number | undefined;
  /** Tokens a reply may have at most. */
  readonly maxOutputTokens: number;
  /** True when the provider itself holds a reply to a `responseSchema`; otherwise the schema is only told in words. */
  readonly responseSchema?: boolean;
}

/**
 * Port: a language model.
 *
 * Contract: `stream` yields the reply's events and ends after `finished`. A stream that ends without it throws
 * `model.truncated`. Failures are CodedErrors: `model.rateLimited` and `model.overloaded` (details.retryAfterMs when
 * told), `model.unauthorized`, `model.contextTooLong`, `model.refused`, `model.truncated`, `model.badReply`,
 * `model.badRequest`, `model.unreachable`, `model.untrusted` (its certificate), `model.timeout`, `model.promptCut` (the
 * server left out a part of the prompt), `model.textOnly`; `model.notRecorded` from recorded
 * replies only; `model.notInEditor` from models of an editor only. It never
 * retries by itself: the caller owns retries and the budget.
 * The signal stops the stream within 100 ms with AbortError. No key appears in any error, event or log.
 */
export interface ModelProvider {
  /** As the person writes it: `anthropic/claude-sonnet-4-5`. */
  readonly ref: string;
  /** Where requests go, as scheme, host and port; undefined when nothing leaves this machine by itself (paste, recorded). */
  readonly endpoint?: string;
  readonly capability: ModelCapability;
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
}
