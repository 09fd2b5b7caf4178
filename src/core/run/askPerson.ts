import { abortError, throwIfAborted } from '../../base/abort.ts';
import { CodedError } from '../../base/errors.ts';
import { answerSignal, maxAnswerLength, type OpenQuestion, type PersonQuestion } from './personQuestions.ts';
import type { RunEvent } from './runEvent.ts';
import type { RunLog } from './runLog.ts';
import type { RunStore } from './runStore.ts';
import { SignalReader } from './signalReader.ts';

/** What came of a question. `nobody`: there is no person to answer in this run. */
export type PersonAnswer = { readonly kind: 'answered'; readonly answer: string } | { readonly kind: 'nobody' };

/**
 * Asks the person whose run it is, and waits as long as that takes. The question and its answer are on record: a question that
 * was answered before, in this node, is not asked again, and one that waits when its process dies waits in the next one.
 */
export type AskPerson = (question: PersonQuestion, signal: AbortSignal) => Promise<PersonAnswer>;

/** What asking works with. `log` is that of the node; `canAsk` is false where nobody would see the question. */
export interface AskPersonPorts {
  readonly store: RunStore;
  readonly log: RunLog;
  readonly node: string;
  readonly canAsk: boolean;
}

/** Asks through the run's log: whichever process the answer comes from, it is a signal in there. */
export function createAskPerson({ store, log, node, canAsk }: AskPersonPorts): AskPerson {
  const given = new Set<number>();
  return async (asked, signal) => {
    const events = await store.read(log.runId, 0, signal);
    const number = numberOf(asked, { events, node, given });
    given.add(number);
    const key = answerSignal({ node, number });
    const before = events.find((event) => isAnswer(event, { node, number }) || isSignal(event, key));
    if (before)
      return answered({ log, number, answer: textOf(before), again: isAnswer(before, { node, number }) }, signal);
    if (!canAsk) {
      await log.append({ type: 'person.missed', number, ...asked }, signal);
      return { kind: 'nobody' };
    }
    const reader = new SignalReader(store, log.runId, events);
    try {
      await log.append({ type: 'person.asked', number, ...asked }, signal);
      return await answered({ log, number, answer: await next(reader, key, signal) }, signal);
    } finally {
      reader.close();
    }
  };
}

/** The number of a question: that which it had before its process died, or in an earlier attempt; else the next one. */
function numberOf(
  { question, choices }: PersonQuestion,
  {
    events,
    node,
    given,
  }: { readonly events: readonly RunEvent[]; readonly node: string; readonly given: ReadonlySet<number> },
): number {
  let last = 0;
  for (const event of events) {
    if ((event.type !== 'person.asked' && event.type !== 'person.missed') || event.node !== node) continue;
    last = Math.max(last, event.number);
    const isSame = event.question === question && event.choices.join('\n') === choices.join('\n');
    if (isSame && !given.has(event.number)) return event.number;
  }
  return Math.max(last, ...given) + 1;
}

function isAnswer(event: RunEvent, { node, number }: Pick<OpenQuestion, 'node' | 'number'>): boolean {
  return event.type === 'person.answered' && event.node === node && event.number === number;
}

const isSignal = (event: RunEvent, key: string) => event.type === 'signal.sent' && event.name === key;

function textOf(event: RunEvent): string {
  if (event.type === 'person.answered') return event.answer;
  return event.type === 'signal.sent' ? answerIn(event.value) : '';
}

function answerIn(value: unknown): string {
  const { answer } = (value ?? {}) as { readonly answer?: unknown };
  return typeof answer === 'string' ? answer.slice(0, maxAnswerLength) : '';
}

async function answered(
  {
    log,
    number,
    answer,
    again = false,
  }: { readonly log: RunLog; readonly number: number; readonly answer: string; readonly again?: boolean },
  signal: AbortSignal,
): Promise<PersonAnswer> {
  await log.append({ type: 'person.answered', number, answer, ...(again ? { again } : {}) }, signal);
  return { kind: 'answered', answer };
}

function next(reader: SignalReader, key: string, signal: AbortSignal): Promise<string> {
  throwIfAborted(signal);
  return new Promise((resolve, reject) => {
    const aborted = () => {
      waiting.stop();
      reject(abortError(signal));
    };
    const waiting = reader.wait(key, ({ value }) => {
      waiting.stop();
      signal.removeEventListener('abort', aborted);
      resolve(answerIn(value));
    });
    signal.addEventListener('abort', aborted, { once: true });
  });
}

/** Gives the answers that are on record, in their order. Throws `replay.notRecorded` for a question that does not come next there. */
export function replayPerson(recorded: readonly RunEvent[], log: RunLog): AskPerson {
  const outcomes = recorded.filter((event) => event.type === 'person.answered' || event.type === 'person.missed');
  let at = 0;
  return async (asked, signal) => {
    const found = outcomes[at++];
    if (!found)
      throw new CodedError(
        'replay.notRecorded',
        `It asks the person ${JSON.stringify(asked.question)}: not on record.`,
      );
    const { number } = found;
    if (found.type === 'person.missed') {
      await log.append({ type: 'person.missed', number, ...asked }, signal);
      return { kind: 'nobody' };
    }
    return answered({ log, number, answer: found.answer }, signal);
  };
}
