import * as vscode from 'vscode';
import { besideCode } from './besideCode.ts';
import type { RunName } from './runName.ts';

const t = vscode.l10n.t;

/** What a page shows. */
interface Asked {
  readonly run: RunName;
  readonly node: string;
  readonly title: string;
  readonly message: string;
}

/** A question in an editor beside the code. */
export interface QuestionPage {
  readonly uri: vscode.Uri;
  /** What the person has made of it, saved or not, as words for the run; empty when it is as it was. */
  changes(): string;
  reveal(): Promise<void>;
  /** Removes the page, and its tab with it. */
  close(): Promise<void>;
}

/** Opens a question beside the code, without taking the focus. */
export async function openQuestion(storage: vscode.Uri, asked: Asked): Promise<QuestionPage> {
  const folder = vscode.Uri.joinPath(storage, 'questions', asked.run.runId);
  // Each question in a folder of its own: the name of the file is what its tab says.
  const place = vscode.Uri.joinPath(folder, asked.node.replace(/[^\w.-]+/g, '-'));
  const uri = vscode.Uri.joinPath(place, `${asked.title.replace(/[^\w .-]+/g, ' ').trim() || 'question'}.md`);
  const text = pageOf(asked);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const document = await vscode.workspace.openTextDocument(uri);
  await show(uri);
  return {
    uri,
    changes: () => (document.isClosed || said(document.getText()) === said(text) ? '' : changed(document.getText())),
    reveal: () => show(uri),
    async close() {
      // A changed page would ask whether it is to be saved.
      if (document.isDirty) await document.save();
      const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
      const own = tabs.filter(
        ({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString(),
      );
      if (own.length > 0) await vscode.window.tabGroups.close(own, true);
      await vscode.workspace.fs.delete(place, { recursive: true });
    },
  };
}

/** *Approve* and *Refuse…* over the text: the buttons of an editor's title hide while another editor has the focus. */
export function showAnswers(storage: vscode.Uri): vscode.Disposable {
  const pattern = new vscode.RelativePattern(vscode.Uri.joinPath(storage, 'questions'), '**/*.md');
  return vscode.languages.registerCodeLensProvider(
    { scheme: 'file', pattern },
    {
      provideCodeLenses: ({ uri }) => [
        answer(`$(check) ${t('Approve')}`, 'approveQuestion', uri),
        answer(`$(circle-slash) ${t('Refuse…')}`, 'refuseQuestion', uri),
      ],
    },
  );
}

function answer(title: string, command: string, uri: vscode.Uri): vscode.CodeLens {
  const place = new vscode.Range(0, 0, 0, 0);
  return new vscode.CodeLens(place, { title, command: `loopwright.${command}`, arguments: [uri] });
}

async function show(uri: vscode.Uri): Promise<void> {
  const viewColumn = besideCode();
  await vscode.window.showTextDocument(uri, { viewColumn, preview: false, preserveFocus: true });
}

/** Everything below this line is the person's to change. */
const mark = '\n---\n';

function pageOf({ title, message }: Asked): string {
  const how = t(
    'Approve or refuse it with the buttons above the editor or in the notification. You can change the text first: what you change is told to the agents.',
  );
  return `# ${title}\n\n_${how}_\n${mark}\n${message.trim()}\n`;
}

/** The text without what was said in front of it. */
function said(text: string): string {
  const plain = text.replace(/\r\n/g, '\n');
  const at = plain.indexOf(mark);
  return (at < 0 ? plain : plain.slice(at + mark.length)).trim();
}

function changed(text: string): string {
  return `The person approved it in this form, which counts where it differs:\n\n${said(text)}`;
}
