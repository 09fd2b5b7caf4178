import type { RunRef } from '../app/loopwright.ts';
import { CodedError } from '../base/errors.ts';
import type { RunRow } from '../protocol/runView.ts';
import type { CommandContext } from './command.ts';

/** Which run is meant when none is named. */
export const newestWith = {
  proposal: ({ proposal }: RunRow) => proposal !== undefined,
  applied: ({ proposal }: RunRow) => proposal?.applied === true,
} as const;

/** The run that a command line names; otherwise the newest one that suits the command, or else the newest of all. */
export async function oneRun(
  {
    args,
    workspace,
    app,
    suits = () => true,
  }: Pick<CommandContext, 'args' | 'workspace' | 'app'> & { readonly suits?: (run: RunRow) => boolean },
  signal: AbortSignal,
): Promise<RunRef> {
  const [named] = args.positionals;
  return named === undefined ? newestRun({ workspace, app, suits }, signal) : app.findRun(workspace, named, signal);
}

/** The newest run that suits, or else the newest of all. */
export async function newestRun(
  { workspace, app, suits = () => true }: Omit<Parameters<typeof oneRun>[0], 'args'>,
  signal: AbortSignal,
): Promise<RunRef> {
  const runs = await app.listRuns(workspace, signal);
  const newest = runs.find(suits) ?? runs[0];
  if (!newest)
    throw new CodedError('run.unknown', 'There is no run in this workspace yet.', {
      hint: 'Begin with: loopwright fix',
    });
  return app.findRun(workspace, newest.runId, signal);
}
