import type { ContentPart, ModelMessage, ModelRequest, ToolCallPart } from '../model/modelProvider.ts';
import type { ModelReply } from '../model/replyOf.ts';
import { tokensRoughly } from '../model/tokenEstimate.ts';
import type { PromptDefaults } from '../prompt/renderPrompt.ts';
import type { Tool } from '../tool/tool.ts';
import type { AgentModel } from './askModel.ts';
import { afterArtefact, type CompactionCount, compactConversation, noCompactions } from './compaction.ts';
import { emptyLedger, noted, type ProgressLedger, planned } from './progressLedger.ts';

/** What every agent works with: a model, tools that only read, and someone who hears what it does. */
export interface TurnPorts {
  readonly model: AgentModel;
  readonly tools: readonly Tool[];
  /** The stable part of the prompt, rendered. */
  readonly system: string;
  /** What the prompt sets for the calls. */
  readonly parameters?: PromptDefaults;
  readonly onTool: (call: {
    readonly name: string;
    readonly summary: string;
    readonly isError: boolean;
    readonly ms: number;
  }) => Promise<void>;
  /** Hears why an answer was sent back. */
  readonly onRefused: (why: string) => Promise<void>;
  /** Hears that older turns were taken out, and how large the messages were before and are now. */
  readonly onCompacted: (size: { readonly tokensBefore: number; readonly tokensAfter: number }) => Promise<void>;
  readonly nowMs: () => number;
}

/** How a kind of agent takes turns. */
export interface TurnRules {
  /** What it is to answer with, in words for the model: "the edit". */
  readonly wanted: string;
  /** Answers that may be sent back before it is enough. */
  readonly maxRefusals: number;
  readonly responseSchema?: ModelRequest['responseSchema'];
}

/** What an agent makes of an answer without tool calls: what it was after, or why the answer goes back, phrased for the model. */
export type Judgement<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'refused'; readonly why: string };

/**
 * How the turns after a message ended. `unusable`: the last answer that was sent back was one too many. `stuck`: the model's
 * window is full, and going on would only repeat.
 */
export type TurnsEnd<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'exhausted' }
  | { readonly kind: 'unusable'; readonly refusals: number }
  | { readonly kind: 'tooMany'; readonly turns: number }
  | { readonly kind: 'stuck'; readonly why: string };

/** A conversation as it is kept from one node to the next, as JSON can hold it: what was said, and what is known apart from it. */
export interface KeptConversation {
  readonly messages: readonly ModelMessage[];
  readonly ledger: ProgressLedger;
  readonly count: CompactionCount;
}

/** A conversation with a model that goes on over several messages. */
export interface Conversation {
  /** Says something and takes turns until an answer is right: tool calls are run, other answers judged. */
  next<T>(
    message: string,
    judge: (reply: ModelReply, signal: AbortSignal) => Promise<Judgement<T>>,
    signal: AbortSignal,
  ): Promise<TurnsEnd<T>>;
  /** What stays known when older turns have to go: something new that was tried, or a result that was seen. */
  note(list: 'progress' | 'evidence', line: string): void;
  /** What is to be done; takes the place of an older plan. */
  plan(steps: readonly string[]): void;
  /** The conversation so far. */
  keep(): KeptConversation;
  /** Goes on from what was said before, and kept. */
  resume(kept: KeptConversation): void;
}

/** What the log says of a call of a tool that an agent does not have. */
export const noSuchTool = 'no such tool';

const defaultMaxTurns = 30;
const maxSameCall = 3;
const maxResultLength = 24_000;
const maxCallsAtOnce = 32;
const maxResultsLength = 96_000;
/** What is kept of an answer that was cut: it is of no use to the model, and every further request would pay for it. */
const maxCutLength = 2_000;

