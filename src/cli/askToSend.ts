import { createInterface } from 'node:readline';
import type { Loopwright } from '../app/loopwright.ts';
import { abortError } from '../base/abort.ts';
import { endpointOf } from '../core/model/sendConsent.ts';
import type { FixRequest } from '../protocol/engine.ts';
import type { CliIo } from './cliIo.ts';
import { printable } from './printable.ts';

/**
 * Asks the person once, on a terminal, whether code may be sent where the run would send it, and keeps a yes. Gives the
 * request to go on with: after a no, `auto` goes on without a model, and a model that was named is left to the app to refuse.
 */
export async function askToSend(
  { io, app }: { readonly io: CliIo; readonly app: Pick<Loopwright, 'getSendTarget' | 'agreeToSend'> },
  task: { readonly request: FixRequest; readonly agreedEndpoints: readonly string[] },
  signal: AbortSignal,
): Promise<FixRequest> {
  const { request } = task;
  if (!io.stdin.isTTY || !io.stderr.isTTY) return request;
  const { model, endpoint, agreed } = await app.getSendTarget(request, signal);
  if (agreed || endpoint === undefined || task.agreedEndpoints.map(endpointOf).includes(endpoint)) return request;
  const why = request.model.trim() === 'auto' ? ' (its key is in the environment)' : '';
  io.stderr.write(
    `${printable(model ?? '')}${why} would get code of this project, at ${printable(endpoint)}: what a model asks to read, test output and file names.\n`,
  );
  const answer = await ask(io, 'May it be sent there, now and in later runs? [y/N] ', signal);
  if (/^\s*y(es)?\s*$/i.test(answer)) await app.agreeToSend(endpoint, signal);
  else if (request.model.trim() === 'auto') return { ...request, model: 'none' };
  return request;
}

/** One line of the person; empty when the input ends first. */
function ask(io: CliIo, question: string, signal: AbortSignal): Promise<string> {
  // No terminal mode: it would take Ctrl+C for itself.
  const reader = createInterface({ input: io.stdin, terminal: false });
  io.stderr.write(question);
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      reader.close();
      reject(abortError(signal));
    };
    signal.addEventListener('abort', onAbort, { once: true });
    reader.once('line', (line) => {
      resolve(line);
      reader.close();
    });
    reader.once('close', () => {
      signal.removeEventListener('abort', onAbort);
      resolve('');
    });
  });
}
