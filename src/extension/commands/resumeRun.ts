import * as vscode from 'vscode';
import type { RunRow } from '../../protocol/runView.ts';
import type { Shell } from '../shell.ts';
import { requireTrust } from '../trouble.ts';
import { chooseRun } from './chooseRun.ts';

const t = vscode.l10n.t;

type Paused = NonNullable<RunRow['paused']>;
type Raise = { readonly limit: Paused['limit']; readonly to: number };

/** Goes on with a run that was paused, with a higher limit, or whose process died. What is on record is not done again. */
export async function resumeRun(shell: Shell, [argument]: readonly unknown[], signal: AbortSignal): Promise<void> {
  requireTrust();
  const run = await chooseRun(shell, argument, {
    fits: ({ row }) => row.status === 'paused' || row.status === 'interrupted',
    placeHolder: t('The run to resume'),
    none: t('No run was paused or interrupted.'),
  });
  if (!run) return;
  const { paused } = run.row;
  const raise = paused && (await askFor(paused));
  if (paused && !raise) return;
  const { workspace } = run;
  const { runId } = await shell.engine.call('resumeRun', { workspace, runId: run.row.runId, raise }, signal);
  shell.panels.openWhenReady({ workspace, runId });
  shell.questions.watch({ workspace, runId });
  await shell.runs.refresh();
  await shell.terminals.open(run, { reveal: false });
}

/** The new limit, in all; undefined when the person closes the question. */
async function askFor({ limit, at }: Paused): Promise<Raise | undefined> {
  const value = await vscode.window.showInputBox({
    title: t('Resume Run'),
    prompt: questionOf(limit, at),
    value: String(limit === 'usd' ? 2 * at : Math.ceil(2 * at)),
    validateInput: (text) => (Number(text) > at ? undefined : t('A number above {0}.', at)),
  });
  return value === undefined ? undefined : { limit, to: Number(value) };
}

function questionOf(limit: Paused['limit'], at: number): string {
  switch (limit) {
    case 'usd':
      return t('It stopped at {0} USD. How much may the run cost in all?', at);
    case 'tokens':
      return t('It stopped at {0} tokens. How many may the run use in all?', at);
    case 'calls':
      return t('It stopped at {0} model calls. How many may the run make in all?', at);
    case 'minutes':
      return t('It stopped after {0} minutes. How many may the run take in all?', Math.round(at * 10) / 10);
  }
}
