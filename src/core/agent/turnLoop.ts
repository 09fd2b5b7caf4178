import type { ContentPart, ModelMessage, ModelRequest, ToolCallPart } from '../model/modelProvider.ts';
import type { ModelReply } from '../model/replyOf.ts';
import type { PromptDefaults } from '../prompt/renderPrompt.ts';
import type { Tool } from '../tool/tool.ts';
import type { AgentModel } from './askModel.ts';

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

/** How the turns after a message ended. `unusable`: the last answer that was sent back was one too many. */
export type TurnsEnd<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'exhausted' }
  | { readonly kind: 'unusable'; readonly refusals: number }
  | { readonly kind: 'tooMany'; readonly turns: number };

/** A conversation with a model that goes on over several messages. */
export interface Conversation {
  /** Says something and takes turns until an answer is right: tool calls are run, other answers judged. */
  next<T>(
    message: string,
    judge: (reply: ModelReply, signal: AbortSignal) => Promise<Judgement<T>>,
    signal: AbortSignal,
  ): Promise<TurnsEnd<T>>;
  /** What was said so far, as JSON can hold it. */
  messages(): readonly ModelMessage[];
  /** Goes on from what was said before, and kept. */
  resume(messages: readonly ModelMessage[]): void;
}

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
  const messages: ModelMessage[] = [];
  const seenCalls = new Map<string, number>();
  const tools = ports.tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));
  const say = (content: readonly ContentPart[]) => messages.push({ role: 'user', content });
  const request = (): ModelRequest => ({
    system: ports.system,
    messages: [...messages],
    tools,
    maxOutputTokens,
    temperature: parameters.temperature ?? 0,
    ...(rules.responseSchema === undefined ? {} : { responseSchema: rules.responseSchema }),
  });

  return {
    messages: () => messages,
    resume(kept) {
      messages.splice(0, messages.length, ...kept);
      for (const part of kept.flatMap(({ content }) => content))
        if (part.type === 'toolCall') countCall(seenCalls, part);
    },
    async next(message, judge, signal) {
      say([{ type: 'text', text: message }]);
      let refusals = 0;
      for (let turn = 0; turn < maxTurns; turn++) {
        const answer = await ports.model.ask(request(), signal);
        if (answer.kind === 'exhausted') return { kind: 'exhausted' };
        const { reply } = answer;
        messages.push({ role: 'assistant', content: contentOf(reply) });
        if (reply.calls.length > 0) {
          say(await runCalls(reply.calls, { ports, seenCalls, wanted: rules.wanted }, signal));
          continue;
        }
        const judged = await judge(reply, signal);
        if (judged.kind === 'done') return judged;
        await ports.onRefused(judged.why);
        if (++refusals >= rules.maxRefusals) return { kind: 'unusable', refusals };
        say([{ type: 'text', text: judged.why }]);
      }
      return { kind: 'tooMany', turns: maxTurns };
    },
  };
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
    const names = tools.map(({ name }) => name).join(', ');
    return error(`There is no tool ${call.name}. There are: ${names}.`, 'no such tool');
  }
  if (call.input === undefined) {
    return error(`The input of ${call.name} is not valid JSON. Call it again with a JSON object.`, 'malformed JSON');
  }
  return tool.run(call.input, signal);
}
