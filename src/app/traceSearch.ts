import { throwIfAborted } from '../base/abort.ts';
import { CodedError } from '../base/errors.ts';
import { nextTurn } from '../base/nextTurn.ts';
import type { CallSource, CommandSource, SpanSource } from '../core/run/spanSources.ts';
import type { Span } from '../core/trace/span.ts';
import { kindOf, labelOf } from '../core/trace/spanKind.ts';
import type { TraceHit, TraceHits } from '../protocol/trace.ts';
import { type ReadKept, readCall } from './callViews.ts';
import { wholeUnits } from './textCutter.ts';

const mostHits = 300;
const around = 60;
const longestQuery = 200;

/** What is searched: the spans, what lies behind each, and how what is kept is read. */
export interface Searched {
  readonly spans: readonly Span[];
  readonly sourceOf: (span: Span) => SpanSource | undefined;
  readonly read: ReadKept;
}

type Where = TraceHit['where'];

/**
 * Every place that holds these words, span by span; letters of both cases are alike. A conversation is sent again with every
 * call: what the call before had is not searched again.
 */
export async function searchTrace(searched: Searched, text: string, signal: AbortSignal): Promise<TraceHits> {
  const words = text.slice(0, longestQuery);
  if (words.trim() === '') throw new CodedError('trace.noWords', 'There is nothing to look for.');
  const pattern = new RegExp(words.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'giu');
  const hits: TraceHit[] = [];
  let since = 0;
  for (const [place, span] of searched.spans.entries()) {
    for (const [where, found] of await textsOf(span, searched)) {
      const hit = hitIn(found, pattern);
      if (hit) hits.push({ span: place, label: labelOf(span, undefined), kind: kindOf(span), where, ...hit });
      since += found.length;
    }
    if (hits.length >= mostHits) return { hits: hits.slice(0, mostHits), complete: false };
    if (since > 2_000_000 || place % 2_000 === 1_999) {
      since = 0;
      await nextTurn();
    }
    throwIfAborted(signal);
  }
  return { hits, complete: true };
}

/** The first place in a text, with words around it, and how many more there are. */
function hitIn(text: string, pattern: RegExp): Pick<TraceHit, 'text' | 'from' | 'to' | 'more'> | undefined {
  pattern.lastIndex = 0;
  const first = pattern.exec(text);
  if (!first) return undefined;
  let more = 0;
  while (more < 999 && pattern.exec(text)) more++;
  const lineStart = text.lastIndexOf('\n', first.index - 1) + 1;
  const start = wholeStart(text, Math.max(lineStart, first.index - around));
  const end = first.index + first[0].length;
  const lineEnd = text.indexOf('\n', end);
  const stop = wholeUnits(text, Math.min(lineEnd < 0 ? text.length : lineEnd, end + around * 2));
  return { text: text.slice(start, stop), from: first.index - start, to: end - start, more };
}

const wholeStart = (text: string, at: number) => {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at + 1 : at;
};

type Texts = readonly (readonly [Where, string])[];

async function textsOf(span: Span, { sourceOf, read }: Searched): Promise<Texts> {
  const { name, message = '', attributes, events } = span;
  const facts = [message, ...Object.values(attributes), ...events.flatMap((one) => Object.values(one.attributes))];
  const own: Texts = [
    ['name', name],
    ['attributes', facts.join('\n')],
  ];
  const source = sourceOf(span);
  switch (source?.kind) {
    case 'call':
      return [...own, ...(await callTexts(source, read))];
    case 'tests':
      return source.command ? [...own, ...(await commandTexts([source.command], read))] : own;
    case 'node': {
      const { input, subject, output, failure, commands } = source;
      const values = [input, subject, output, failure].filter((value) => value !== undefined);
      return [...own, ['output', values.map(saidOf).join('\n')], ...(await commandTexts(commands, read))];
    }
    default:
      return own;
  }
}

async function callTexts(source: CallSource, read: ReadKept): Promise<Texts> {
  const { request, reply } = await readCall(source, read);
  const before = source.before && (await readCall({ request: source.before.request, reply: undefined }, read)).request;
  const seen = new Set(before?.messages.map((message) => JSON.stringify(message)));
  const asked = (request?.messages ?? [])
    .filter((message) => !seen.has(JSON.stringify(message)))
    .flatMap(({ content }) =>
      content.map((part) => (part.type === 'toolCall' ? `${part.name} ${part.inputText}` : part.text)),
    );
  if (request && request.system !== before?.system) asked.unshift(request.system);
  const called = (reply?.calls ?? []).map(({ name, inputText }) => `${name} ${inputText}`);
  return [
    ['request', asked.join('\n')],
    ['reply', reply?.text ?? ''],
    ['tool', called.join('\n')],
  ];
}

async function commandTexts(commands: readonly CommandSource[], read: ReadKept): Promise<Texts> {
  const texts: (readonly [Where, string])[] = [];
  for (const { command, result } of commands) {
    texts.push(['output', command]);
    const kept = await read(result);
    if (kept !== undefined) texts.push(['output', printedIn(kept)]);
  }
  return texts;
}

function printedIn(kept: string): string {
  try {
    const { stdout, stderr, output } = JSON.parse(kept) as Readonly<Record<string, unknown>>;
    return [stdout, stderr, output].filter((text) => typeof text === 'string').join('\n');
  } catch {
    // A damaged blob is searched as it is.
    return kept;
  }
}

const saidOf = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value, null, 1) ?? ''));
