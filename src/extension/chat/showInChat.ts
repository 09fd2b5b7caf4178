import * as vscode from 'vscode';
import { abortOn } from '../cancellation.ts';
import type { Shell } from '../shell.ts';

const t = vscode.l10n.t;

/** Brings `@loopwright` into the chat, and the tools for other agents. What answers is loaded when it is first asked. */
export function showInChat(shell: Shell): vscode.Disposable {
  const participant = vscode.chat.createChatParticipant('loopwright.chat', async (request, _context, stream, token) =>
    (await import('./answerChat.ts')).answerChat({ shell, request, stream }, token),
  );
  participant.iconPath = vscode.Uri.joinPath(shell.context.extensionUri, 'media', 'loopwright.png');
  return vscode.Disposable.from(
    participant,
    vscode.lm.registerTool('loopwright_start_fix', {
      prepareInvocation: () => ({
        invocationMessage: t('Starting a Loopwright run'),
        confirmationMessages: {
          title: t('Start a Loopwright run'),
          message: t(
            "Runs the project's tests in an isolated copy and looks for a fix, within your limits. Nothing is written into your files.",
          ),
        },
      }),
      invoke: async ({ input }, token) =>
        answer(await (await import('./answerTools.ts')).startFixForAgent(shell, input, abortOn(token))),
    }),
    vscode.lm.registerTool('loopwright_read_run', {
      prepareInvocation: () => ({
        invocationMessage: t('Reading a Loopwright run'),
        confirmationMessages: {
          title: t('Read a Loopwright run'),
          message: t('The agent gets the state, the evidence and the names of changed files of a run.'),
        },
      }),
      invoke: async ({ input }) => answer(await (await import('./answerTools.ts')).readRunForAgent(shell, input)),
    }),
  );
}

function answer(text: string): vscode.LanguageModelToolResult {
  return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
}
