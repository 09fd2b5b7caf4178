import type { z } from 'zod';
import type { JsonSchema } from '../workflow/definition.ts';
import { isHeld, replyInstruction, replySchema } from './replySchema.ts';
import { invalidReply, maxStructuredAnswers, readStructured, type StructuredFault } from './structuredReply.ts';
import { createConversation, type TurnPorts } from './turnLoop.ts';

/** What an agent that answers with data works with. */
export interface StructuredAgentPorts extends TurnPorts {
  /** What its answer fits. */
  readonly outputSchema: z.ZodType | JsonSchema;
  /** What the answer is, in a word: the agent's name. */
  readonly name: string;
}

/** What the agent came to. `explanation` is one paragraph for the trace; empty when the model gave none. */
export type StructuredTurn =
  | { readonly kind: 'answer'; readonly output: unknown; readonly explanation: string; readonly repaired: boolean }
  | { readonly kind: 'gave-up'; readonly why: string }
  | { readonly kind: 'exhausted' };

/** A conversation whose answers are data. */
export interface StructuredAgent {
  /**
   * Says what there is to know and gives the answer, which fits the schema. Throws `reply.invalid` when the model gave none
   * although it was told what was wrong.
   */
  next(message: string, signal: AbortSignal): Promise<StructuredTurn>;
}

/**
 * Creates an agent that looks with its tools and answers with data: interpret, decompose, plan, design-review, review, merge, and
 * agents of a workspace. The form of the answer is added to the stable part of its prompt. Throws `workflow.badSchema`.
 */
export function createStructuredAgent(ports: StructuredAgentPorts): StructuredAgent {
  const form = replySchema(ports.outputSchema, ports.name);
  const held = isHeld(form, ports.model);
  const conversation = createConversation(
    { ...ports, system: `${ports.system}\n\n${replyInstruction(form, held)}` },
    { wanted: 'the JSON', maxRefusals: maxStructuredAnswers, ...(held ? { responseSchema: form.told } : {}) },
  );
  return {
    async next(message, signal) {
      let last: StructuredFault | undefined;
      const end = await conversation.next(
        message,
        async (reply) => {
          const read = readStructured(reply, form);
          if (read.kind === 'value') return { kind: 'done', value: read };
          last = read;
          return { kind: 'refused', why: read.why };
        },
        signal,
      );
      if (end.kind === 'exhausted') return end;
      if (end.kind === 'stuck') return { kind: 'gave-up', why: end.why };
      if (end.kind === 'tooMany') return { kind: 'gave-up', why: `no answer after ${end.turns} turns` };
      if (end.kind === 'done') {
        const { value, explanation, repaired } = end.value;
        return { kind: 'answer', output: value, explanation, repaired };
      }
      throw invalidReply(last ?? { kind: 'fault', fault: 'missing', why: '', problems: [] }, end.refusals);
    },
  };
}
