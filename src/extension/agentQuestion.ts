import * as vscode from 'vscode';
import type { WaitingQuestion } from '../protocol/questions.ts';
import type { EngineClient } from './engineClient.ts';
import { plainText } from './plainText.ts';
import type { RunName } from './runName.ts';

const t = vscode.l10n.t;

/** More answers than these are offered as a list. */
const maxButtons = 3;
const maxButtonLength = 40;

/** Shows what an agent asks, whose words are a model's, and hands its answer in; nothing when the person closes it: the run goes on waiting. */
export async function askAgentQuestion(
  engine: Pick<EngineClient, 'call'>,
  { run, asked }: { readonly run: RunName; readonly asked: WaitingQuestion },
  signal: AbortSignal,
): Promise<void> {
  const { node, question, choices } = asked;
  const few = choices.length <= maxButtons && choices.every(({ length }) => length <= maxButtonLength);
  const other = t('Answer…');
  const message = t('{0} asks: {1}', plainText(node), plainText(question));
  const chosen = await vscode.window.showInformationMessage(message, ...(few ? choices : []), other);
  const text = chosen === other ? await askText(asked) : chosen;
  if (text === undefined || text.trim() === '') return;
  await engine.call('answer', { ...run, node, text }, signal);
}

/** One of the offered answers, or any other text. */
async function askText({ question, choices }: WaitingQuestion): Promise<string | undefined> {
  const own = t('Another answer…');
  if (choices.length > 0) {
    const title = plainText(question);
    const picked = await vscode.window.showQuickPick([...choices, own], { title, ignoreFocusOut: true });
    if (picked !== own) return picked;
  }
  return vscode.window.showInputBox({ title: t('Answer'), prompt: plainText(question, 1_000), ignoreFocusOut: true });
}
