import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLoopwright } from '../../src/app/createLoopwright.ts';
import type { RunRef } from '../../src/app/loopwright.ts';
import { openWorkspaceSession, type WorkspaceSession } from '../../src/app/workspaceSession.ts';
import { asBlobHash, createRunId, type TraceId } from '../../src/base/ids.ts';
import { openRunLog, type RunLog } from '../../src/core/run/runLog.ts';

export const never = new AbortController().signal;
/** The file's forty lines, some of them others. */
export const lines = (changed: Readonly<Record<number, string>> = {}) =>
  Array.from({ length: 60 }, (_, i) => `${changed[i + 1] ?? `line ${i + 1}`}\n`).join('');
export const base = lines();
export const proposed = lines({ 5: 'FIVE', 30: 'THIRTY', 55: 'FIFTY-FIVE' });
/** The address of a text. */
export const hashOf = (text: string) => asBlobHash(createHash('sha256').update(text).digest('hex'));

/** A workspace of one file with a run that proposes three hunks of it. */
export class ReviewBench {
  readonly root = mkdtempSync(path.join(tmpdir(), 'lwr-'));
  readonly workspace = path.join(this.root, 'ws');
  readonly home = path.join(this.root, 'data');
  readonly file = path.join(this.workspace, 'a.txt');
  readonly env = { LOOPWRIGHT_HOME: this.home, HOME: this.root, PATH: process.env.PATH };
  readonly apps = [createLoopwright({ env: this.env }), createLoopwright({ env: this.env })] as const;
  readonly run: RunRef = { workspace: this.workspace, runId: createRunId(Date.now(), new Uint8Array(5)) };
  hunks: readonly string[] = [];

  async open(): Promise<{ readonly session: WorkspaceSession; readonly log: RunLog }> {
    const session = await openWorkspaceSession(this.workspace, {
      dataFolder: this.home,
      configHome: undefined,
      nowMs: Date.now,
      notice: () => undefined,
    });
    return { session, log: await openRunLog(this.run.runId, { store: session.store, redact: (text) => text }, never) };
  }

  /** `from` and `to` are the file before and after; three hunks lie between them. */
  async propose(from = base, to = proposed): Promise<void> {
    mkdirSync(this.workspace);
    writeFileSync(this.file, from);
    const { session, log } = await this.open();
    await log.append(
      {
        type: 'run.started',
        workflow: 'fix-test',
        traceId: '0'.repeat(32) as TraceId,
        workspace: this.workspace,
        named: [],
        model: undefined,
        limits: { wallMs: 1 },
        isolated: true,
        sandbox: { name: 'none', version: undefined, gaps: [] },
        owner: { pid: process.pid, startTime: undefined },
      },
      never,
    );
    for (const text of [from, to]) await log.keepBytes(new TextEncoder().encode(text), never);
    const state = (text: string) => ({ hash: hashOf(text), executable: false });
    const file = {
      path: 'a.txt',
      kind: 'modified',
      base: state(from),
      result: state(to),
      binary: false,
    } as const;
    const proposal = { files: [file], refused: [] };
    await log.append({ type: 'patch.proposed', proposal, by: 'repair', summary: '', hunks: 3 }, never);
    await log.append({ type: 'run.finished', outcome: 'fixed', line: 'fixed' }, never);
    session.store.close();
    const review = await this.apps[0].getReview(this.run, never);
    this.hunks = review.files.flatMap((entry) => entry.hunks.map(({ hunkId }) => hunkId));
    assert.equal(this.hunks.length, 3);
  }

  read(): string {
    return readFileSync(this.file, 'utf8');
  }

  dispose(): void {
    for (const app of this.apps) app.dispose();
    rmSync(this.root, { recursive: true, force: true });
  }
}
