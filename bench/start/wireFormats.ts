/** One answer of the scripted model: a call of a tool, or the last words. */
export type Answer =
  | { readonly kind: 'call'; readonly name: string; readonly input: Readonly<Record<string, unknown>> }
  /** A call whose argument is bare text, which the Responses API has. */
  | { readonly kind: 'freeform'; readonly name: string; readonly input: string }
  | { readonly kind: 'text'; readonly text: string };

/** The body of a request, as it was sent. */
export type RequestBody = Readonly<Record<string, unknown>>;

/** What a wire format puts around an answer, and what of a request is the same in every one. */
export interface WireFormat {
  readonly path: string;
  events(answer: Answer, turn: number): readonly string[];
  /** The instructions and the tools of a request, as the model gets them: what is sent anew with every question. */
  fixedPart(body: RequestBody): readonly unknown[];
}

const usage = { input: 100, output: 20 };
const data = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
const named = (value: { readonly type: string } & Record<string, unknown>) => `event: ${value.type}\n${data(value)}`;

type Message = Readonly<Record<string, unknown>>;
const messagesOf = (value: unknown) => (Array.isArray(value) ? (value as Message[]) : []);
const isInstruction = ({ role }: Message) => role === 'system' || role === 'developer';
const contentsOf = (messages: readonly Message[]) => messages.filter(isInstruction).map(({ content }) => content);

const chat: WireFormat = {
  path: '/v1/chat/completions',
  fixedPart: ({ messages, tools }) => [...contentsOf(messagesOf(messages)), tools],
  events(answer, turn) {
    const head = { id: `chatcmpl-${turn}`, object: 'chat.completion.chunk', created: 1_790_000_000, model: 'scripted' };
    const delta =
      answer.kind === 'text'
        ? { role: 'assistant', content: answer.text }
        : {
            role: 'assistant',
            content: null,
            tool_calls: [
              {
                index: 0,
                id: `call_${turn}`,
                type: 'function',
                function: { name: answer.name, arguments: JSON.stringify(answer.input) },
              },
            ],
          };
    const finish_reason = answer.kind === 'text' ? 'stop' : 'tool_calls';
    const tokens = {
      prompt_tokens: usage.input,
      completion_tokens: usage.output,
      total_tokens: usage.input + usage.output,
    };
    return [
      data({ ...head, choices: [{ index: 0, delta, finish_reason: null }] }),
      data({ ...head, choices: [{ index: 0, delta: {}, finish_reason }] }),
      data({ ...head, choices: [], usage: tokens }),
      'data: [DONE]\n\n',
    ];
  },
};

const responses: WireFormat = {
  path: '/v1/responses',
  fixedPart: ({ instructions, input, tools }) => [instructions, ...contentsOf(messagesOf(input)), tools],
  events(answer, turn) {
    const response = { id: `resp_${turn}`, object: 'response', model: 'scripted', created_at: 1_790_000_000 };
    const item = responseItem(answer, turn);
    const text = answer.kind === 'text' ? answer.text : '';
    const at = { item_id: item.id, output_index: 0, content_index: 0 };
    const pieces =
      answer.kind === 'text' ? [named({ type: 'response.output_text.delta', ...at, delta: text, logprobs: [] })] : [];
    return [
      named({ type: 'response.created', response: { ...response, status: 'in_progress', output: [] } }),
      named({ type: 'response.output_item.added', output_index: 0, item: { ...item, content: [] } }),
      ...pieces,
      named({ type: 'response.output_item.done', output_index: 0, item }),
      named({
        type: 'response.completed',
        response: {
          ...response,
          status: 'completed',
          output: [item],
          usage: {
            input_tokens: usage.input,
            input_tokens_details: { cached_tokens: 0 },
            output_tokens: usage.output,
            output_tokens_details: { reasoning_tokens: 0 },
            total_tokens: usage.input + usage.output,
          },
        },
      }),
    ];
  },
};

function responseItem(answer: Answer, turn: number) {
  const call = { id: `item_${turn}`, call_id: `call_${turn}`, status: 'completed' };
  switch (answer.kind) {
    case 'text':
      return {
        id: call.id,
        type: 'message',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text: answer.text, annotations: [] }],
      };
    case 'freeform':
      return { ...call, type: 'custom_tool_call', name: answer.name, input: answer.input };
    case 'call':
      return { ...call, type: 'function_call', name: answer.name, arguments: JSON.stringify(answer.input) };
  }
}

/** Chat Completions and Responses of OpenAI: every agent finds the one that it speaks. */
export const wireFormats: readonly WireFormat[] = [chat, responses];
