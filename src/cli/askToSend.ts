import { createInterface } from 'node:readline';
import type { Loopwright, SendQuestion } from '../app/loopwright.ts';
import { throwIfAborted } from '../base/abort.ts';
import { endpointOf } from '../core/model/sendConsent.ts';
import type { SendTargetView } from '../protocol/engine.ts';
import type { CliIo } from './cliIo.ts';
import type { Arguments } from './command.ts';
import { printable } from './printable.ts';

/** What asking needs of a command. */
export interface AskContext {
  readonly io: CliIo;
  readonly args: Pick<Arguments, 'texts'>;
  readonly app: Pick<Loopwright, 'getSendTargets' | 'agreeToSend'>;
}

/**
 * Asks the person, on a terminal, once for each endpoint of a run whether code may be sent there, and keeps a yes. Gives the
 * model to go on with: after a no `auto` goes on without one; a model that was named, by the person or by a node, is left to the
 * app to refuse.
 */
export async function askToSend<Model extends string | undefined>(
  { io, args, app }: AskContext,
  question: SendQuestion & { readonly model: Model },
  signal: AbortSignal,
): Promise<Model | 'none'> {
  const { model } = question;
  if (!io.stdin.isTTY || !io.stderr.isTTY) return model;
  const named = args.texts('yes-send-to').map(endpointOf);
  const [own, ...nodes] = (await app.getSendTargets(question, signal)).map((target) => ({
    ...target,
    open: !target.agreed && target.endpoint !== undefined && !named.includes(target.endpoint),
  }));
  const isAuto = model?.trim() === 'auto';
  const questions = openQuestions(io, signal);
  try {
    if (own?.open) {
      const agreed = await askOne(own, isAuto ? ' (its key is in the environment)' : '');
      if (!agreed && isAuto) return 'none';
    }
    for (const node of nodes) if (node.open) await askOne(node, ' (a step of the workflow names it)');
    return model;
  } finally {
    questions.close();
  }

  async function askOne({ model: ref, endpoint }: SendTargetView, why: string): Promise<boolean> {
    io.stderr.write(
      `${printable(ref ?? '')}${why} would get code of this project, at ${printable(endpoint ?? '')}: what a model asks to read, test output and file names.\n`,
    );
    const answer = await questions.ask('May it be sent there, now and in later runs? [y/N] ');
    if (!/^\s*y(es)?\s*$/i.test(answer) || endpoint === undefined) return false;
    await app.agreeToSend(endpoint, signal);
    return true;
  }
}

/** Lines of the person, one for each question; empty when the input ends first. Reads nothing before the first question. */
function openQuestions({ stdin, stderr }: CliIo, signal: AbortSignal) {
  let lines: { readonly close: () => void; readonly next: () => Promise<IteratorResult<string>> } | undefined;
  const open = () => {
    // No terminal mode: it would take Ctrl+C for itself.
    const reader = createInterface({ input: stdin, terminal: false });
    const iterator = reader[Symbol.asyncIterator]();
    return { close: () => reader.close(), next: () => iterator.next() };
  };
  const close = () => lines?.close();
  return {
    async ask(question: string): Promise<string> {
      lines ??= open();
      stderr.write(question);
      signal.addEventListener('abort', close, { once: true });
      try {
        const line = await lines.next();
        throwIfAborted(signal);
        return line.done === true ? '' : line.value;
      } finally {
        signal.removeEventListener('abort', close);
      }
    },
    close,
  };
}
