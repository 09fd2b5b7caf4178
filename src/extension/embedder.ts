import * as vscode from 'vscode';
import { textOf } from './chosenModel.ts';
import type { EngineClient } from './engineClient.ts';

const t = vscode.l10n.t;
const setting = 'context.embedder';

/**
 * The embedder of the settings, once the person has agreed to its endpoint; where they do not, the built-in one, which sends nothing: `none`. Empty
 * when nothing is set. A workspace cannot set it. Throws `model.*`.
 */
export async function agreedEmbedder(engine: Pick<EngineClient, 'call'>, signal: AbortSignal): Promise<string> {
  const embedder = textOf(vscode.workspace.getConfiguration('loopwright').get(setting)) ?? '';
  const { model, endpoint, agreed } = await engine.call('getEmbeddingTarget', { embedder }, signal);
  if (agreed || endpoint === undefined) return embedder;
  const detail = t(
    '{0} is reached there, and makes the vectors of the search. It gets the text of all code that is indexed, and each question. You are asked once for each address.',
    model ?? '',
  );
  const [send, without] = [t('Send Code There'), t('Search Without It')];
  const chosen = await vscode.window.showWarningMessage(
    t('May all code of this project be sent to {0}?', endpoint),
    { modal: true, detail },
    send,
    without,
  );
  if (chosen !== send) return 'none';
  await engine.call('agreeToSend', { endpoint }, signal);
  return embedder;
}
