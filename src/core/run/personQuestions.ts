import type { EngineEventBody } from '../engine/engineEvent.ts';
import type { RunEvent } from './runEvent.ts';

/** A question of an agent to the person whose run it is. `choices` are answers that it offers; any other is one too. */
export interface PersonQuestion {
  readonly question: string;
  readonly choices: readonly string[];
}

/** A question that waits for its answer. */
export interface OpenQuestion extends PersonQuestion {
  /** Path of the node whose agent asks. */
  readonly node: string;
  /** Counts the questions of the node, from 1. */
  readonly number: number;
}

/** The longest answer, in characters. */
export const maxAnswerLength = 4_000;

/** The name of the signal by which a question is answered. No path of a node holds a question mark. */
export const answerSignal = ({ node, number }: Pick<OpenQuestion, 'node' | 'number'>) => `${node}?${number}`;

/** What a person said: the number of a choice stands for that choice, unless a choice has these very words. */
export function answerOf({ choices }: PersonQuestion, said: string): string {
  const text = said.trim();
  if (choices.includes(text)) return text;
  return (/^\d{1,2}$/.test(text) ? choices[Number(text) - 1] : undefined) ?? text;
}

/** The questions of a run that nobody has answered yet, in the order in which they were asked. */
export function openQuestions(log: readonly RunEvent[]): readonly OpenQuestion[] {
  const open = new Map<string, OpenQuestion>();
  for (const event of log) {
    if (event.type === 'engine.recorded') for (const one of event.events) close(open, one);
    else if (event.type === 'signal.sent') open.delete(event.name);
    else if (event.type === 'person.asked' && event.node !== undefined) {
      const { node, number, question, choices } = event;
      open.set(answerSignal({ node, number }), { node, number, question, choices });
    }
  }
  return [...open.values()];
}

/** What the engine says ends questions: those of a node that came out or begins anew, and all when the run rests. */
function close(open: Map<string, OpenQuestion>, event: EngineEventBody): void {
  switch (event.type) {
    case 'run.succeeded':
    case 'run.failed':
    case 'run.cancelled':
    case 'run.paused':
      open.clear();
      break;
    case 'node.succeeded':
    case 'node.failed':
    case 'node.retried':
    case 'node.cancelled':
      for (const [key, { node }] of open) if (node === event.node) open.delete(key);
  }
}
