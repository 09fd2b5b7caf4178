import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createLoopwright } from '../../src/app/createLoopwright.ts';
import type { RunRef } from '../../src/app/loopwright.ts';
import { openWorkspaceSession, type WorkspaceSession } from '../../src/app/workspaceSession.ts';
import { asBlobHash, createRunId, type TraceId } from '../../src/base/ids.ts';
import { openRunLog, type RunLog } from '../../src/core/run/runLog.ts';

const never = new AbortController().signal;
const lines = (changed: Readonly<Record<number, string>> = {}) =>
  Array.from({ length: 60 }, (_, i) => `${changed[i + 1] ?? `line ${i + 1}`}\n`).join('');
const base = lines();
const proposed = lines({ 5: 'FIVE', 30: 'THIRTY', 55: 'FIFTY-FIVE' });
const hashOf = (text: string) => asBlobHash(createHash('sha256').update(text).digest('hex'));

/** A workspace of one file with a run that proposes three hunks of it. */
class Bench {
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

  async propose(): Promise<void> {
    mkdirSync(this.workspace);
    writeFileSync(this.file, base);
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
    for (const text of [base, proposed]) await log.keepBytes(new TextEncoder().encode(text), never);
    const state = (text: string) => ({ hash: hashOf(text), executable: false });
    const file = {
      path: 'a.txt',
      kind: 'modified',
      base: state(base),
      result: state(proposed),
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

describe('accepting and undoing', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = new Bench();
    await bench.propose();
  });
  afterEach(() => bench.dispose());

  it('keeps two accepts of two processes at once, and undoes both byte for byte', async () => {
    const [first, second, third] = bench.hunks;
    const [here, there] = bench.apps;
    for (let round = 0; round < 5; round++) {
      await Promise.all([
        here.accept(bench.run, [first ?? ''], never),
        there.accept(bench.run, [second ?? ''], never),
        here.accept(bench.run, [third ?? ''], never),
      ]);
      assert.equal(bench.read(), proposed);
      const state = await here.getState(bench.run, never);
      assert.deepEqual([...state.applied].sort(), [...bench.hunks].sort());
      await there.undo(bench.run, never);
      assert.equal(bench.read(), base);
    }
  });

  it('does not bring back a change that the person took out by hand', async () => {
    const [first, second] = bench.hunks;
    await bench.apps[0].accept(bench.run, [first ?? ''], never);
    writeFileSync(bench.file, base);
    await bench.apps[0].accept(bench.run, [second ?? ''], never);
    assert.equal(bench.read(), lines({ 30: 'THIRTY' }));
  });

  it('leaves the file alone when what was there before is lost', async () => {
    await bench.apps[0].accept(bench.run, bench.hunks, never);
    const { session } = await bench.open();
    session.store.close();
    const db = new DatabaseSync(session.folders.runsDb);
    db.prepare('DELETE FROM blob WHERE hash = ?').run(hashOf(base));
    db.close();
    await assert.rejects(bench.apps[0].undo(bench.run, never), /blob/);
    assert.equal(bench.read(), proposed);
  });

  it('can undo an accept whose process died after writing, also when the person has gone on since', async () => {
    const { session, log } = await bench.open();
    const state = (text: string) => ({ hash: hashOf(text), executable: false });
    const hunkIds = (await bench.apps[0].getReview(bench.run, never)).files.flatMap(({ hunks }) =>
      hunks.map(({ hunkId }) => hunkId as never),
    );
    const files = [{ path: 'a.txt', before: state(base), after: state(proposed) }];
    await log.append({ type: 'apply.began', files, hunkIds }, never);
    session.store.close();
    writeFileSync(bench.file, proposed.replace('line 15\n', 'mine\n'));
    const result = await bench.apps[0].undo(bench.run, never);
    assert.deepEqual(result.restored, ['a.txt']);
    assert.equal(bench.read(), base.replace('line 15\n', 'mine\n'));
  });
});
