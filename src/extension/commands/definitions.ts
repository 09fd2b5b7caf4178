import * as path from 'node:path';
import * as vscode from 'vscode';
import type { AgentRow, FilePlace, PromptRow, WorkflowRow } from '../../protocol/library.ts';
import { pickFolder } from '../folders.ts';
import { builtInText } from '../readOnlyTexts.ts';
import { readSettings } from '../settings.ts';
import type { CommandHandler, Shell } from '../shell.ts';
import { showStarted } from '../showStarted.ts';
import { requireTrust } from '../trouble.ts';
import { settleBeforeRun } from '../unsavedFiles.ts';
import type { LibraryEntry } from '../views/libraryTree.ts';
import { agreeToSend } from './agreeToSend.ts';
import { askInputs } from './askInputs.ts';

const t = vscode.l10n.t;

type Kind = 'agent' | 'prompt' | 'workflow';
type AnyRow = AgentRow | PromptRow | WorkflowRow;

/** What a row of a view stands for. Rows come from menus, so they are looked at before they are used. */
function entryOf(argument: unknown): (LibraryEntry<AnyRow> & { readonly type: Kind }) | undefined {
  const found = (argument ?? {}) as Partial<LibraryEntry<AnyRow>>;
  if (found.kind !== 'entry' || typeof found.workspace !== 'string' || !found.row) return undefined;
  const { row, workspace } = found;
  const type = 'running' in row ? 'agent' : 'inputs' in row ? 'workflow' : 'prompt';
  return { kind: 'entry', workspace, row, type };
}

/** Opens the file of an agent, a prompt or a workflow: the person's own, or what comes with the program, to read. */
export const openDefinition: CommandHandler = async (shell, [argument], signal) => {
  const entry = entryOf(argument);
  if (!entry) return;
  const { row, type, workspace } = entry;
  if (row.at) return openAt(row.at);
  if (type !== 'agent') {
    await vscode.window.showTextDocument(builtInText(type, row.name), { preview: true });
    return;
  }
  // An agent that comes with the program is what its prompt says.
  const name = (row as AgentRow).prompt;
  if (name === undefined) return;
  const prompts = await shell.engine.call('listPrompts', { workspace }, signal);
  const prompt = prompts.find((one) => one.name === name);
  if (prompt?.at) return openAt(prompt.at);
  await vscode.window.showTextDocument(builtInText('prompt', name), { preview: true });
};

async function openAt({ path: file, line }: FilePlace): Promise<void> {
  const at = new vscode.Position(line - 1, 0);
  await vscode.window.showTextDocument(vscode.Uri.file(file), { selection: new vscode.Range(at, at) });
}

/** Copies what comes with the program into the workspace, to be changed there: a prompt, a workflow, or the prompt of an agent. */
export const ejectDefinition: CommandHandler = async (shell, [argument], signal) => {
  requireTrust();
  const entry = entryOf(argument);
  if (!entry) return;
  const { row, type, workspace } = entry;
  const name = type === 'agent' ? (row as AgentRow).prompt : row.name;
  if (name === undefined) return;
  const kind = type === 'workflow' ? 'workflow' : 'prompt';
  const ejected = await shell.engine.call('eject', { workspace, kind, name }, signal);
  await openAt({ path: ejected.path, line: 1 });
  void vscode.window.showInformationMessage(
    t('{0} is used in the place of the built-in one from now on.', path.relative(workspace, ejected.path)),
  );
};

/** Shows what a prompt of the workspace, or a workflow, says differently from the one that comes with the program. */
export const diffDefinition: CommandHandler = async (_shell, [argument]) => {
  const entry = entryOf(argument);
  if (!entry?.row.at || entry.type === 'agent') return;
  const { row, type } = entry;
  const mine = vscode.Uri.file(entry.row.at.path);
  const title = t('{0} (built in ↔ yours)', row.name);
  await vscode.commands.executeCommand('vscode.diff', builtInText(type, row.name), mine, title);
};

/** Shows the graph of a workflow of the workspace. */
export const showDefinitionGraph: CommandHandler = async (_shell, [argument]) => {
  const at = entryOf(argument)?.row.at;
  if (at) await vscode.commands.executeCommand('loopwright.showWorkflowGraph', vscode.Uri.file(at.path));
};

/** Runs a workflow: the one that is named, or one that the person picks; asks for its inputs. */
export const runWorkflow: CommandHandler = async (shell, [argument], signal) => {
  requireTrust();
  const entry = entryOf(argument);
  const folder = entry ? folderAt(entry.workspace) : await pickFolder(undefined);
  if (!folder) return;
  const workspace = folder.uri.fsPath;
  const row = entry?.type === 'workflow' ? (entry.row as WorkflowRow) : await pickWorkflow(shell, workspace, signal);
  if (!row) return;
  const inputs = await askInputs(row.name, row.inputs);
  if (!inputs || !(await settleBeforeRun(folder))) return;
  const settings = readSettings(folder);
  const about = { request: { ...settings, workspace, tests: [] }, workflow: row.name, orWithout: true };
  const agreed = await agreeToSend(shell.engine, about, signal);
  if (!agreed) return;
  const request = {
    ...settings,
    model: agreed.model,
    workspace,
    workflow: row.name,
    inputs,
    include: [],
    idempotencyKey: undefined,
    repairSeconds: settings.repairSeconds ?? undefined,
  };
  await showStarted(shell, { workspace, ...(await shell.engine.call('startWorkflow', request, signal)) });
};

const folderAt = (workspace: string) => vscode.workspace.workspaceFolders?.find(({ uri }) => uri.fsPath === workspace);

async function pickWorkflow(shell: Shell, workspace: string, signal: AbortSignal): Promise<WorkflowRow | undefined> {
  const rows = await shell.engine.call('listWorkflows', { workspace }, signal);
  const items = rows
    .filter(({ problem }) => problem === undefined)
    .map((row) => ({
      label: row.name,
      description: row.from === 'workspace' ? t('of this workspace') : t('built in'),
      detail: row.description,
      row,
    }));
  return (await vscode.window.showQuickPick(items, { placeHolder: t('The workflow to run'), matchOnDetail: true }))
    ?.row;
}
