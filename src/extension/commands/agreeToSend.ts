import * as vscode from 'vscode';
import type { FixRequest } from '../../protocol/engine.ts';
import type { EngineClient } from '../engineClient.ts';

const t = vscode.l10n.t;

/**
 * Asks once for each endpoint whether code may be sent there, and keeps a yes. Gives the request to go on with, with or
 * without a model; undefined when the person closes the question.
 */
export async function agreeToSend(
  engine: Pick<EngineClient, 'call'>,
  request: FixRequest,
  signal: AbortSignal,
): Promise<FixRequest | undefined> {
  for (const { model, endpoint, agreed } of await engine.call('getSendTargets', request, signal)) {
    if (agreed || endpoint === undefined) continue;
    const chosen = await askFor(model ?? '', endpoint);
    if (chosen === 'without') return { ...request, model: 'none' };
    if (chosen === undefined) return undefined;
    await engine.call('agreeToSend', { endpoint }, signal);
  }
  return request;
}

async function askFor(model: string, endpoint: string): Promise<'send' | 'without' | undefined> {
  const message = t('May code of this project be sent to {0}?', endpoint);
  const detail = t(
    '{0} is reached there. It gets what it asks to read, test output and file names. You are asked once for each address. Without a model, only small defects can be repaired.',
    model,
  );
  const [send, without] = [t('Send Code There'), t('Go On Without a Model')];
  const chosen = await vscode.window.showWarningMessage(message, { modal: true, detail }, send, without);
  if (chosen === undefined) return undefined;
  return chosen === send ? 'send' : 'without';
}
