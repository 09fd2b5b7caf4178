import type * as vscode from 'vscode';

/** A signal for work that nothing cancels; it still has to be named at the call. */
export function neverCancelled(): AbortSignal {
  return new AbortController().signal;
}

/** A signal that VS Code's token cancels. */
export function abortOn(token: vscode.CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  else token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
