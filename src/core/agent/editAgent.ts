import type { ModelReply } from '../model/replyOf.ts';
import { readEdit } from './readEdit.ts';
import { type Conversation, createConversation, type Judgement, type TurnPorts } from './turnLoop.ts';

/** What an agent that edits works with. */
export interface EditAgentPorts extends TurnPorts {
  /** Reads a file of the copy as the run found it. */
  readonly read: (path: string, signal: AbortSignal) => Promise<string | undefined>;
  /** Why an edit is not acceptable, phrased for the model; undefined when it is. */
  readonly refuse: (edit: ProposedEdit, signal: AbortSignal) => Promise<string | undefined>;
}

/** An edit as an answer gave it: the new text of each file (undefined: deleted), and the whole answer. */
export interface ProposedEdit {
  readonly files: ReadonlyMap<string, string | undefined>;
  readonly answer: string;
}

/** What the agent came to. `explanation` is one paragraph for the person and the trace. */
export type EditTurn =
  | ({ readonly kind: 'edit'; readonly explanation: string } & ProposedEdit)
  | { readonly kind: 'gave-up'; readonly why: string }
  | { readonly kind: 'exhausted' };

/** A conversation that goes on over the attempts of a run. */
export interface EditAgent extends Omit<Conversation, 'next'> {
  /** Says what there is to know (the task first, then what came of the last edit) and gives the next edit. */
  next(message: string, signal: AbortSignal): Promise<EditTurn>;
}

const maxRefusals = 3;

/**
 * Creates an agent that answers with an edit: debug, codegen, testgen, refactor. It changes nothing itself: it reads through
 * its tools and hands its edits back.
 */
export function createEditAgent(ports: EditAgentPorts): EditAgent {
  const conversation = createConversation(ports, { wanted: 'the edit', maxRefusals });
  return {
    ...conversation,
    async next(message, signal) {
      const end = await conversation.next(message, (reply, judging) => judgeEdit(reply, ports, judging), signal);
      switch (end.kind) {
        case 'done':
          return end.value;
        case 'exhausted':
          return end;
        case 'unusable':
          return { kind: 'gave-up', why: `${end.refusals} answers in a row could not be used` };
        case 'tooMany':
          return { kind: 'gave-up', why: `no edit after ${end.turns} turns` };
        case 'stuck':
          return { kind: 'gave-up', why: end.why };
      }
    },
  };
}

/** The edit of an answer, once it is readable, fits the files and is acceptable. */
async function judgeEdit(reply: ModelReply, ports: EditAgentPorts, signal: AbortSignal): Promise<Judgement<EditTurn>> {
  if (reply.finish === 'length') {
    return {
      kind: 'refused',
      why: 'Your answer was cut at its maximum length, so nothing was changed. Write a shorter one: only the edit.',
    };
  }
  const gaveUp = /^[ \t]*GIVE UP:\s*(.+)/m.exec(reply.text);
  if (gaveUp) return { kind: 'done', value: { kind: 'gave-up', why: (gaveUp[1] ?? '').trim().slice(0, 500) } };
  const edit = await readEdit(reply.text, ports.model.editFormat, ports.read, signal);
  if (edit.kind !== 'edit') return edit;
  const proposed = { files: edit.files, answer: reply.text };
  const why = await ports.refuse(proposed, signal);
  if (why !== undefined) return { kind: 'refused', why };
  return { kind: 'done', value: { kind: 'edit', explanation: edit.explanation, ...proposed } };
}
