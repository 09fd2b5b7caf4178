import * as vscode from 'vscode';
import type { CommandHandler } from '../shell.ts';

/** Opens the page that explains the problems of manifests, at a code where one is given. */
export const explainProblem: CommandHandler = async ({ context }, [code]) => {
  const page = vscode.Uri.joinPath(context.extensionUri, 'docs', 'problems.md');
  // The name that the preview gives to a heading: lower case, without dots.
  const fragment = typeof code === 'string' ? code.toLowerCase().replace(/[^a-z]/g, '') : '';
  await vscode.commands.executeCommand('markdown.showPreview', page.with({ fragment }));
};
