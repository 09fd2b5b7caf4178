import type { Loopwright } from '../app/loopwright.ts';
import type { ContextUpdateView } from '../protocol/context.ts';
import type { CliIo } from './cliIo.ts';
import { createProgressLine } from './progressLine.ts';

const manyFiles = 200;
const filesALine = 512;

/** Brings the index of a project up to date, and shows on a terminal how far it is. */
export async function updateShown(
  task: { readonly app: Loopwright; readonly io: CliIo; readonly workspace: string; readonly rebuild: boolean },
  signal: AbortSignal,
): Promise<ContextUpdateView> {
  const { app, io, workspace, rebuild } = task;
  const line = createProgressLine(io);
  try {
    const onProgress = (done: number, total: number) => {
      // A few files are no wait; elsewhere than on a terminal each change is a line.
      if (total >= manyFiles && done % filesALine === 0) line.say(`indexing: ${done} of ${total} files`);
    };
    return await app.updateContext(workspace, { rebuild, onProgress }, signal);
  } finally {
    line.dispose();
  }
}
