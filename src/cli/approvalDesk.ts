import { createInterface } from 'node:readline';
import type { Loopwright, RunRef } from '../app/loopwright.ts';
import type { Disposable } from '../base/disposable.ts';
import { isCoded } from '../base/errors.ts';
import type { WaitingApproval } from '../protocol/engine.ts';
import type { CliIo } from './cliIo.ts';
import { printableLines } from './printable.ts';
import type { ProgressLine } from './progressLine.ts';

const never = new AbortController().signal;

/**
 * Says what a run asks of a person. On a terminal the answer is read there; elsewhere the command is told by which anybody can
 * answer from another one.
 */
export function followApprovals({
  io,
  app,
  run,
  progress,
}: {
  readonly io: CliIo;
  readonly app: Loopwright;
  readonly run: RunRef;
  readonly progress: ProgressLine;
}): Disposable {
  const asked = new Set<string>();
  const isTerminal = io.stdin.isTTY === true && io.stderr.isTTY === true;
  const ended = new AbortController();
  let turn: Promise<void> = Promise.resolve();
  const ask = ({ node, message }: WaitingApproval) => {
    progress.keep(`\n${message}`);
    if (!isTerminal) {
      progress.keep(`Waiting for an answer: loopwright approve ${run.runId} ${node}   or: … --reject --reason "…"`);
      return;
    }
    turn = turn.then(() => answer(node)).catch(() => undefined);
  };
  const answer = async (node: string) => {
    const said = await readAnswer(io, ended.signal);
    if (said !== undefined) await app.approve({ run, node, ...said }, never);
  };
  const look = async () => {
    const { waiting } = await app.getWorkflowRun(run, never);
    for (const one of waiting) {
      if (asked.has(one.node)) continue;
      asked.add(one.node);
      ask(one);
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
      ended.abort();
    },
  };
}

/** `y`, or `n` and a reason; undefined when the run ended first or the terminal was closed. */
async function readAnswer(
  io: CliIo,
  signal: AbortSignal,
): Promise<{ readonly approved: boolean; readonly reason: string } | undefined> {
  for (;;) {
    const said = await readLine(io, 'Go on? (y = yes, n = no, n REASON) ', signal);
    if (said === undefined) return undefined;
    const [, word = '', reason = ''] = /^\s*(\S*)\s*([\s\S]*)$/.exec(said) ?? [];
    if (/^y(es)?$/i.test(word)) return { approved: true, reason: reason.trim() };
    if (/^no?$/i.test(word)) return { approved: false, reason: reason.trim() };
  }
}

function readLine(io: CliIo, question: string, signal: AbortSignal): Promise<string | undefined> {
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
