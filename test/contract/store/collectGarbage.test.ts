import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { readStoreSettings } from '../../../src/adapters/store/storeSettings.ts';
import { currentOwner } from '../../../src/adapters/workspace/processOwner.ts';
import { createLoopwright } from '../../../src/app/createLoopwright.ts';
import type { GarbageReport, GarbageRequest } from '../../../src/app/loopwright.ts';
import { openWorkspaceSession, type WorkspaceSession } from '../../../src/app/workspaceSession.ts';
import { type BlobHash, createRunId, createTraceId, type RunId } from '../../../src/base/ids.ts';
import { runCli } from '../../../src/cli/runCli.ts';
import type { RunEventBody, RunOwner } from '../../../src/core/run/runEvent.ts';
import { type PostgresTestServer, startPostgresServer } from '../../fakes/servers/postgresServer.ts';

const { signal } = new AbortController();
const dayMs = 24 * 3_600_000;
const everything: GarbageRequest = { olderThanDays: 1, keep: undefined, undecided: false, dryRun: false };

let postgres: PostgresTestServer;
before(async function startServer() {
  this.timeout(60_000);
  postgres = await startPostgresServer();
});
after(() => postgres.stop());

for (const kind of ['SQLite', 'PostgreSQL'] as const) {
  describe(`garbage collection: ${kind}`, () => {
    let base: string;
    let workspace: string;
    let env: Record<string, string | undefined>;
    let session: WorkspaceSession;
    let now: number;

    beforeEach(async () => {
      base = realpathSync(mkdtempSync(path.join(tmpdir(), 'lwgc-')));
      workspace = path.join(base, 'ws');
      mkdirSync(workspace);
      writeFileSync(path.join(workspace, 'mine.txt'), 'mine');
      const data = path.join(base, 'data');
      env = { PATH: process.env.PATH, HOME: base, LOOPWRIGHT_HOME: data, NO_COLOR: '1' };
      if (kind === 'PostgreSQL') env.LOOPWRIGHT_STORE = postgres.url;
      session = await openWorkspaceSession(workspace, {
        dataFolder: data,
        configHome: undefined,
        store: readStoreSettings(data, env),
        nowMs: () => now,
        notice: assert.fail,
      });
      now = Date.now();
    });
    afterEach(() => {
      session.store.close();
      rmSync(base, { recursive: true, force: true });
    });

    /** Writes a run into the log, as it was so many days ago. */
    async function seed(ageDays: number, bodies: readonly RunEventBody[], owner: RunOwner = deadOwner): Promise<RunId> {
      now = Date.now() - ageDays * dayMs;
      const runId = createRunId(now, crypto.getRandomValues(new Uint8Array(5)));
      await session.store.append(runId, [startedBy(owner, workspace), ...bodies], signal);
      now = Date.now();
      return runId;
    }
    async function put(text: string, ageDays: number): Promise<BlobHash> {
      now = Date.now() - ageDays * dayMs;
      return session.store.putBlob(new TextEncoder().encode(text), signal);
    }
    async function collect(request: Partial<GarbageRequest>): Promise<GarbageReport> {
      const app = createLoopwright({ env, notice: assert.fail });
      try {
        return await app.collectGarbage(workspace, { ...everything, ...request }, signal);
      } finally {
        app.dispose();
      }
    }
    const left = async () => (await session.store.list(signal)).map(({ runId }) => runId).sort();
    function age(file: string): void {
      const at = new Date(Date.now() - 2 * dayMs);
      utimesSync(file, at, at);
    }

    it('keeps every run unless it is told otherwise', async () => {
      const run = await seed(900, [finished]);
      assert.deepEqual((await collect({ olderThanDays: undefined })).runs, []);
      assert.deepEqual(await left(), [run]);
    });

    it('removes what is older, never what goes on, is undecided, half applied, or went silent just now', async () => {
      const old = await seed(40, [finished]);
      const interrupted = await seed(35, []);
      const young = await seed(3, [finished]);
      const running = await seed(50, [], await currentOwner());
      const undecided = await seed(60, [proposed, finished]);
      const decided = await seed(60, [proposed, finished, decision]);
      const halfApplied = await seed(70, [finished, { type: 'apply.began', files: [], hunkIds: [] }]);
      const plan = await collect({ olderThanDays: 30, dryRun: true });
      assert.deepEqual([...plan.runs].sort(), [old, interrupted, decided].sort());
      assert.equal((await left()).length, 7);
      const { runs, keptRuns, events } = await collect({ olderThanDays: 30 });
      assert.deepEqual([runs, keptRuns, events], [plan.runs, 4, plan.events]);
      assert.deepEqual(await left(), [young, running, undecided, halfApplied].sort());
      await collect({ olderThanDays: 30, undecided: true });
      assert.deepEqual(await left(), [young, running, halfApplied].sort());
      const silent = await seed(0.5, []);
      await collect({ olderThanDays: 0.1 });
      assert.deepEqual(await left(), [running, halfApplied, silent].sort());
    });

    it('keeps a run that somebody holds, whatever its log says', async () => {
      const [held, free] = [await seed(40, [finished]), await seed(40, [finished])];
      const hold = await session.store.hold(held, signal);
      assert.deepEqual((await collect({ olderThanDays: 30 })).runs, [free]);
      assert.deepEqual(await left(), [held]);
      hold.release();
      assert.equal(await session.store.isHeld(held, signal), false);
      assert.deepEqual((await collect({ olderThanDays: 30 })).runs, [held]);
    });

    it('removes outputs that no run has used for as long as runs are kept, and never at once', async () => {
      now = Date.now() - 9 * dayMs;
      session.outputs.put('old', 1);
      now = Date.now() - dayMs;
      session.outputs.put('young', 2);
      assert.equal((await collect({ olderThanDays: undefined, keep: 0 })).files, 0);
      const plan = await collect({ olderThanDays: 5, dryRun: true });
      const { files, fileBytes } = await collect({ olderThanDays: 5 });
      assert.deepEqual([files, fileBytes], [plan.files, plan.fileBytes]);
      assert.deepEqual([files, fileBytes > 0], [1, true]);
      now = Date.now();
      session.outputs.put('new', 3);
      await collect({ olderThanDays: 0 });
      const have = await Promise.all(['old', 'young', 'new'].map((key) => session.outputs.get(key)));
      assert.deepEqual(have, [undefined, undefined, { output: 3 }]);
    });

    it('keeps the newest runs, alone or together with an age', async () => {
      const [a, b, c] = [await seed(9, [finished]), await seed(8, [finished]), await seed(1, [finished])];
      await collect({ olderThanDays: 5, keep: 2 });
      assert.deepEqual(await left(), [b, c].sort());
      await collect({ olderThanDays: undefined, keep: 1 });
      assert.deepEqual(await left(), [c]);
      assert.ok(a);
    });

    it('follows the retention of the data folder when it is told nothing', async () => {
      await seed(9, [finished]);
      const young = await seed(2, [finished]);
      writeFileSync(path.join(base, 'data', 'store.json'), '{"retention":{"olderThanDays":5}}');
      await collect({ olderThanDays: undefined });
      assert.deepEqual(await left(), [young]);
    });

    it('sweeps blobs of removed runs and lost ones; keeps those of kept runs and those just put', async () => {
      const [mine, theirs, lost] = [await put('mine', 3), await put('theirs', 9), await put('lost', 3)];
      const fresh = await put('fresh', 0);
      await seed(9, [reported(theirs), finished]);
      await seed(2, [reported(mine), finished]);
      const report = await collect({ olderThanDays: 5 });
      assert.deepEqual([report.blobs, report.blobBytes], [2, 'theirs'.length + 'lost'.length]);
      for (const hash of [mine, fresh]) assert.ok(await session.store.getBlob(hash, signal));
      for (const hash of [theirs, lost]) assert.equal(await session.store.getBlob(hash, signal), undefined);
    });

    it('keeps the unreferenced blobs that a running run may be about to name', async () => {
      await seed(2, [], await currentOwner());
      const [earlier, during] = [await put('before', 3), await put('during', 1)];
      await collect({});
      assert.equal(await session.store.getBlob(earlier, signal), undefined);
      assert.ok(await session.store.getBlob(during, signal));
    });

    it('clears copies, patches and paste folders of dead runs, and nothing of the workspace', async () => {
      const [dead, removed, lived] = [await seed(2, []), await seed(9, [finished]), await seed(2, [finished])];
      const copy = await session.workspace.openCopy(dead, signal);
      // The process that owned it is gone.
      writeFileSync(path.join(path.dirname(copy.hostPath), 'owner.json'), JSON.stringify(deadOwner));
      const mine = await session.workspace.openCopy(lived, signal);
      const [patches, paste] = [path.join(session.folders.root, 'patches'), path.join(session.folders.root, 'paste')];
      for (const folder of [patches, path.join(paste, removed), path.join(paste, dead)])
        mkdirSync(folder, { recursive: true });
      for (const run of [removed, lived]) {
        writeFileSync(path.join(patches, `${run}.patch`), 'patch');
        age(path.join(patches, `${run}.patch`));
      }
      writeFileSync(path.join(paste, removed, 'request-0001.md'), 'text');
      // A run that is only just being set up has no log yet.
      writeFileSync(path.join(patches, 'abcdefghijkm.patch'), 'young');
      for (const run of [removed, dead]) age(path.join(paste, run));
      const report = await collect({ olderThanDays: 5 });
      assert.deepEqual([report.copies, report.files, report.fileBytes], [1, 2, 9]);
      assert.ok(report.copyBytes > 0);
      assert.ok(!existsSync(copy.hostPath) && existsSync(mine.hostPath));
      assert.deepEqual(readdirSync(patches).sort(), [`${lived}.patch`, 'abcdefghijkm.patch'].sort());
      assert.deepEqual(readdirSync(paste), [dead]);
      assert.equal((await session.store.read(dead, 0, signal)).at(-1)?.type, 'copy.disposed');
      assert.deepEqual(readdirSync(workspace), ['mine.txt']);
    });

    it('is a command that says what was freed', async () => {
      await seed(9, [finished]);
      const [stdout, stderr, stdin] = [new PassThrough(), new PassThrough(), new PassThrough()];
      const cli = async (...argv: string[]) => {
        assert.equal(await runCli(['gc', ...argv], { stdout, stderr, stdin, env, cwd: workspace } as never), 0);
        return String(stdout.read());
      };
      assert.equal(await cli('--older-than', '5', '--dry-run'), 'Would remove 1 run (2 events).\n0 runs kept.\n');
      const { ok, runs, events } = JSON.parse(await cli('--older-than', '5', '--json'));
      assert.deepEqual([ok, runs.length, events], [true, 1, 2]);
      assert.equal(await cli(), 'Nothing to remove.\n0 runs kept.\n');
      assert.equal(stderr.read(), null);
    });
  });
}

/** A process number that no system gives out. */
const deadOwner: RunOwner = { pid: 2 ** 31 - 2, startTime: undefined };
const finished: RunEventBody = { type: 'run.finished', outcome: 'not-fixed', line: 'not fixed' };
const hunkIds = ['h1' as never];
const decision: RunEventBody = { type: 'hunk.decided', hunkIds, decision: 'rejected', reason: undefined };
const proposed: RunEventBody = {
  type: 'patch.proposed',
  proposal: { files: [], refused: [] },
  by: 'repair',
  summary: '',
  hunks: 1,
};

function reported(report: BlobHash): RunEventBody {
  const counts = { passed: 1, failed: 0, skipped: 0 };
  return { type: 'test.reported', phase: 'before', counts, report, ms: 1 };
}

function startedBy(owner: RunOwner, workspace: string): RunEventBody {
  return {
    type: 'run.started',
    workflow: 'fix-test',
    traceId: createTraceId(new Uint8Array(16)),
    workspace,
    named: [],
    model: undefined,
    limits: { wallMs: 1 },
    isolated: true,
    sandbox: { name: 'none', version: undefined, gaps: [] },
    owner,
  };
}
