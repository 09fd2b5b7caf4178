import type { ContentPart, ModelMessage, ModelRequest, ResponseSchema, ToolSpec } from './modelProvider.ts';

/**
 * The same request for a model that cannot call tools: the tools are explained in the system text, earlier calls and
 * results become text in the form that `parseTextReply` reads back. Without tools and calls the request is unchanged.
 */
export function toTextRequest(original: ModelRequest): ModelRequest {
  // Held to a schema, a model could write no tool block; without tools the provider may hold it.
  const request = original.tools.length > 0 ? withSchemaInWords(original) : original;
  const system = [request.system, ...(request.tools.length > 0 ? [toolInstructions(request.tools)] : [])];
  return {
    ...request,
    system: system.filter((text) => text !== '').join('\n\n'),
    messages: request.messages.map(toTextMessage),
    tools: [],
  };
}

/** The same request for a provider that holds no reply to a schema: the schema is told in the system text. */
export function withSchemaInWords(request: ModelRequest): ModelRequest {
  const { responseSchema, ...rest } = request;
  if (responseSchema === undefined) return request;
  return {
    ...rest,
    system: [rest.system, schemaInstructions(responseSchema)].filter((text) => text !== '').join('\n\n'),
  };
}

/** The system text that asks for a reply in the form of a schema. */
function schemaInstructions({ name, schema }: ResponseSchema): string {
  return [
    '# The form of your answer',
    `When you give your answer (not when you use a tool), write one JSON value and nothing else: no fence, no prose. It is`,
    `called ${name} and fits this JSON Schema: ${JSON.stringify(schema)}`,
  ].join('\n');
}

/** The system text that teaches a model to write tool calls as fenced blocks. */
function toolInstructions(tools: readonly ToolSpec[]): string {
  const lines = [
    '# How to use tools',
    'You cannot call tools directly. To use one, write a fenced block whose first line is three backquotes, the word',
    '`tool` and the name of the tool. Inside it put exactly one JSON object, the input. Example:',
    '',
    renderToolCall('NAME', '{"key": "a value", "lines": "first\\nsecond"}'),
    '',
    'Rules: the JSON must be valid (a line break inside a string is written \\n, a double quote \\"). Each block begins',
    'and ends on lines of its own. Several blocks in one reply are carried out in order. After your last block stop: the',
    'results come in the next message. Never write results yourself. A reply without such a block is your final answer.',
    '',
    '# The tools',
  ];
  for (const tool of tools)
    lines.push('', `## ${tool.name}`, tool.description, `Input (JSON Schema): ${JSON.stringify(tool.inputSchema)}`);
  return lines.join('\n');
}

/** A tool call as the model would write it. */
export function renderToolCall(name: string, inputText: string): string {
  const fence = '`'.repeat(longestFence(inputText) + 1);
  return `${fence}tool ${name}\n${inputText}\n${fence}`;
}

/** One part of a message as text for a model without tools, or for a person. */
export function renderPart(part: ContentPart): string {
  if (part.type === 'text') return part.text;
  if (part.type === 'toolCall') return renderToolCall(part.name, part.inputText);
  const fence = '`'.repeat(longestFence(part.text) + 1);
  return `${part.isError ? 'Error' : 'Result'} of ${part.name} (${part.callId}):\n${fence}\n${part.text}\n${fence}`;
}

function toTextMessage(message: ModelMessage): ModelMessage {
  if (message.content.every((part) => part.type === 'text')) return message;
  return { role: message.role, content: [{ type: 'text', text: message.content.map(renderPart).join('\n\n') }] };
}

/** Length of the longest run of backquotes, at least two, so that one more always makes a fence that holds the text. */
function longestFence(text: string): number {
  return Math.max(2, ...[...text.matchAll(/`{3,}/g)].map((run) => run[0].length));
}
