import type * as vscode from 'vscode';
import type { LateMarks } from './applied/lateMarks.ts';
import type { ComparePanels } from './comparePanels.ts';
import type { DashboardPanels } from './dashboard/dashboardPanels.ts';
import type { EngineClient } from './engineClient.ts';
import type { GraphPanels } from './graphPanels.ts';
import type { PasteRequests } from './pasteRequests.ts';
import type { ResultFiles } from './resultFiles.ts';
import type { ReviewPanels } from './reviewPanels.ts';
import type { RunList } from './runList.ts';
import type { RunQuestions } from './runQuestions.ts';
import type { RunsView } from './runsView.ts';
import type { RunTerminals } from './runTerminals.ts';
import type { LateTests } from './tests/lateTests.ts';
import type { TracePanels } from './tracePanels.ts';

/** The parts of the extension that commands work with. Built once, by `activate`. */
export interface Shell {
  readonly context: vscode.ExtensionContext;
  readonly engine: EngineClient;
  readonly runs: RunList;
  readonly files: ResultFiles;
  readonly panels: ReviewPanels;
  readonly graphs: GraphPanels;
  readonly traces: TracePanels;
  readonly comparisons: ComparePanels;
  readonly terminals: RunTerminals;
  readonly pastes: PasteRequests;
  readonly tests: LateTests;
  readonly view: RunsView;
  readonly dashboard: DashboardPanels;
  readonly questions: RunQuestions;
  readonly marks: LateMarks;
  readonly output: vscode.LogOutputChannel;
}

/** What a command does. Arguments come from menus and other extensions, so they are unknown. */
export type CommandHandler = (shell: Shell, args: readonly unknown[], signal: AbortSignal) => Promise<void>;
