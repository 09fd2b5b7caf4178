import * as vscode from 'vscode';
import { isAbort, messageOf } from '../base/errors.ts';
import type { RunRow } from '../protocol/runView.ts';
import { neverCancelled } from './cancellation.ts';
import type { EngineClient } from './engineClient.ts';
import { localFolders } from './folders.ts';

/** A run together with the folder it belongs to (absolute path). */
export interface ListedRun {
  readonly workspace: string;
  readonly row: RunRow;
}

/** True when the run's proposal waits for the person. */
export function waitsForReview({ row }: ListedRun): boolean {
  const proposal = row.proposal;
  return row.status !== 'running' && proposal !== undefined && proposal.hunks > 0 && !isSettled(proposal);
}

function isSettled(proposal: NonNullable<RunRow['proposal']>): boolean {
  return proposal.applied || proposal.decided >= proposal.hunks;
}

/** The runs of every open folder, newest first, kept in step with the engine once something asked for them. */
export class RunList implements vscode.Disposable {
  readonly #engine: EngineClient;
  readonly #output: vscode.LogOutputChannel;
  readonly #didChange = new vscode.EventEmitter<void>();
  readonly #subscriptions: { dispose(): void }[];
  #rows = new Map<string, readonly RunRow[]>();
  #refreshing: Promise<void> | undefined;
  #again = false;
  #loaded = false;

  readonly onDidChange = this.#didChange.event;

  constructor(engine: EngineClient, output: vscode.LogOutputChannel) {
    this.#engine = engine;
    this.#output = output;
    this.#subscriptions = [
      engine.onDidChangeRun(() => void this.refresh()),
      engine.onDidCrash(() => void this.refresh()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => void this.refresh()),
    ];
  }

  /** The runs as they were last read; `refresh` reads them. */
  get all(): readonly ListedRun[] {
    const found = [...this.#rows].flatMap(([workspace, rows]) => rows.map((row) => ({ workspace, row })));
    return found.sort((a, b) => b.row.startedAtMs - a.row.startedAtMs);
  }

  get loaded(): boolean {
    return this.#loaded;
  }

  find(workspace: string, runId: string): ListedRun | undefined {
    const row = this.#rows.get(workspace)?.find((candidate) => candidate.runId === runId);
    return row && { workspace, row };
  }

  /** Reads all runs again. Calls made meanwhile lead to one more read. Never rejects: trouble goes to the output. */
  refresh(): Promise<void> {
    if (this.#refreshing) {
      this.#again = true;
      return this.#refreshing;
    }
    this.#refreshing = this.#read().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#didChange.dispose();
  }

  async #read(): Promise<void> {
    do {
      this.#again = false;
      const rows = new Map<string, readonly RunRow[]>();
      for (const { uri } of localFolders()) rows.set(uri.fsPath, await this.#rowsOf(uri.fsPath));
      this.#rows = rows;
      this.#loaded = true;
      this.#didChange.fire();
    } while (this.#again);
  }

  async #rowsOf(workspace: string): Promise<readonly RunRow[]> {
    try {
      return await this.#engine.call('listRuns', { workspace }, neverCancelled());
    } catch (error) {
      if (!isAbort(error)) this.#output.error(`The runs of ${workspace} cannot be read: ${messageOf(error)}`);
      return this.#rows.get(workspace) ?? [];
    }
  }
}
