import type { ModelRequest, ToolCallPart } from '../model/modelProvider.ts';
import { toolCallPart } from '../model/replyOf.ts';
import { type Redact, redactStrings } from './runLog.ts';

/** The request with secrets taken out of what tools and tests have said, and of what the model asks tools for. */
export function redactRequest(request: ModelRequest, redact: Redact): ModelRequest {
  return {
    ...request,
    messages: request.messages.map((message) => ({
      ...message,
      content: message.content.map((part) =>
        part.type === 'toolCall' ? redactCall(part, redact) : { ...part, text: redact(part.text) },
      ),
    })),
  };
}

/** Text by text, as in the log, since a quote or line break is written otherwise in JSON; then as a whole, for the names of its fields. */
function redactCall(call: ToolCallPart, redact: Redact): ToolCallPart {
  const read = call.input === undefined ? undefined : JSON.stringify(redactStrings(call.input, redact));
  const isClean = read === undefined || read === JSON.stringify(call.input);
  const inputText = redact(isClean ? call.inputText : read);
  return inputText === call.inputText ? call : { ...call, ...toolCallPart({ ...call, inputText }) };
}
