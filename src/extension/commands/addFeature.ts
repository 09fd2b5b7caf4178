import * as vscode from 'vscode';
import { CodedError } from '../../base/errors.ts';
import { beginWorkflow } from '../beginWorkflow.ts';
import { folderOf, pickFolder } from '../folders.ts';
import { approvesPlan } from '../planApproval.ts';
import type { RunName } from '../runName.ts';
import { attemptsOf } from '../settings.ts';
import type { Shell } from '../shell.ts';
import { requireTrust } from '../trouble.ts';

const t = vscode.l10n.t;

/** Longer ones are no request, and would fill the window of a model; the command line has the same limit. */
const maxRequest = 50_000;

/** A request in words, and the file that it is about or comes from. */
export interface FeatureRequest {
  readonly request: string;
  readonly uri: vscode.Uri | undefined;
}

/** Asks what is to be added, unless a file or a code action says it, and starts the workflow `add-feature`. */
export async function addFeature(shell: Shell, [argument]: readonly unknown[], signal: AbortSignal): Promise<void> {
  requireTrust();
  const asked = await requestOf(argument);
  if (asked) await startFeature(shell, asked, signal);
}

/** Starts the workflow for a request; undefined when the person backs out. Throws `usage.noRequest` and `usage.longRequest`. */
export async function startFeature(
  shell: Shell,
  { request, uri }: FeatureRequest,
  signal: AbortSignal,
): Promise<RunName | undefined> {
  const folder = await pickFolder(uri);
  if (!folder) return undefined;
  if (request.trim() === '') throw new CodedError('usage.noRequest', t('There is no request: the text is empty.'));
  if (request.length > maxRequest)
    throw new CodedError(
      'usage.longRequest',
      t(
        'The request has {0} characters; {1} are read. Say what is to be added, and name the files that say more.',
        request.length,
        maxRequest,
      ),
    );
  const approve = approvesPlan(vscode.workspace.getConfiguration('loopwright', folder.uri));
  const attempts = Math.max(1, Math.min(20, Math.round(attemptsOf(folder))));
  const inputs = { request: request.trim(), approve, attempts };
  return beginWorkflow(shell, { folder, workflow: 'add-feature', inputs }, signal);
}

async function requestOf(argument: unknown): Promise<FeatureRequest | undefined> {
  if (argument instanceof vscode.Uri) return readRequest(argument);
  if (typeof argument === 'object' && argument !== null && 'request' in argument) {
    const { request, uri } = argument as { readonly request: unknown; readonly uri?: unknown };
    if (typeof request === 'string') return { request, uri: uri instanceof vscode.Uri ? uri : undefined };
  }
  return askRequest();
}

/** A file as the request, with what is in its editor. */
async function readRequest(uri: vscode.Uri): Promise<FeatureRequest> {
  return { request: (await vscode.workspace.openTextDocument(uri)).getText(), uri };
}

const fromFile: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('markdown'),
  tooltip: t('Take the request from a Markdown or text file…'),
};

/** An input box; its button takes the request from a file. */
async function askRequest(): Promise<FeatureRequest | undefined> {
  const box = vscode.window.createInputBox();
  box.title = t('Add a Feature');
  box.prompt = t(
    'What is to be added? It is planned, written, tested and reviewed in an isolated copy; you review what comes of it.',
  );
  box.placeholder = t('For example: slugify keeps digits');
  box.ignoreFocusOut = true;
  box.buttons = [fromFile];
  const uri = folderOf(vscode.window.activeTextEditor?.document.uri) && vscode.window.activeTextEditor?.document.uri;
  try {
    const said = await new Promise<string | typeof fromFile | undefined>((resolve) => {
      box.onDidAccept(() => resolve(box.value.trim() === '' ? undefined : box.value));
      box.onDidTriggerButton(() => resolve(fromFile));
      box.onDidHide(() => resolve(undefined));
      box.show();
    });
    if (typeof said === 'string') return { request: said, uri };
    return said === undefined ? undefined : await chooseFile();
  } finally {
    box.dispose();
  }
}

async function chooseFile(): Promise<FeatureRequest | undefined> {
  const filters = { [t('Requests')]: ['md', 'markdown', 'txt'] };
  const [uri] = (await vscode.window.showOpenDialog({ filters, openLabel: t('Take as the Request') })) ?? [];
  return uri && readRequest(uri);
}
