import type { z } from 'zod';
import { CodedError } from '../../base/errors.ts';
import type { FinishReason, ModelMessage, ModelRequest } from '../model/modelProvider.ts';
import type { ModelReply } from '../model/replyOf.ts';
import type { JsonSchema } from '../workflow/definition.ts';
import type { AgentModel } from './askModel.ts';
import { type JsonFault, readJson } from './readJson.ts';
import { type ReplyProblem, renderReplyProblems, replyProblems } from './replyProblems.ts';
import { isHeld, type ReplySchema, replyInstruction, replySchema } from './replySchema.ts';

/** An answer that fits its schema. */
export interface StructuredValue {
  readonly kind: 'value';
  /** As the schema gives it: with its defaults, without the explanation that was asked for beside it. */
  readonly value: unknown;
  /** One paragraph; empty when the model gave none. */
  readonly explanation: string;
  /** Whether the JSON was only nearly right. */
  readonly repaired: boolean;
}

/** An answer that does not: `why` is for the model, the rest for the record. */
export interface StructuredFault {
  readonly kind: 'fault';
  readonly fault: JsonFault | 'schema';
  readonly why: string;
  readonly problems: readonly ReplyProblem[];
}

/** Reads an answer by its schema. Never throws. */
export function readStructured(
  reply: { readonly text: string; readonly finish: FinishReason },
  schema: ReplySchema,
): StructuredValue | StructuredFault {
  if (reply.finish === 'length') {
    const why =
      'Your answer was cut at its maximum length, so nothing of it was used. Answer again, with the JSON alone and shorter texts in it.';
    return { kind: 'fault', fault: 'truncated', why, problems: [] };
  }
  const json = readJson(reply.text);
  if (json.kind === 'fault') {
    return { kind: 'fault', fault: json.fault, why: askAgain(json.why), problems: [] };
  }
  const { explanation, value } = takeExplanation(json.value, schema);
  const checked = schema.check.safeParse(value);
  if (checked.success) {
    const told = paragraph(explanation ?? json.before.replace(/^[ \t]*(?:`{3,}|~{3,}).*$/gm, ''));
    return { kind: 'value', value: checked.data, explanation: told, repaired: json.repaired };
  }
  const problems = replyProblems(checked.error.issues, value);
  return {
    kind: 'fault',
    fault: 'schema',
    why: askAgain(`It does not fit the schema:\n${renderReplyProblems(problems)}`),
    problems,
  };
}

const askAgain = (why: string) =>
  `Your answer could not be used. ${why}\nAnswer again with the whole JSON, corrected, and nothing after it.`;

function takeExplanation(value: unknown, { explained }: ReplySchema) {
  if (!explained || typeof value !== 'object' || value === null || Array.isArray(value)) return { value };
  const { explanation, ...rest } = value as { readonly explanation?: unknown };
  return { value: rest, explanation: typeof explanation === 'string' ? explanation : undefined };
}

const maxExplanation = 1_000;

/** Text as one paragraph. */
function paragraph(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > maxExplanation ? `${line.slice(0, maxExplanation - 1)}…` : line;
}

/** The failure of a model that gave no usable answer, however often it was asked. */
export function invalidReply({ fault, why, problems }: StructuredFault, asked: number): CodedError {
  const what = {
    missing: 'it holds no JSON',
    truncated: 'its JSON is cut',
    syntax: 'its JSON cannot be read',
    schema: problems.map(({ path, expected, found }) => `${path}: expected ${expected}, found ${found}`).join('; '),
  }[fault];
  return new CodedError(
    'reply.invalid',
    `The model gave no answer in the form that was asked for, ${asked} times: ${what}.`,
    {
      hint: 'Try again, or use another model: some do not keep to a form.',
      details: { fault, problems, asked, why },
    },
  );
}

/** One question whose answer is data. */
export interface StructuredQuestion {
  readonly model: Pick<AgentModel, 'ask' | 'responseSchema'>;
  /** Without tools: an agent that looks before it answers is a structured agent. */
  readonly request: Omit<ModelRequest, 'responseSchema' | 'tools'>;
  readonly schema: z.ZodType | JsonSchema;
  /** What the answer is, in a word, for providers that want a name: `verdict`. */
  readonly name: string;
  /** Hears why an answer was sent back. */
  readonly onRefused?: (why: string) => Promise<void>;
}

/** Answers that are asked for: the first, and one more after the exact error. */
export const maxStructuredAnswers = 2;

/**
 * Asks for an answer that fits a schema. The schema goes to the provider where it can hold the model to it, otherwise into the
 * system text. An answer that cannot be used is asked for once more, with the exact error; then `reply.invalid` is thrown.
 */
export async function askStructured(
  { model, request, schema, name, onRefused }: StructuredQuestion,
  signal: AbortSignal,
): Promise<(StructuredValue & { readonly reply: ModelReply }) | { readonly kind: 'exhausted' }> {
  const form = replySchema(schema, name);
  const held = isHeld(form, model);
  const system = [request.system, replyInstruction(form, held)].filter((text) => text !== '').join('\n\n');
  const messages: ModelMessage[] = [...request.messages];
  for (let asked = 1; ; asked++) {
    const asking: ModelRequest = { ...request, system, messages: [...messages], tools: [] };
    const answer = await model.ask(held ? { ...asking, responseSchema: form.told } : asking, signal);
    if (answer.kind === 'exhausted') return answer;
    const { reply } = answer;
    const read = readStructured(reply, form);
    if (read.kind === 'value') return { ...read, reply };
    await onRefused?.(read.why);
    if (asked >= maxStructuredAnswers) throw invalidReply(read, asked);
    const said = reply.text === '' ? '(no answer)' : reply.text;
    messages.push({ role: 'assistant', content: [{ type: 'text', text: said }] });
    messages.push({ role: 'user', content: [{ type: 'text', text: read.why }] });
  }
}
