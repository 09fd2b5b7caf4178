import type * as vscode from 'vscode';
import type { EngineClient } from './engineClient.ts';
import type { PasteRequests } from './pasteRequests.ts';
import type { ResultFiles } from './resultFiles.ts';
import type { ReviewPanels } from './reviewPanels.ts';
import type { RunList } from './runList.ts';
import type { RunTerminals } from './runTerminals.ts';

/** The parts of the extension that commands work with. Built once, by `activate`. */
export interface Shell {
  readonly context: vscode.ExtensionContext;
  readonly engine: EngineClient;
  readonly runs: RunList;
  readonly files: ResultFiles;
  readonly panels: ReviewPanels;
  readonly terminals: RunTerminals;
  readonly pastes: PasteRequests;
  readonly output: vscode.LogOutputChannel;
}

/** What a command does. Arguments come from menus and other extensions, so they are unknown. */
export type CommandHandler = (shell: Shell, args: readonly unknown[], signal: AbortSignal) => Promise<void>;
