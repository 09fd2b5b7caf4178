import type { ContentPart, ModelMessage, ModelRequest, ToolCallPart } from '../model/modelProvider.ts';
import type { ModelReply } from '../model/replyOf.ts';
import type { Tool } from '../tool/tool.ts';
import type { AgentModel } from './askModel.ts';
import { type EditReading, readEdit } from './readEdit.ts';

/** What a debug agent works with. */
export interface DebugAgentPorts {
  readonly model: AgentModel;
  readonly tools: readonly Tool[];
  /** The rendered system prompt. */
  readonly system: string;
  /** Reads a file of the copy as the run found it. */
  readonly read: (path: string, signal: AbortSignal) => Promise<string | undefined>;
  /** Why an edit is not acceptable, phrased for the model; undefined when it is. */
  readonly refuse: (edit: ProposedEdit, signal: AbortSignal) => Promise<string | undefined>;
  readonly onTool: (call: {
    readonly name: string;
    readonly summary: string;
    readonly isError: boolean;
    readonly ms: number;
  }) => Promise<void>;
  readonly onRefused: (why: string) => Promise<void>;
  readonly nowMs: () => number;
}

/** An edit as an answer gave it: the new text of each file (undefined: deleted), and the whole answer. */
export interface ProposedEdit {
  readonly files: ReadonlyMap<string, string | undefined>;
  readonly answer: string;
}

/** What the agent came to. `files` maps each changed path to its new text, undefined for deleted. */
export type DebugTurn =
  | { readonly kind: 'edit'; readonly files: ReadonlyMap<string, string | undefined>; readonly explanation: string }
  | { readonly kind: 'gave-up'; readonly why: string }
  | { readonly kind: 'exhausted' };

/** A conversation that goes on over the attempts of a run. */
export interface DebugAgent {
  /** Says what there is to know (the task first, then what came of the last edit) and gives the next edit. */
  next(message: string, signal: AbortSignal): Promise<DebugTurn>;
}

const maxTurns = 30;
const maxRefusals = 3;
const maxSameCall = 3;
const maxResultLength = 24_000;

/** Creates the agent. It changes nothing itself: it reads through its tools and hands its edits back. */
export function createDebugAgent(ports: DebugAgentPorts): DebugAgent {
  const messages: ModelMessage[] = [];
  const seenCalls = new Map<string, number>();
  const toolSpecs = ports.tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));
  const say = (content: readonly ContentPart[]) => messages.push({ role: 'user', content });
  const request = (): ModelRequest => ({
    system: ports.system,
    messages: [...messages],
    tools: toolSpecs,
    maxOutputTokens: ports.model.maxOutputTokens,
    temperature: 0,
  });

  return {
    async next(message, signal) {
      say([{ type: 'text', text: message }]);
      let refusals = 0;
      for (let turn = 0; turn < maxTurns; turn++) {
        const answer = await ports.model.ask(request(), signal);
        if (answer.kind === 'exhausted') return { kind: 'exhausted' };
        const { reply } = answer;
        messages.push({ role: 'assistant', content: contentOf(reply) });
        if (reply.calls.length > 0) {
          say(await runCalls(reply.calls, ports, seenCalls, signal));
          continue;
        }
        const edit = await checkedEdit(reply, ports, signal);
        if (edit.kind === 'edit') return edit;
        if (edit.kind === 'gave-up') return edit;
        await ports.onRefused(edit.why);
        if (++refusals >= maxRefusals)
          return { kind: 'gave-up', why: `${maxRefusals} answers in a row could not be used` };
        say([{ type: 'text', text: edit.why }]);
      }
      return { kind: 'gave-up', why: `no edit after ${maxTurns} turns` };
    },
  };
}

/** The edit of an answer, once it is readable, fits the files and is acceptable. */
async function checkedEdit(
  reply: ModelReply,
  ports: DebugAgentPorts,
  signal: AbortSignal,
): Promise<EditReading | { readonly kind: 'gave-up'; readonly why: string }> {
  if (reply.finish === 'length') {
    return {
      kind: 'refused',
      why: 'Your answer was cut at its maximum length, so nothing was changed. Write a shorter one: only the edit.',
    };
  }
  const gaveUp = /^\s*GIVE UP:\s*(.+)/m.exec(reply.text);
  if (gaveUp) return { kind: 'gave-up', why: (gaveUp[1] ?? '').trim().slice(0, 500) };
  const edit = await readEdit(reply.text, ports.model.editFormat, ports.read, signal);
  if (edit.kind !== 'edit') return edit;
  const why = await ports.refuse({ files: edit.files, answer: reply.text }, signal);
  return why === undefined ? edit : { kind: 'refused', why };
}

/** An answer as it stands in the conversation. Providers refuse an empty message, so silence is written out. */
function contentOf(reply: ModelReply): readonly ContentPart[] {
  return reply.content.length > 0 ? reply.content : [{ type: 'text', text: '(no answer)' }];
}

async function runCalls(
  calls: readonly ToolCallPart[],
  ports: DebugAgentPorts,
  seenCalls: Map<string, number>,
  signal: AbortSignal,
): Promise<readonly ContentPart[]> {
  const results: ContentPart[] = [];
  for (const call of calls) {
    const startMs = ports.nowMs();
    const key = `${call.name} ${call.inputText}`;
    const times = (seenCalls.get(key) ?? 0) + 1;
    seenCalls.set(key, times);
    const result = await runCall(call, times, ports.tools, signal);
    const { name } = call;
    await ports.onTool({ name, summary: result.summary, isError: result.isError, ms: ports.nowMs() - startMs });
    const text =
      result.text.length > maxResultLength
        ? `${result.text.slice(0, maxResultLength)}\n(the rest is cut)`
        : result.text;
    results.push({ type: 'toolResult', callId: call.callId, name, text, isError: result.isError });
  }
  return results;
}

async function runCall(call: ToolCallPart, times: number, tools: readonly Tool[], signal: AbortSignal) {
  const tool = tools.find(({ name }) => name === call.name);
  const error = (text: string, summary: string) => ({ text, summary, isError: true });
  if (!tool)
    return error(
      `There is no tool ${call.name}. There are: ${tools.map(({ name }) => name).join(', ')}.`,
      'no such tool',
    );
  if (call.input === undefined) {
    return error(`The input of ${call.name} is not valid JSON. Call it again with a JSON object.`, 'malformed JSON');
  }
  if (times > maxSameCall) {
    return error(
      'You have made this very call before, with the same result. Use what you have, and answer with the edit.',
      'same call again',
    );
  }
  return tool.run(call.input, signal);
}
