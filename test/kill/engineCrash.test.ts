import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { createSqliteRunStore } from '../../src/adapters/store/sqliteRunStore.ts';
import { createRunId, type RunId } from '../../src/base/ids.ts';
import type { EngineEvent } from '../../src/core/engine/engineEvent.ts';
import { replayRun } from '../../src/core/engine/replay.ts';
import { engineEventsOf } from '../../src/core/run/runBackend.ts';
import { forever, language } from '../unit/engine/workflowBuilder.ts';
import { crashWorkflow } from './crashWorkflow.ts';

const kills = 200;

interface Effect {
  readonly spawn: number;
  readonly key: string;
}

/** One run that is killed and resumed until it ends. */
class CrashingRun {
  readonly runId: RunId;
  readonly folder: string;
  /** For each node, the spawn after which its success was on record. */
  readonly recorded = new Map<string, number>();
  readonly resumeMs: number[] = [];
  spawns = 0;
  killed = 0;

  constructor(folder: string) {
    this.folder = folder;
    this.runId = createRunId(Date.now(), crypto.getRandomValues(new Uint8Array(5)));
  }

  /** Starts or resumes the run and kills it after so long; true when it ended before. */
  async spawn(killAfterMs: number): Promise<boolean> {
    this.spawns++;
    const args = [path.join(this.folder, 'worker.mjs'), this.folder, this.runId, String(this.spawns)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const output = await this.#follow(child, killAfterMs);
    const end = output.split('\n').find((line) => line.startsWith('{'));
    if (end !== undefined) assert.equal(JSON.parse(end).kind, 'succeeded', end);
    else this.killed++;
    return end !== undefined;
  }

  #follow(child: ChildProcess, killAfterMs: number): Promise<string> {
    return new Promise((resolve, reject) => {
      let output = '';
      let kill: NodeJS.Timeout | undefined;
      child.stdout?.on('data', (chunk: Buffer) => {
        const wasReady = output.startsWith('ready');
        output += chunk.toString();
        if (wasReady || !output.startsWith('ready')) return;
        this.resumeMs.push(Number(output.split(/\s/)[1]));
        kill = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
      });
      child.on('error', reject);
      child.on('close', () => {
        clearTimeout(kill);
        resolve(output);
      });
    });
  }

  effects(): readonly Effect[] {
    const file = path.join(this.folder, `${this.runId}.effects`);
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    return lines.map((line) => ({ spawn: Number(line.split(' ')[0]), key: line.split(' ')[2] ?? '' }));
  }
}

describe('kill -9 of an engine', () => {
  it(`${kills} times: no recorded node runs twice, no run is lost, resuming takes less than a second`, async function () {
    this.timeout(120_000);
    const folder = mkdtempSync(path.join(tmpdir(), 'loopwright-crash-'));
    try {
      bundleWorker(folder);
      const lanes = await Promise.all([0, 1].map(() => crashLane(folder, kills / 2)));
      const slowest = Math.max(...lanes.flatMap(({ resumeMs }) => resumeMs));
      const runs = lanes.reduce((sum, lane) => sum + lane.runs, 0);
      const again = lanes.reduce((sum, lane) => sum + lane.again, 0);
      console.log(`      ${runs} runs, ${again} nodes in flight ran again, slowest resume ${slowest.toFixed(0)} ms`);
      assert.ok(slowest < 1_000, `a resume took ${slowest} ms`);
      assert.ok(again > 0, 'kills fell into the middle of nodes');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** One file starts four times as fast as the sources, and the test starts some 240 processes. */
function bundleWorker(folder: string): void {
  buildSync({
    entryPoints: [path.join(import.meta.dirname, 'engineWorker.ts')],
    outfile: path.join(folder, 'worker.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
}

/** Kills runs one after another until the count is reached, and checks each when it has ended. */
async function crashLane(folder: string, count: number) {
  const store = createSqliteRunStore(path.join(folder, 'runs.db'), Date.now);
  const eventsOf = async (runId: RunId) => engineEventsOf(await store.read(runId, 0, forever));
  const resumeMs: number[] = [];
  let killed = 0;
  let runs = 0;
  let again = 0;
  try {
    while (killed < count) {
      const run = new CrashingRun(folder);
      runs++;
      // A kill that comes too late ends the run; so does the last kill, which is then followed by a quiet end.
      for (;;) {
        const ended = await run.spawn(killed + run.killed < count ? Math.random() * 45 : 60_000);
        if (ended) break;
        for (const event of await eventsOf(run.runId)) {
          if (event.type === 'node.succeeded' && !run.recorded.has(event.node))
            run.recorded.set(event.node, run.spawns);
        }
      }
      killed += run.killed;
      again += check(run, await eventsOf(run.runId));
      resumeMs.push(...run.resumeMs);
    }
  } finally {
    store.close();
  }
  return { resumeMs, runs, again };
}

/** How many effects happened again; each of a node that was in flight when its process died. */
function check(run: CrashingRun, events: readonly EngineEvent[]): number {
  const effects = run.effects();
  for (const { spawn: at, key } of effects) {
    const node = key.slice(key.indexOf('/') + 1);
    const recordedAt = run.recorded.get(node) ?? Number.POSITIVE_INFINITY;
    assert.ok(at <= recordedAt, `${node} was on record after spawn ${recordedAt} and ran again in spawn ${at}`);
  }
  assert.equal(events.at(-1)?.type, 'run.succeeded');
  const succeeded = events.flatMap((event) => (event.type === 'node.succeeded' ? [event.node] : []));
  assert.equal(new Set(succeeded).size, succeeded.length, 'every success is on record once');
  const replay = replayRun({ runId: run.runId, definition: crashWorkflow, events }, language());
  assert.equal(replay.kind, 'same', JSON.stringify(replay));
  return effects.length - new Set(effects.map(({ key }) => key)).size;
}
