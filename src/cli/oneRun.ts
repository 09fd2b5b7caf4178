import type { RunRef } from '../app/loopwright.ts';
import { CodedError } from '../base/errors.ts';
import type { CommandContext } from './command.ts';

/** The run that a command line names, or the newest one when it names none. */
export async function oneRun(
  { args, workspace, app }: Pick<CommandContext, 'args' | 'workspace' | 'app'>,
  signal: AbortSignal,
): Promise<RunRef> {
  const [named] = args.positionals;
  if (named !== undefined) return app.findRun(workspace, named, signal);
  const [newest] = await app.listRuns(workspace, signal);
  if (!newest)
    throw new CodedError('run.unknown', 'There is no run in this workspace yet.', {
      hint: 'Begin with: loopwright fix',
    });
  return app.findRun(workspace, newest.runId, signal);
}
