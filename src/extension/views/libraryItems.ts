import * as vscode from 'vscode';
import type { AgentRow, PromptRow, WorkflowRow } from '../../protocol/library.ts';
import type { LibraryEntry } from './libraryTree.ts';

const t = vscode.l10n.t;

interface Looks {
  readonly icon: string;
  readonly parts: readonly (string | undefined)[];
  readonly about: string;
  /** Words that menus look for. */
  readonly context: readonly (string | false)[];
  readonly problem?: string | undefined;
}

function itemOf(entry: LibraryEntry<{ readonly name: string }>, kind: string, looks: Looks): vscode.TreeItem {
  const { name } = entry.row;
  const item = new vscode.TreeItem(name);
  const parts = looks.parts.filter((part) => part !== undefined && part !== '');
  const icon = looks.problem === undefined ? looks.icon : 'error';
  item.id = `${kind}/${entry.workspace}/${name}`;
  item.iconPath = new vscode.ThemeIcon(
    icon,
    looks.problem === undefined ? undefined : new vscode.ThemeColor('testing.iconFailed'),
  );
  item.description = parts.join(' · ');
  item.tooltip = [name, looks.about, looks.problem].filter((line) => line !== undefined && line !== '').join('\n');
  // Without it a screen reader is given the tooltip, which does not say where the text in use comes from.
  item.accessibilityInformation = { label: [name, ...parts].join(', ') };
  item.contextValue = [kind, ...looks.context.filter((word) => word !== false)].join(' ');
  item.command = { command: 'loopwright.openDefinition', title: t('Open'), arguments: [entry] };
  return item;
}

const origin = ({ from }: { readonly from: 'built-in' | 'workspace' }) =>
  from === 'built-in' ? t('built in') : t('of this workspace');

/** An agent: what it does, and how many of its nodes work now. */
export function agentItem(entry: LibraryEntry<AgentRow>): vscode.TreeItem {
  const { row } = entry;
  const item = itemOf(entry, 'agent', {
    icon: row.running > 0 ? 'sync~spin' : 'hubot',
    parts: [row.running > 0 ? t('{0} running', row.running) : undefined, row.model, origin(row), row.description],
    about: row.description,
    context: [row.from, row.prompt !== undefined && 'prompted'],
  });
  // One that comes with the program and asks no model is code: there is nothing to open.
  if (row.at === undefined && row.prompt === undefined) delete item.command;
  return item;
}

/** A prompt: the version in use, and whether it is the person's own. */
export function promptItem(entry: LibraryEntry<PromptRow>): vscode.TreeItem {
  const { row } = entry;
  const { version, problem, overrides } = row;
  return itemOf(entry, 'prompt', {
    icon: 'note',
    parts: [
      problem === undefined ? undefined : t('has errors'),
      version === undefined ? undefined : t('version {0}', version),
      overrides ? t('overridden here') : origin(row),
    ],
    about: row.description,
    context: [row.from, overrides && 'overrides'],
    problem,
  });
}

/** A workflow: what it is for. */
export function workflowItem(entry: LibraryEntry<WorkflowRow>): vscode.TreeItem {
  const { row } = entry;
  const { problem, overrides } = row;
  return itemOf(entry, 'workflow', {
    icon: 'type-hierarchy-sub',
    parts: [
      problem === undefined ? undefined : t('has errors'),
      overrides ? t('overridden here') : origin(row),
      row.description,
    ],
    about: row.description,
    context: [row.from, overrides && 'overrides', problem === undefined && 'runnable'],
    problem,
  });
}
