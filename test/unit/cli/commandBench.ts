import { PassThrough } from 'node:stream';
import type { Loopwright } from '../../../src/app/loopwright.ts';
import { CodedError } from '../../../src/base/errors.ts';
import type { RunId } from '../../../src/base/ids.ts';
import { type Command, exitCode as codes } from '../../../src/cli/command.ts';
import { definitionOf } from '../../../src/core/run/runBackend.ts';
import type { RunStore } from '../../../src/core/run/runStore.ts';

/** What a command printed. */
export interface Printed {
  readonly exitCode: number;
  readonly stdout: string;
}

/** The part of Loopwright that reads logs, over a store. Runs are found by their whole id. */
export function readerOf(store: RunStore): Loopwright {
  const known = async (runId: RunId, seq: number, signal: AbortSignal) => {
    const events = await store.read(runId, seq, signal);
    if (seq === 0 && events.length === 0) throw new CodedError('run.unknown', `There is no run ${runId}.`);
    return events;
  };
  const reader: Pick<Loopwright, 'findRun' | 'listEvents' | 'listEventsAfter' | 'getWorkflow'> = {
    findRun: async (workspace, id) => ({ workspace, runId: id as RunId }),
    listEvents: ({ runId }, signal) => known(runId, 0, signal),
    listEventsAfter: ({ runId }, seq, signal) => known(runId, seq, signal),
    getWorkflow: (_run, hash, signal) => definitionOf(store, hash, signal),
  };
  return reader as Loopwright;
}

/** Runs a command as the command line would, without colours. */
export async function runCommand(
  command: Command,
  app: Loopwright,
  { positionals = [], options = {} }: { positionals?: readonly string[]; options?: Record<string, string | true> },
): Promise<Printed> {
  const stdout = new PassThrough();
  const chunks: Buffer[] = [];
  stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const io = { cwd: '/', env: { NO_COLOR: '1' }, stdin: new PassThrough(), stdout, stderr: new PassThrough() };
  const text = (name: string) => {
    const value = options[name];
    return typeof value === 'string' ? value : undefined;
  };
  const args = {
    positionals,
    text,
    texts: () => [],
    flag: (name: string) => options[name] === true,
    number: (name: string) => (text(name) === undefined ? undefined : Number(text(name))),
  };
  const exitCode = await command.run(
    { io, args, workspace: '/', app, exitCodeOf: () => codes.environment },
    new AbortController().signal,
  );
  stdout.end();
  return { exitCode, stdout: Buffer.concat(chunks).toString('utf8') };
}
