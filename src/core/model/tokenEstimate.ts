import { canonicalJson } from './canonicalRequest.ts';
import type { ContentPart, ModelRequest } from './modelProvider.ts';

/** Tokens that wrap one message or one part: role, separators, ids. */
const perPart = 8;
/** Instructions that providers add in front once any tool is offered (Anthropic documents 346; rounded up). */
const toolPreamble = 500;

/**
 * An upper estimate of a request's input tokens, for reserving budget before the real count is known. Meant to be too
 * high: about twice the true count for English and code. It is not a proof for every tokenizer.
 */
export function estimateRequestTokens(request: ModelRequest): number {
  let tokens = perPart + tokensAtMost(request.system);
  for (const message of request.messages)
    for (const part of message.content) tokens += 2 * perPart + tokensAtMost(textOfPart(part));
  for (const tool of request.tools) tokens += perPart + tokensAtMost(canonicalJson(tool));
  if (request.responseSchema) tokens += perPart + tokensAtMost(canonicalJson(request.responseSchema));
  return tokens + (request.tools.length > 0 ? toolPreamble : 0);
}

/**
 * An upper estimate of a text's tokens. Per class: two letters a token in words of up to 16 letters (longer runs, such
 * as base64: one), one token a digit or punctuation mark, four blanks a token, one token a UTF-8 byte beyond ASCII
 * (byte-level BPE never needs more).
 */
export function tokensAtMost(text: string): number {
  let tokens = 0;
  for (const run of text.matchAll(/[A-Za-z]+|[ \t\r\n]+|\p{ASCII}|\P{ASCII}+/gu)) {
    const [piece] = run;
    const first = piece.charCodeAt(0);
    if (first > 0x7f) tokens += utf8Length(piece);
    else if (/[A-Za-z]/.test(piece)) tokens += piece.length > 16 ? piece.length : Math.ceil(piece.length / 2);
    else if (/\s/.test(piece)) tokens += Math.ceil(piece.length / 4);
    else tokens += 1;
  }
  return tokens;
}

/** A middle estimate of a text's tokens (four UTF-8 bytes each), for showing where nobody counts them. */
export function tokensRoughly(text: string): number {
  return Math.ceil(utf8Length(text) / 4);
}

/** A middle estimate of a request's input tokens, by `tokensRoughly`. */
export function requestTokensRoughly(request: ModelRequest): number {
  return sumTexts(request, (text) => tokensRoughly(text));
}

/**
 * A lower estimate of a request's input tokens: no tokenizer is known to spend fewer on code and prose of this length. A
 * run of one character counts once, since a whole run may be a single token; of the rest, eight bytes make a token.
 */
export function requestTokensAtLeast(request: ModelRequest): number {
  return sumTexts(request, (text) => Math.floor(utf8Length(text.replace(/(.)\1{2,}|\s{3,}/gsu, ' ')) / 8));
}

function sumTexts(request: ModelRequest, count: (text: string) => number): number {
  let tokens = count(request.system);
  for (const message of request.messages) for (const part of message.content) tokens += count(textOfPart(part));
  for (const tool of request.tools) tokens += count(canonicalJson(tool));
  return tokens;
}

function textOfPart(part: ContentPart): string {
  if (part.type === 'text') return part.text;
  if (part.type === 'toolResult') return part.callId + part.name + part.text;
  return part.callId + part.name + part.inputText + (part.providerState ?? '');
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
