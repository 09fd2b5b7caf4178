import * as vscode from 'vscode';
import { isInGroups, mentions, type RunGroup } from '../runFilter.ts';
import type { ListedRun } from '../runList.ts';
import type { CommandHandler } from '../shell.ts';

const t = vscode.l10n.t;

interface Choice extends vscode.QuickPickItem {
  readonly group: RunGroup;
}

/** Asks which runs are to be seen: by state, and by words that occur in them. */
export const filterRuns: CommandHandler = async ({ runs, view }) => {
  await runs.refresh();
  const picked = await askFor(choicesFor(runs.all));
  if (!picked) return;
  const { groups, text } = picked;
  const labels = [...groups.map(({ label }) => label), ...(text === '' ? [] : [`“${text}”`])];
  const names = groups.map(({ group }) => group);
  view.filter =
    labels.length === 0
      ? undefined
      : {
          label: labels.join(', '),
          fits: (run) => (names.length === 0 || isInGroups(run, names)) && (text === '' || mentions(run, text)),
        };
};

/** Shows all runs again. */
export const clearRunFilter: CommandHandler = async ({ view }) => {
  view.filter = undefined;
};

function choicesFor(all: readonly ListedRun[]): Choice[] {
  const labels: readonly (readonly [RunGroup, string])[] = [
    ['running', t('Running')],
    ['waiting', t('Waiting for review')],
    ['reached', t('Goal reached')],
    ['notReached', t('Goal not reached')],
    ['failed', t('Failed')],
    ['stopped', t('Paused, interrupted or cancelled')],
  ];
  return labels.map(([group, label]) => {
    const count = all.filter((run) => isInGroups(run, [group])).length;
    return { group, label, description: String(count), alwaysShow: true };
  });
}

/** The states that are checked and what is typed; undefined when the question is closed. */
function askFor(
  items: readonly Choice[],
): Promise<{ readonly groups: readonly Choice[]; readonly text: string } | undefined> {
  const pick = vscode.window.createQuickPick<Choice>();
  pick.items = items;
  pick.canSelectMany = true;
  pick.placeholder = t('Check states, type words that occur in a run, or both; nothing shows all runs');
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      resolve({ groups: pick.selectedItems, text: pick.value.trim() });
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}
