import type * as vscode from 'vscode';
import type { ListedRun, RunList } from './runList.ts';
import type { RunName } from './runName.ts';

/** Tells each new line of a run until it ends, and gives it as it ended; undefined when it is gone. Rejects when aborted. */
export function followRun(
  runs: RunList,
  { workspace, runId }: RunName,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<ListedRun | undefined> {
  return new Promise((resolve, reject) => {
    let last = '';
    let subscription: vscode.Disposable | undefined;
    const end = (settle: () => void) => {
      subscription?.dispose();
      signal.removeEventListener('abort', aborted);
      settle();
    };
    const aborted = () => end(() => reject(signal.reason));
    const look = () => {
      const run = runs.find(workspace, runId);
      if (run?.row.status !== 'running') return end(() => resolve(run));
      if (run.row.line === last || run.row.line === '') return;
      last = run.row.line;
      onLine(last);
    };
    if (signal.aborted) return aborted();
    signal.addEventListener('abort', aborted, { once: true });
    subscription = runs.onDidChange(look);
    look();
  });
}