/** Begins a conversation. Nothing is sent before the first message. */
export function createConversation(ports: TurnPorts, rules: TurnRules): Conversation {
  const { parameters = {} } = ports;
  const maxTurns = parameters.maxTurns ?? defaultMaxTurns;
  const maxOutputTokens = Math.min(parameters.maxOutputTokens ?? Infinity, ports.model.maxOutputTokens);
  let talk: KeptConversation = { messages: [], ledger: emptyLedger, count: noCompactions };
  const seenCalls = new Map<string, number>();
  const offered = ports.tools.filter(({ withheld }) => !withheld);
  const tools = offered.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));
  const add = (message: ModelMessage) => {
    talk = { ...talk, messages: [...talk.messages, message] };
  };
  const say = (content: readonly ContentPart[]) => add({ role: 'user', content });
  const form: Omit<ModelRequest, 'messages'> = {
    system: ports.system,
    tools,
    maxOutputTokens,
    temperature: parameters.temperature ?? 0,
    ...(rules.responseSchema === undefined ? {} : { responseSchema: rules.responseSchema }),
  };
  const reservedTokens = reservedBeside(form);
  /** Makes room where the conversation nears the model's window; the answer is why that cannot be done. */
  const makeRoom = async (): Promise<string | undefined> => {
    const done = compactConversation({ ...talk, contextWindow: ports.model.contextWindow, reservedTokens });
    if (done.kind === 'stuck') return done.why;
    if (done.kind === 'unchanged') return undefined;
    const { messages, ledger, count, tokensBefore, tokensAfter } = done;
    talk = { messages, ledger, count };
    // What a call gave may be gone, so it may be made again.
    seenCalls.clear();
    await ports.onCompacted({ tokensBefore, tokensAfter });
    return undefined;
  };

  return {
    note(list, line) {
      talk = { ...talk, ledger: noted(talk.ledger, list, line), count: afterArtefact(talk.count) };
    },
    plan(steps) {
      talk = { ...talk, ledger: planned(talk.ledger, steps) };
    },
    keep: () => talk,
    resume(kept) {
      talk = kept;
      for (const part of kept.messages.flatMap(({ content }) => content))
        if (part.type === 'toolCall') countCall(seenCalls, part);
    },
    async next(message, judge, signal) {
      say([{ type: 'text', text: message }]);
      let refusals = 0;
      for (let turn = 0; turn < maxTurns; turn++) {
        const why = await makeRoom();
        if (why !== undefined) return { kind: 'stuck', why };
        const answer = await ports.model.ask({ ...form, messages: talk.messages }, signal);
        if (answer.kind === 'exhausted') return { kind: 'exhausted' };
        const { reply } = answer;
        add({ role: 'assistant', content: contentOf(reply) });
        if (reply.calls.length > 0) {
          say(await runCalls(reply.calls, { ports, seenCalls, wanted: rules.wanted }, signal));
          continue;
        }
        const judged = await judge(reply, signal);
        if (judged.kind === 'done') return judged;
        await ports.onRefused(judged.why);
        talk = { ...talk, ledger: noted(talk.ledger, 'progress', `An answer was sent back: ${judged.why}`) };
        if (++refusals >= rules.maxRefusals) return { kind: 'unusable', refusals };
        say([{ type: 'text', text: judged.why }]);
      }
      return { kind: 'tooMany', turns: maxTurns };
    },
  };
}

/** A middle estimate of the tokens that a request takes beside its messages, its reply included. */
function reservedBeside({ system, tools, responseSchema, maxOutputTokens }: Omit<ModelRequest, 'messages'>): number {
  const schema = responseSchema === undefined ? '' : JSON.stringify(responseSchema);
  return tokensRoughly(system + JSON.stringify(tools) + schema) + maxOutputTokens;
}

/** An answer as it stands in the conversation. Providers refuse an empty message, so silence is written out. */
function contentOf(reply: ModelReply): readonly ContentPart[] {
  if (reply.finish === 'length' && reply.calls.length === 0 && reply.text.length > maxCutLength)
    return [{ type: 'text', text: `${reply.text.slice(0, maxCutLength)}\n(the rest is cut)` }];
  return reply.content.length > 0 ? reply.content : [{ type: 'text', text: '(no answer)' }];
}

async function runCalls(
  calls: readonly ToolCallPart[],
  {
    ports,
    seenCalls,
    wanted,
  }: { readonly ports: TurnPorts; readonly seenCalls: Map<string, number>; readonly wanted: string },
  signal: AbortSignal,
): Promise<readonly ContentPart[]> {
  const results: ContentPart[] = [];
  let length = 0;
  for (const call of calls) {
    const startMs = ports.nowMs();
    const isTooMuch = results.length >= maxCallsAtOnce || length >= maxResultsLength;
    const times = isTooMuch ? 0 : countCall(seenCalls, call);
    const result = isTooMuch
      ? tooMuch()
      : times > maxSameCall && isKnown(call, ports.tools)
        ? sameAgain(wanted)
        : await runCall(call, ports.tools, signal);
    const { name } = call;
    await ports.onTool({ name, summary: result.summary, isError: result.isError, ms: ports.nowMs() - startMs });
    const text =
      result.text.length > maxResultLength
        ? `${result.text.slice(0, maxResultLength)}\n(the rest is cut)`
        : result.text;
    length += text.length;
    results.push({ type: 'toolResult', callId: call.callId, name, text, isError: result.isError });
  }
  return results;
}

/** How often this very call has been made, this time included. */
function countCall(seenCalls: Map<string, number>, { name, inputText }: ToolCallPart): number {
  const key = `${name} ${inputText}`;
  const times = (seenCalls.get(key) ?? 0) + 1;
  seenCalls.set(key, times);
  return times;
}

const isKnown = (call: ToolCallPart, tools: readonly Tool[]) =>
  call.input !== undefined && tools.some(({ name }) => name === call.name);

const error = (text: string, summary: string) => ({ text, summary, isError: true });

const sameAgain = (wanted: string) =>
  error(
    `You have made this very call before, with the same result. Use what you have, and answer with ${wanted}.`,
    'same call again',
  );

const tooMuch = () =>
  error(
    'This call was not made: you asked for too much at once. Ask again for what you still need.',
    'too much at once',
  );

async function runCall(call: ToolCallPart, tools: readonly Tool[], signal: AbortSignal) {
  const tool = tools.find(({ name }) => name === call.name);
  if (!tool) {
    const offered = tools.filter(({ withheld }) => !withheld);
    const names = offered.map(({ name }) => name).join(', ');
    return error(`There is no tool ${call.name}. There are: ${names}.`, noSuchTool);
  }
  if (call.input === undefined) {
    return error(`The input of ${call.name} is not valid JSON. Call it again with a JSON object.`, 'malformed JSON');
  }
  return tool.run(call.input, signal);
}
