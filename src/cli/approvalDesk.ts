import { createInterface } from 'node:readline';
import type { Loopwright, RunRef } from '../app/loopwright.ts';
import type { Disposable } from '../base/disposable.ts';
import { isCoded } from '../base/errors.ts';
import type { RunEvent } from '../core/run/runEvent.ts';
import type { WaitingApproval, WaitingQuestion } from '../protocol/questions.ts';
import type { CliIo } from './cliIo.ts';
import { printableLines } from './printable.ts';
import type { ProgressLine } from './progressLine.ts';

const never = new AbortController().signal;

/** Whether something may be asked now that was not before, or no longer is: a node has begun with a subject, an agent asks, somebody answers. */
function changesWhatIsAsked(event: RunEvent): boolean {
  if (event.type === 'person.asked' || event.type === 'signal.sent') return true;
  if (event.type !== 'engine.recorded') return false;
  return event.events.some((one) => one.type === 'node.started' && one.subject !== undefined);
}

/** Something that a run asks, in the words of a terminal. */
interface Asking {
  readonly key: string;
  /** What is asked. */
  readonly text: string;
  /** How it is answered from another process. */
  readonly elsewhere: string;
  /** Asks for a line until one is an answer, and hands that over. */
  answer(read: (prompt: string) => Promise<string | undefined>, say: (line: string) => void): Promise<void>;
}

/** Questions of a terminal, one after the other. */
export class TerminalTurns {
  #last: Promise<void> = Promise.resolve();

  /** An answer that comes too late, because somebody was faster elsewhere, is nobody's. */
  take(ask: () => Promise<void>): void {
    this.#last = this.#last.then(ask).catch(() => undefined);
  }
}

/**
 * Says what a run asks of a person: whether a step may go on, and what its agents want to know. On a terminal the answer is
 * read there; elsewhere the command is told by which anybody can answer from another one.
 */
export function followApprovals({
  io,
  app,
  run,
  progress,
  turns = new TerminalTurns(),
}: {
  readonly io: CliIo;
  readonly app: Loopwright;
  readonly run: RunRef;
  readonly progress: ProgressLine;
  /** Shared by runs that go on at once. */
  readonly turns?: TerminalTurns;
}): Disposable {
  /** What was asked, until it is answered. */
  const asked = new Map<string, AbortController>();
  const isTerminal = io.stdin.isTTY === true && io.stderr.isTTY === true;
  const ask = (asking: Asking) => {
    if (!isTerminal) {
      progress.keep(`\n${asking.text}`);
      progress.keep(`Waiting for an answer: ${asking.elsewhere}`);
      return;
    }
    const { signal } = asked.get(asking.key) ?? new AbortController();
    const read = (prompt: string) => readLine(io, prompt, signal);
    turns.take(async () => {
      if (signal.aborted) return;
      progress.keep(`\n${asking.text}`);
      await asking.answer(read, (line) => progress.keep(line));
    });
  };
  let seen = 0;
  let mayWait = false;
  const look = async () => {
    // To go through the whole run takes longer the longer it is, and most runs ask nothing.
    const news = await app.listEventsAfter(run, seen, never);
    seen = Math.max(seen, news.at(-1)?.seq ?? 0);
    mayWait ||= news.some(changesWhatIsAsked);
    if (!mayWait) return;
    const { waiting, questions } = await app.getWorkflowRun(run, never);
    mayWait = false;
    const now = [
      ...waiting.map((one) => approvalOf(one, app, run)),
      ...questions.map((one) => questionOf(one, app, run)),
    ];
    // Answered from elsewhere: nobody need type here any more.
    for (const [key, ended] of asked) if (!now.some((one) => one.key === key)) ended.abort();
    for (const asking of now) {
      if (asked.has(asking.key)) continue;
      asked.set(asking.key, new AbortController());
      ask(asking);
    }
  };
  const subscription = app.onDidChangeRun(({ runId }) => {
    if (runId !== run.runId) return;
    // A run that cannot be read now is read with its next change; one of an older version asks nothing.
    look().catch((error: unknown) => (isCoded(error) ? undefined : progress.keep(printableLines(String(error)))));
  });
  return {
    dispose() {
      subscription.dispose();
      for (const ended of asked.values()) ended.abort();
    },
  };
}

function approvalOf({ node, message }: WaitingApproval, app: Loopwright, run: RunRef): Asking {
  return {
    key: node,
    text: message,
    elsewhere: `loopwright approve ${run.runId} ${node}   or: … --reject --reason "…"`,
    async answer(read) {
      for (;;) {
        const said = await read('Go on? (y = yes, n = no, n REASON) ');
        if (said === undefined) return;
        const [, word = '', reason = ''] = /^\s*(\S*)\s*([\s\S]*)$/.exec(said) ?? [];
        const approved = /^y(es)?$/i.test(word);
        if (!approved && !/^no?$/i.test(word)) continue;
        await app.approve({ run, node, approved, reason: reason.trim() }, never);
        return;
      }
    },
  };
}

function questionOf({ node, number, question, choices }: WaitingQuestion, app: Loopwright, run: RunRef): Asking {
  const offered = choices.map((choice, index) => `  ${index + 1}. ${choice}`);
  return {
    key: `${node}?${number}`,
    text: [`${node} asks: ${question}`, ...offered].join('\n'),
    elsewhere: `loopwright answer ${run.runId} "…" --node ${node}`,
    async answer(read, say) {
      for (;;) {
        const said = await read(choices.length > 0 ? 'Your answer (a number, or your own words): ' : 'Your answer: ');
        if (said === undefined) return;
        if (said.trim() === '') continue;
        try {
          await app.answer({ run, node, text: said }, never);
          return;
        } catch (error) {
          if (!isCoded(error, 'question.badAnswer')) throw error;
          say(error.message);
        }
      }
    },
  };
}

/** A line of the person; undefined when it is no longer wanted, or the terminal was closed. */
function readLine(io: CliIo, question: string, signal: AbortSignal): Promise<string | undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  io.stderr.write(question);
  return new Promise((resolve) => {
    const reader = createInterface({ input: io.stdin });
    const close = () => reader.close();
    let line: string | undefined;
    signal.addEventListener('abort', close, { once: true });
    reader.once('line', (text) => {
      line = text;
      reader.close();
    });
    reader.once('close', () => {
      signal.removeEventListener('abort', close);
      resolve(line);
    });
  });
}
