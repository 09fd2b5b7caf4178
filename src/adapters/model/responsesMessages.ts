import type OpenAI from 'openai';
import { acceptedEffort, type ModelFacts } from '../../core/model/modelCatalog.ts';
import type { ModelEffort, ModelMessage, ModelRequest } from '../../core/model/modelProvider.ts';
import { cacheKeyOf, toArguments } from './openaiMessages.ts';
import { isStrictSchema } from './strictSchema.ts';

type ResponsesRequest = OpenAI.Responses.ResponseCreateParamsStreaming;
type InputItem = OpenAI.Responses.ResponseInputItem;
type ReasoningItem = OpenAI.Responses.ResponseReasoningItem;

/** What came before a tool call and belongs to it: encrypted reasoning holds for the model that wrote it, and no other. */
export interface ResponsesCallState {
  readonly model: string;
  readonly before: readonly ReasoningItem[];
  /** What the model called the text beside its calls; it wants to read it again so. */
  readonly phase?: 'commentary' | 'final_answer';
}

/**
 * The request in the form of OpenAI's Responses API, complete in itself: nothing is stored there (`store: false`), so that
 * encrypted reasoning comes back and travels with the calls. `effort` is the reference's; the request's own wins.
 */
export function toResponsesRequest(
  request: ModelRequest,
  model: string,
  { facts, effort: usual }: { readonly facts: ModelFacts; readonly effort: ModelEffort | undefined },
): ResponsesRequest {
  const wanted = request.effort ?? usual;
  const effort = wanted && acceptedEffort(wanted, facts.efforts);
  const reasons = facts.efforts === undefined || facts.efforts.length > 0;
  return {
    model,
    stream: true,
    store: false,
    input: request.messages.flatMap((message) => toItems(message, model)),
    max_output_tokens: Math.max(leastOutput, Math.min(request.maxOutputTokens, facts.maxOutputTokens)),
    prompt_cache_key: cacheKeyOf(request),
    // A prompt that does not fit is an error, never cut.
    truncation: 'disabled',
    ...(request.system === '' ? {} : { instructions: request.system }),
    ...(request.tools.length === 0 ? {} : { tools: request.tools.map(toTool) }),
    ...(reasons ? { include: ['reasoning.encrypted_content'] } : {}),
    ...(effort === undefined ? {} : { reasoning: { effort } }),
    ...(request.temperature === undefined || !facts.sampling ? {} : { temperature: request.temperature }),
    ...textFormat(request),
  };
}

/** The API answers 400 to less. */
const leastOutput = 16;

function textFormat({ responseSchema }: ModelRequest): Pick<ResponsesRequest, 'text'> {
  if (responseSchema === undefined) return {};
  const { name, schema } = responseSchema;
  return { text: { format: { type: 'json_schema', name, schema: { ...schema }, strict: isStrictSchema(schema) } } };
}

function toTool({ name, description, inputSchema }: ModelRequest['tools'][number]): OpenAI.Responses.FunctionTool {
  return { type: 'function', name, description, parameters: { ...inputSchema }, strict: false };
}

/** A message of ours is several items of theirs: reasoning, text, calls; or results, then text. */
function toItems({ role, content }: ModelMessage, model: string): InputItem[] {
  const text = content.flatMap((part) => (part.type === 'text' && part.text !== '' ? [part.text] : [])).join('\n\n');
  if (role === 'user') {
    const results = content.flatMap((part): InputItem[] =>
      part.type === 'toolResult'
        ? [
            {
              type: 'function_call_output',
              call_id: part.callId,
              output: part.isError ? `Error: ${part.text}` : part.text,
            },
          ]
        : [],
    );
    return text === '' && results.length > 0 ? results : [...results, { role, content: text }];
  }
  const calls = content.filter((part) => part.type === 'toolCall');
  const states = calls.map((call) => readState(call.providerState, model));
  const phase = states[0]?.phase;
  const said: InputItem[] = text === '' ? [] : [{ role, content: text, ...(phase === undefined ? {} : { phase }) }];
  const called = calls.flatMap((call, index): InputItem[] => [
    ...(index === 0 ? [] : (states[index]?.before ?? [])),
    { type: 'function_call', call_id: call.callId, name: call.name, arguments: toArguments(call) },
  ]);
  const items = [...(states[0]?.before ?? []), ...said, ...called];
  return items.length > 0 ? items : [{ role, content: text }];
}

/** The state of a call as opaque text, or undefined when there is nothing to keep. */
export function writeResponsesState(state: ResponsesCallState): string | undefined {
  if (state.before.length === 0 && state.phase === undefined) return undefined;
  return JSON.stringify({ provider: 'responses', ...state });
}

function readState(text: string | undefined, model: string): ResponsesCallState | undefined {
  try {
    const state = JSON.parse(text ?? '{}');
    return state?.provider === 'responses' && state.model === model && Array.isArray(state.before) ? state : undefined;
  } catch {
    // Another provider's state, from before the model was changed: not ours to send.
    return undefined;
  }
}
